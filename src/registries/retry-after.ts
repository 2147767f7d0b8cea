// How long a registry asks to be left alone: a header in seconds, as a date or a Go duration, or a Go duration in the body.
import { type Answer, header } from "./answer.ts";

/** Thirty days: whoever asks for more asks not to be believed. */
const longestMs = 30 * 24 * 3_600_000;

/**
 * Milliseconds from `wall` (milliseconds since the epoch) on; `null` where the answer doesn't say.
 * Sources: RFC 9110 §10.2.3; GHCR's body `retry-after: 454.813µs, allowed: 44000/minute` (dagger#8644).
 */
export function retryAfterMs(answer: Answer, wall: number): number | null {
  const value = header(answer, "retry-after")?.trim() ?? "";
  const asked = secondsMs(value) ?? dateMs(value, wall) ?? goDurationMs(value) ?? inBodyMs(answer);
  return asked === null ? null : Math.min(asked, longestMs);
}

function secondsMs(value: string): number | null {
  return /^\d+(?:\.\d+)?$/.test(value) ? Math.ceil(Number(value) * 1000) : null;
}

function dateMs(value: string, wall: number): number | null {
  const date = httpTime(value);
  return date === null ? null : Math.max(0, date - wall);
}

/** The three forms of RFC 9110 §5.6.7 begin with the day's name; Date.parse would take much else for a date. Since the epoch. */
export function httpTime(value: string): number | null {
  const date = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}

function inBodyMs(answer: Answer): number | null {
  if (answer.status !== 429 && answer.status !== 403) return null;
  const said = /retry-after:\s*([0-9.]+(?:ns|us|µs|μs|ms|h|m|s)(?:[0-9.]+(?:ns|us|µs|μs|ms|h|m|s))*)/i;
  const match = said.exec(answer.body.toString("utf8", 0, 2048));
  return match === null ? null : goDurationMs(match[1] ?? "");
}

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // the micro sign
  μs: 1e-3, // the Greek letter
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's `time.Duration` as text, `1m30.5s`, in milliseconds rounded up; `null` for anything else. */
export function goDurationMs(text: string): number | null {
  if (!/^(?:[0-9.]+(?:ns|us|µs|μs|ms|h|m|s))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/([0-9.]+)(ns|us|µs|μs|ms|h|m|s)/g)) {
    total += Number(amount) * (unitMs[unit] ?? Number.NaN);
  }
  return Number.isFinite(total) ? Math.ceil(total) : null;
}
