// A login that ends by itself: a token with a date in it, or of a kind that lives for hours, put where it stays for months.
import type { ConfigEntry } from "../model.ts";
import { expiryOf } from "../credentials/expiry.ts";
import { dayOf } from "../ignores/calendar.ts";
import type { SecretRule } from "./rule.ts";

/** Milliseconds: what ends within so long has to be renewed now. */
const near = 7 * 24 * 3_600_000;

export const pullSecretExpiring: SecretRule = {
  id: "pull-secret-expiring",
  title: "a pull secret holds a login that ends by itself",
  over: "secret",
  check({ secret, now }) {
    const { reading, name } = secret;
    if (reading.kind !== "config") return null;
    const words = reading.entries.flatMap((entry) => ending(entry, now))[0];
    if (words === undefined) return null;
    return {
      severity: "warning",
      message: `Secret ${name}: the login for ${words}`,
      kubelet: null,
      fix: "let the nodes log in by themselves (an IAM role, a credential provider), let a controller renew the Secret, or take a login that stays (a robot account, a deploy token)",
    };
  },
};

function ending(entry: ConfigEntry, now: number): readonly string[] {
  const expiry = expiryOf(entry);
  if (expiry === null) return [];
  const { what, until, lives } = expiry;
  const named = `"${entry.written}" is ${what}`;
  if (until !== null && until <= now) return [`${named} that ended on ${dayOf(until)}`];
  if (lives !== null) return [`${named}, which lives for ${lives}`];
  return until !== null && until - now < near ? [`${named} that ends on ${dayOf(until)}`] : [];
}
