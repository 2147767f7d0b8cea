// What a registry says of a quota in its answers' headers: the limit, what is left of it, its window, and whom it counts.
// Sources: docs.docker.com "Docker Hub pull usage and limits" (ratelimit-limit, docker-ratelimit-source); draft-ietf-httpapi-ratelimit-headers
// -03 (RateLimit-Limit, -Remaining, -Reset), -07 (RateLimit: limit=…) and -10 (RateLimit: "name";r=…;t=…).
import { type Dictionary, type InnerList, type Item, parseDictionary, parseList } from "structured-headers";
import { type Answer, headerLines } from "../registries/answer.ts";
import { httpTime } from "../registries/retry-after.ts";

/** A quota as it was told. All numbers are whole and not negative. */
export interface Headroom {
  /** In one window. */
  readonly limit: number;
  readonly remaining: number;
  /** `null`: the registry doesn't say. */
  readonly windowSeconds: number | null;
  /** Until the window ends; `null`: the registry doesn't say. */
  readonly endsInSeconds: number | null;
  /** Whom it counts: an address or an account, in the registry's own words; empty where it doesn't say. */
  readonly source: string;
}

export type HeadroomReading =
  /** `overdrawn`: the header that says that less than nothing is left, as it came. */
  | { readonly kind: "told"; readonly headroom: Headroom; readonly overdrawn: string | null }
  | { readonly kind: "silent" }
  /** `line`: the header that can't be believed, as it came. */
  | { readonly kind: "unreadable"; readonly line: string };

/** Nobody grants so many pulls: a number beyond it is no limit, but a mistake. */
const largest = 1_000_000_000;
/** Characters of a header that are read. */
const longest = 1000;

/** What is over in a minute is a pace, which is learned by asking; what lasts longer is a quota, and so is what nobody knows. */
const longestPaceSeconds = 60;

export function isQuota({ windowSeconds, endsInSeconds }: Pick<Headroom, "windowSeconds" | "endsInSeconds">): boolean {
  return (windowSeconds ?? endsInSeconds ?? Number.POSITIVE_INFINITY) > longestPaceSeconds;
}

/** Reads whichever form is there. Docker's own and the drafts' come first: `X-RateLimit-*` is anybody's. */
export function headroomIn(answer: Answer): HeadroomReading {
  const named = (line(answer, "docker-ratelimit-source") ?? "").trim();
  // Docker Hub has an address or an account's name or number there; what is longer is neither, and may be anything.
  const source = /^[\w.:@/-]{1,45}$/.test(named) ? named : "";
  const read =
    pairIn(answer, "ratelimit-limit", "ratelimit-remaining") ??
    combinedIn(answer) ??
    pairIn(answer, "x-ratelimit-limit", "x-ratelimit-remaining");
  if (read === null) return { kind: "silent" };
  const { limit, said } = read;
  // Overdrawn: nothing is left.
  const remaining = isOverdrawn(read.remaining) ? 0 : read.remaining;
  const windowSeconds = read.windowSeconds === 0 ? null : read.windowSeconds;
  if (
    !isCount(limit) ||
    limit === 0 ||
    !isCount(remaining) ||
    remaining > limit ||
    !(windowSeconds === null || isCount(windowSeconds))
  )
    return { kind: "unreadable", line: said };
  const overdrawn = isOverdrawn(read.remaining) ? said : null;
  return {
    kind: "told",
    headroom: { limit, remaining, windowSeconds, endsInSeconds: endIn(answer), source },
    overdrawn,
  };
}

interface Told {
  readonly limit: unknown;
  readonly remaining: unknown;
  readonly windowSeconds: unknown;
  readonly said: string;
}

/** `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 87;w=21600`; of several policies behind the limit, the one that it is. */
function pairIn(answer: Answer, limitName: string, remainingName: string): Told | null {
  const limits = line(answer, limitName);
  const left = line(answer, remainingName);
  if (limits === null || left === null) return null;
  const said = `${limitName}: ${limits}, ${remainingName}: ${left}`;
  const [current, ...policies] = listIn(limits);
  const [remaining] = listIn(left);
  const written = listIn(line(answer, `${limitName.replace("-limit", "")}-policy`));
  const own = [...policies, ...written].find(([value]) => value === current?.[0]);
  const windowSeconds = parameter(current, "w") ?? parameter(remaining, "w") ?? parameter(own, "w") ?? null;
  return { limit: current?.[0], remaining: remaining?.[0], windowSeconds, said };
}

/** `RateLimit: "default";r=50;t=30` with `RateLimit-Policy: "default";q=100;w=60`, or `RateLimit: limit=100, remaining=50, reset=30`. */
function combinedIn(answer: Answer): Told | null {
  const state = line(answer, "ratelimit");
  if (state === null) return null;
  const written = line(answer, "ratelimit-policy");
  const said = `ratelimit: ${state}${written === null ? "" : `, ratelimit-policy: ${written}`}`;
  const policies = listIn(written);
  const ofRequests = listIn(state).filter(([name]) => countsRequests(name, policies));
  const [tightest] = ofRequests.toSorted((a, b) => leftOf(a) - leftOf(b));
  if (tightest === undefined && listIn(state).length > 0) return null;
  if (tightest !== undefined) {
    const own = policies.find(([name]) => String(name) === String(tightest[0]));
    // What is left says little without what it is left of.
    if (own === undefined) return null;
    const windowSeconds = parameter(own, "w") ?? null;
    return { limit: parameter(own, "q"), remaining: parameter(tightest, "r"), windowSeconds, said };
  }
  const parts = dictionaryIn(state);
  const [limit, remaining] = ["limit", "remaining"].map((name): unknown => parts.get(name)?.[0]);
  const policy = policies.find(([quota]) => quota === limit);
  return { limit, remaining, windowSeconds: parameter(policy, "w") ?? null, said };
}

/** The draft's units: bytes and connections at once are none that a pull could be counted in. */
function countsRequests(name: unknown, policies: readonly (Item | InnerList)[]): boolean {
  const unit = parameter(
    policies.find(([own]) => String(own) === String(name)),
    "qu",
  );
  return unit === undefined || unit === "requests";
}

function leftOf(item: Item | InnerList): number {
  const left = parameter(item, "r");
  return typeof left === "number" ? left : Number.POSITIVE_INFINITY;
}

/** The library's type of a value names one of browsers (`BufferSource`): here it is whatever it turns out to be. */
function parameter(item: Item | InnerList | undefined, name: string): unknown {
  const value: unknown = item?.[1].get(name);
  return value;
}

/** A header's lines as one, as they mean the same (RFC 9110 §5.3); `null` where there is none. */
function line(answer: Answer, name: string): string | null {
  const lines = headerLines(answer, name);
  return lines.length === 0 ? null : lines.join(", ").slice(0, longest);
}

/** Empty for what is no list of RFC 9651. */
function listIn(text: string | null): readonly (Item | InnerList)[] {
  try {
    return text === null ? [] : parseList(text);
  } catch {
    return [];
  }
}

function dictionaryIn(text: string): Dictionary {
  try {
    return parseDictionary(text);
  } catch {
    return new Map();
  }
}

/** `-Reset` is a span in the drafts, and a moment since the epoch elsewhere: then the answer's own date tells how far off it is. */
function endIn(answer: Answer): number | null {
  const written = line(answer, "ratelimit-reset") ?? line(answer, "x-ratelimit-reset") ?? "";
  const seconds = /^\d{1,12}$/.test(written.trim()) ? Number(written) : null;
  if (seconds === null || seconds < epochFrom) return seconds;
  const now = httpTime(line(answer, "date") ?? "");
  return now === null ? null : Math.max(0, seconds - Math.floor(now / 1000));
}

/** No window is as long as that: what is larger is a moment (2001). */
const epochFrom = 1_000_000_000;

function isOverdrawn(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value < 0 && value >= -largest;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= largest;
}
