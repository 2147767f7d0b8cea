// What may be written down of a request: its address without secrets, and words in which no secret of the run occurs.
import type { Candidate, Secret } from "../model.ts";
import { createNeedles, withoutNeedles, withoutWords } from "./needles.ts";

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
  /**
   * To be called before words are folded or cut: half a secret is not recognised any more. After `enough` characters that
   * are no white space, or several times as many that are, the rest may be missing.
   */
  clean(words: string, enough?: number): string;
}

/** A shorter one may be a part of any word: it is replaced only where it stands alone. */
const shortestAnywhere = 6;
/** A longer token fits no header of an answer (Node's `--max-http-header-size`): only bodies tell it, and as it is. */
const longestInHeader = 16 * 1024;

/** Keeps nothing at first. */
export function createRedactor(): Redactor {
  const kept = new Set<string>();
  const anywhere = createNeedles(shortestAnywhere);
  const alone = createNeedles(1);
  return {
    keep(secret) {
      const value = (typeof secret === "string" ? secret : secret.reveal()).toWellFormed();
      if (value === "" || kept.has(value)) return;
      kept.add(value);
      for (const form of new Set(typeof secret === "string" ? formsOfToken(value) : formsOf(value))) {
        (form.length < shortestAnywhere ? alone : anywhere).add(form);
      }
    },
    clean: (words, enough = Number.POSITIVE_INFINITY) => withoutWords(withoutNeedles(words, anywhere, enough), alone),
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
  if (value.length > longestInHeader) return [value];
  const spelled = [value, value.replace(/={1,2}$/, ""), encodeURIComponent(value)];
  return [...spelled, ...spelled.map((form) => form.toLowerCase())];
}

/** Basic credentials, as the header wants them. */
export function basicCredentials(candidate: Extract<Candidate, { kind: "login" }>): string {
  return Buffer.from(`${candidate.username}:${candidate.secret.reveal()}`).toString("base64");
}
