// How long a registry asks to be left alone: a header in seconds, as a date or a Go duration, a Go duration in the body, or the
// end of a window that is spent.
import { type Answer, header, headerLines } from "./answer.ts";

/** Thirty days: whoever asks for more asks not to be believed. */
const longestMs = 30 * 24 * 3_600_000;

/** Seconds that are no span of time any more, but a moment since 1970; and milliseconds of the same. */
const leastEpochSeconds = 1e9;
const leastEpochMs = 1e12;

/**
 * Milliseconds from now on; `null` where the answer doesn't say. What names a moment is read by the host's own clock where it
 * tells the time (`Date`), else by this machine's: `wall`, milliseconds since the epoch. Never negative, never without end.
 * Sources: RFC 9110 §10.2.3; GHCR's body `retry-after: 454.813µs, allowed: 44000/minute` (dagger#8644); for a limit that has
 * neither, draft-ietf-httpapi-ratelimit-headers and what came before it.
 */
export function retryAfterMs(answer: Answer, wall: number): number | null {
  const value = header(answer, "retry-after")?.trim() ?? "";
  const now = httpTime(header(answer, "date") ?? "") ?? wall;
  const named = secondsMs(value) ?? dateMs(value, now) ?? goDurationMs(value);
  const asked = named ?? (isLimit(answer) ? (inBodyMs(answer) ?? resetMs(answer, now)) : null);
  return asked === null ? null : Math.min(asked, longestMs);
}

function isLimit({ status }: Answer): boolean {
  return status === 429 || status === 403;
}

/** When a window ends, as the headers of limits say it; a window that has something left is not the one that was spent. */
function resetMs(answer: Answer, now: number): number | null {
  return (
    windowMs(headerLines(answer, "ratelimit").join(",")) ??
    momentMs(answer, "ratelimit", now) ??
    momentMs(answer, "x-ratelimit", now)
  );
}

/** `"burst";r=0;t=30, "day";r=400;t=3600`, or as drafts before the eighth had it: `limit=10, remaining=0, reset=30`. */
function windowMs(value: string): number | null {
  const ends = value.split(/,(?=\s*"|$)/).flatMap((window) => {
    const left = /(?:^|[;,\s])(?:r|remaining)=(\d+)/.exec(window)?.[1];
    const seconds = /(?:^|[;,\s])(?:t|reset)=(\d+)/.exec(window)?.[1];
    return seconds === undefined || Number(left ?? 0) > 0 ? [] : [Number(seconds) * 1000];
  });
  return ends.length === 0 ? null : Math.max(...ends);
}

/** `RateLimit-Reset` and `X-RateLimit-Reset`: seconds from now on, or since 1970, told apart by their size. */
function momentMs(answer: Answer, name: "ratelimit" | "x-ratelimit", now: number): number | null {
  const reset = /^\d+(?:\.\d+)?$/.exec(header(answer, `${name}-reset`)?.trim() ?? "")?.[0];
  const left = /^\d+/.exec(header(answer, `${name}-remaining`)?.trim() ?? "")?.[0];
  if (reset === undefined || Number(left ?? 0) > 0) return null;
  const value = Number(reset);
  if (value >= leastEpochMs) return Math.max(0, value - now);
  return value >= leastEpochSeconds ? Math.max(0, value * 1000 - now) : Math.ceil(value * 1000);
}

function secondsMs(value: string): number | null {
  return /^\d+(?:\.\d+)?$/.test(value) ? Math.ceil(Number(value) * 1000) : null;
}

function dateMs(value: string, now: number): number | null {
  const date = httpTime(value);
  return date === null ? null : Math.max(0, date - now);
}

/** The three forms of RFC 9110 §5.6.7 begin with the day's name; Date.parse would take much else for a date. Since the epoch. */
export function httpTime(value: string): number | null {
  const date = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}

function inBodyMs(answer: Answer): number | null {
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
