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
  /** From now on this value is `***`, in each of the forms in which it leaves. */
  keep(secret: Secret | string): void;
  /** To be called before words are folded or cut: half a secret is not recognised any more. */
  clean(words: string): string;
}

/** A shorter one may be a part of any word: it is replaced only where it stands alone. */
const shortestAnywhere = 6;

export function createRedactor(): Redactor {
  const kept = new Set<string>();
  /** Longest first: a secret within another must not leave the rest of it behind. */
  let forms: readonly string[] = [];
  return {
    keep(secret) {
      const value = (typeof secret === "string" ? secret : secret.reveal()).toWellFormed();
      if (value === "" || kept.has(value)) return;
      kept.add(value);
      forms = [...new Set([...forms, ...formsOf(value)])].sort((a, b) => b.length - a.length);
    },
    clean(words) {
      let cleaned = words;
      for (const form of forms) if (cleaned.includes(form)) cleaned = without(cleaned, form);
      return cleaned;
    },
  };
}

/** As it is, and as URLs, forms, JSON and Basic headers spell it. */
function formsOf(value: string): readonly string[] {
  return [
    value,
    encodeURIComponent(value),
    encodeURI(value),
    new URLSearchParams({ _: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString("base64"),
  ];
}

function without(words: string, form: string): string {
  if (form.length >= shortestAnywhere) return words.replaceAll(form, "***");
  const escaped = form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
  return words.replaceAll(new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, "gu"), "***");
}

/** Basic credentials, as the header wants them. */
export function basicCredentials(candidate: Extract<Candidate, { kind: "node" }>): string {
  return Buffer.from(`${candidate.username}:${candidate.secret.reveal()}`).toString("base64");
}
