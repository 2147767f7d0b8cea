// What may be written down of a request: its address without secrets, and words in which no secret of the run occurs.
import type { Candidate, Secret } from "../model.ts";

/** Query keys known to be harmless; every other value is `***`: signed blob addresses carry their key in the query. */
const harmless: ReadonlySet<string> = new Set(["service", "scope", "n", "last", "ns"]);

/** The address for evidence: no user, no password, no query value that isn't known to be harmless. */
export function redactUrl(url: URL): string {
  const query = [...url.searchParams]
    .map(([key, value]) => `${encodeURIComponent(key)}=${harmless.has(key) ? encodeURI(value) : "***"}`)
    .join("&");
  return `${url.protocol}//${url.host}${url.pathname}${query === "" ? "" : `?${query}`}`;
}

/** Takes out of the world's words whatever the run must keep to itself. */
export interface Redactor {
  /** From now on this value is `***`, in each of the forms in which it leaves: a login's in more than a token's. */
  keep(secret: Secret | string): void;
  /** To be called before words are folded or cut: half a secret is not recognised any more. */
  clean(words: string): string;
}

/** A shorter one may be a part of any word: it is replaced only where it stands alone. */
const shortestAnywhere = 6;

/** Keeps nothing at first. */
export function createRedactor(): Redactor {
  const kept = new Set<string>();
  /** By their last characters, since tokens all begin alike: thousands of them cost no more than one. */
  const byEnding = new Map<string, string[]>();
  const short = new Set<string>();
  return {
    keep(secret) {
      const value = (typeof secret === "string" ? secret : secret.reveal()).toWellFormed();
      if (value === "" || kept.has(value)) return;
      kept.add(value);
      for (const form of new Set(typeof secret === "string" ? formsOfToken(value) : formsOf(value))) {
        if (form.length < shortestAnywhere) short.add(form);
        else {
          const ending = form.slice(-shortestAnywhere);
          byEnding.set(ending, [...(byEnding.get(ending) ?? []), form]);
        }
      }
    },
    clean(words) {
      let cleaned = without(words, rangesIn(words, byEnding));
      for (const form of short) if (cleaned.includes(form)) cleaned = withoutWord(cleaned, form);
      return cleaned;
    },
  };
}

/** As it is, and as URLs, forms, JSON and Basic headers spell it. */
function formsOf(value: string): readonly string[] {
  const base64 = Buffer.from(value).toString("base64");
  return [
    ...formsOfToken(value),
    ...formsOfToken(base64),
    Buffer.from(value).toString("base64url"),
    encodeURI(value),
    // Bytes of UTF-8 in a header are read as characters of Latin-1 (RFC 9110 §5.5; undici).
    Buffer.from(value).toString("latin1"),
    ...formsInPath(value),
    new URLSearchParams({ _: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
  ];
}

/** As an address that somebody redirects to has it; where it would end the path, or lead out of it, it isn't whole there. */
function formsInPath(value: string): readonly string[] {
  const path = new URL(`http://x/${value}`).pathname.slice(1);
  return path.length < value.length ? [] : [path];
}

/** What is in base64 already is often told without its padding; hosts and media types are told in lower case. */
function formsOfToken(value: string): readonly string[] {
  const spelled = [value, value.replace(/={1,2}$/, ""), encodeURIComponent(value)];
  return [...spelled, ...spelled.map((form) => form.toLowerCase())];
}

type Range = readonly [start: number, end: number];

/** Every place at which one of the forms ends, with the longest that does, last place first. */
function rangesIn(words: string, byEnding: ReadonlyMap<string, readonly string[]>): readonly Range[] {
  if (byEnding.size === 0) return [];
  const ranges: Range[] = [];
  for (let end = words.length; end >= shortestAnywhere; end -= 1) {
    const forms = byEnding.get(words.slice(end - shortestAnywhere, end)) ?? [];
    const lengths = forms
      .map(({ length }, index) => (length <= end && words.startsWith(forms[index] ?? "", end - length) ? length : 0))
      .sort((a, b) => b - a);
    const [longest = 0] = lengths;
    if (longest > 0) ranges.push([end - longest, end]);
  }
  return ranges;
}

/** Ranges that overlap are one: a secret within another must not leave the rest of it behind. */
function without(words: string, ranges: readonly Range[]): string {
  let cleaned = "";
  /** Up to where, from the end on, everything is in `cleaned` already. */
  let rest = words.length;
  let open: Range | null = null;
  for (const range of ranges) {
    if (open !== null && range[1] > open[0]) open = [Math.min(open[0], range[0]), open[1]];
    else {
      if (open !== null) {
        cleaned = `***${words.slice(open[1], rest)}${cleaned}`;
        rest = open[0];
      }
      open = range;
    }
  }
  return open === null ? words : `${words.slice(0, open[0])}***${words.slice(open[1], rest)}${cleaned}`;
}

function withoutWord(words: string, form: string): string {
  const escaped = form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  return words.replaceAll(new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, "gu"), "***");
}

/** Basic credentials, as the header wants them. */
export function basicCredentials(candidate: Extract<Candidate, { kind: "login" }>): string {
  return Buffer.from(`${candidate.username}:${candidate.secret.reveal()}`).toString("base64");
}
