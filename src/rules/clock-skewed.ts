// This machine's clock is wrong: two hosts agree on another time. Certificates and tokens are judged by it.
import type { HostTime } from "../model.ts";
import type { RunRule } from "./rule.ts";

/** As much as token services and signed addresses bear with (AWS SigV4: five minutes). */
const mostMs = 5 * 60_000;

export const clockSkewed: RunRule = {
  id: "clock-skewed",
  title: "this machine's clock is wrong",
  over: "run",
  check(_uses, { times }) {
    const agreeing = agreed(times);
    const [one, other] = agreeing;
    if (one === undefined || other === undefined) return [];
    const isBehind = one.aheadMs > 0;
    const least = Math.min(...agreeing.map(({ aheadMs }) => Math.abs(aheadMs)));
    const draft = {
      severity: "warning",
      message: `this machine's clock is ${spanOf(least)} ${isBehind ? "behind" : "ahead"}: "${one.host}" and "${other.host}" agree on the time`,
      kubelet: null,
      fix: "set the clock: certificates, tokens and signed addresses are judged by it, and a node with such a clock fails at them, too",
    } as const;
    return [draft];
  },
};

/** Hosts that are off by about the same, if there are two; one alone may be wrong itself. */
function agreed(times: readonly HostTime[]): readonly HostTime[] {
  const off = times.filter(({ aheadMs }) => Math.abs(aheadMs) > mostMs);
  const groups = off.map(({ aheadMs }) => off.filter((other) => Math.abs(other.aheadMs - aheadMs) < mostMs));
  const [largest = []] = groups.toSorted((a, b) => b.length - a.length);
  // As many that find the clock right know better.
  return largest.length >= 2 && largest.length > times.length - off.length ? largest : [];
}

/** `6 minutes`, `3 hours`, `12 days`: rounded down. */
function spanOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
