// What people say not to check, and what comes of it. Types only; `model.ts` hands them on.
import type { Span } from "./use.ts";

/** A comment that begins with `pullgate:`, as somebody wrote it; the span begins at its `#` and ends with its line. */
export interface GateComment {
  readonly span: Span;
  /** What follows `pullgate:`, trimmed. */
  readonly text: string;
  /** Nothing else is on its line: it is for the line below. */
  readonly alone: boolean;
  /** It stands in a block scalar: a comment of a manifest in a manifest, or a text that nobody meant for us. */
  readonly inText: boolean;
}

/** What a person said not to check, and why: a comment at the line, or an entry of `ignore` in the settings. */
export interface Ignore {
  readonly from: "comment" | "settings";
  /** The comment, or the entry's first line. */
  readonly span: Span;
  /** Ids of the rules that it silences; none: nobody is asked about the uses at all. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** The last day, in UTC, on which it counts: `2027-01-31`; `null`: without an end. */
  readonly until: string | null;
}

/** What came of a comment or an entry; whatever isn't `fine` is worth saying. */
export type IgnoreFate =
  /** It did something, or nobody can tell whether it would have. */
  | { readonly kind: "fine" }
  /** It can't be understood: why, and what to write instead. */
  | { readonly kind: "unreadable"; readonly why: string; readonly fix: string }
  | { readonly kind: "expired"; readonly ignore: Ignore }
  /** A fork's: it counts once it is merged. */
  | { readonly kind: "untrusted" }
  /** Its line decides no image; an entry: none of the manifests' is meant by it. */
  | { readonly kind: "misplaced" }
  /** The uses were proved, and none of its rules found anything; `instead` are those that did. */
  | { readonly kind: "unused"; readonly ignore: Ignore; readonly instead: readonly string[] };

/** A comment or an entry of the settings, judged. */
export interface JudgedIgnore {
  readonly from: Ignore["from"];
  readonly span: Span;
  readonly fate: IgnoreFate;
}
