// Durations as Go writes them, for `dial_timeout`: `3s`, `1m30s`, `1.5s`, `300ms`.
// Source: Go `time/format.go` (ParseDuration).

const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds, below 0 where somebody wrote that; `null` for what is no duration to Go. */
export function parseGoDuration(text: string): number | null {
  if (/^[-+]?0$/.test(text)) return 0;
  if (!/^[-+]?(?:(?:\d{1,15}(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d+\.?\d*|\.\d+)([a-zµμ]+)/g)];
  const ms = parts.reduce((sum, [, count = "", unit = ""]) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
  return text.startsWith("-") ? -ms : ms;
}
