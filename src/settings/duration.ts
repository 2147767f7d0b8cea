// Durations as people write them: `90s`, `20m`, `1h30m`.
// Hours, minutes and seconds in this order, each at most once; a bare number has no unit and is refused.

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** `1h30m` → 5,400,000 milliseconds; `null` for whatever is not written so. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (match === null || text === "") return null;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * secondMs;
}

/** 5,400,000 → `1h30m`; whole seconds, as messages need them. */
export function printDuration(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  const minutes = Math.floor((ms % hourMs) / minuteMs);
  const seconds = Math.floor((ms % minuteMs) / secondMs);
  const parts = [hours > 0 ? `${hours}h` : "", minutes > 0 ? `${minutes}m` : "", seconds > 0 ? `${seconds}s` : ""];
  return parts.join("") || "0s";
}
