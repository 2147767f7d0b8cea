// The `name` of an `images:` entry, which kustomize takes for a regular expression: `^NAME(:tag)?(@digest)?$`.
// It is a stranger's, so it never becomes a RegExp: what people use of it is matched in steps that can be counted.

/** One place of a name; those of a group say where its alternatives begin and where it ends. */
type Part =
  | { readonly kind: "character"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "rest" }
  | { readonly kind: "alternatives"; readonly starts: readonly number[] }
  | { readonly kind: "jump"; readonly to: number };

/** A name as it is matched: `.`, `.*`, `.+` and one `(a|b)` have their meaning, everything else stands for itself. */
export interface NamePattern {
  readonly parts: readonly Part[];
  /** How many characters it matches, where that is always the same. */
  readonly length: number | null;
}

/** How often a matcher looks at a part, all in all; past it nothing matches. */
export interface Steps {
  left: number;
}

/** What kustomize lets follow a name (api/internal/image/image.go, IsImageMatched). */
const tag = /:[a-zA-Z0-9_.{}-]*$/;
const digest = /@sha256:[a-zA-Z0-9_.{}-]*$/;

/** `null` for a name that means nothing but itself, or is longer than any image's. */
export function patternOf(name: string): NamePattern | null {
  if (name.length > longest || !/[.(]/.test(name)) return null;
  const tokens = name.match(/\.[*+]?|[^.]/gs) ?? [];
  const parts = partsOf(tokens);
  if (parts.every(({ kind }) => kind === "character")) return null;
  const isFixed = parts.every(({ kind }) => kind === "character" || kind === "any");
  return { parts, length: isFixed ? parts.length : null };
}

/** Longer than any reference that a registry takes: 255 characters of a name, 128 of a tag, a digest. */
const longest = 512;

function partsOf(tokens: readonly string[]): readonly Part[] {
  const open = tokens.indexOf("(");
  const close = tokens.indexOf(")");
  const isGroup = open < close && open !== -1 && open === tokens.lastIndexOf("(") && close === tokens.lastIndexOf(")");
  const parts: Part[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (isGroup && index === open) {
      parts.push({ kind: "alternatives", starts });
      starts.push(parts.length);
    } else if (isGroup && token === "|" && index > open && index < close) {
      ends.push(parts.length);
      parts.push({ kind: "jump", to: 0 });
      starts.push(parts.length);
    } else if (!isGroup || index !== close) {
      parts.push(...partsOfToken(token));
    } else {
      for (const end of ends) parts[end] = { kind: "jump", to: parts.length };
    }
  }
  return parts;
}

function partsOfToken(token: string): readonly Part[] {
  switch (token) {
    case ".":
      return [{ kind: "any" }];
    case ".*":
      return [{ kind: "rest" }];
    case ".+":
      return [{ kind: "any" }, { kind: "rest" }];
    default:
      return [{ kind: "character", character: token }];
  }
}

/** Where the name of an image may end: before its tag, before its digest, before both, or nowhere but at its end. */
export function nameEnds(image: string): readonly number[] {
  const bare = image.replace(digest, "");
  return [...new Set([image, image.replace(tag, ""), bare, bare.replace(tag, "")].map(({ length }) => length))];
}

/**
 * Whether `pattern` is all of `image` up to one of `ends`. All ways through the pattern are walked at once, so that a
 * character costs no more steps than the pattern has parts (K. Thompson, "Regular Expression Search Algorithm", 1968).
 */
export function matches(pattern: NamePattern, image: string, ends: readonly number[], steps: Steps): boolean {
  const { parts, length } = pattern;
  steps.left -= 1;
  if (image.length > longest || (length !== null && !ends.includes(length))) return false;
  let places = placesFrom(parts, [0], steps);
  for (let at = 0; at <= image.length; at++) {
    if (places.has(parts.length) && ends.includes(at)) return true;
    if (places.size === 0 || steps.left <= 0) return false;
    const next = [...places].flatMap((place) => placeAfter(parts[place], place, image[at]));
    places = placesFrom(parts, next, steps);
  }
  return false;
}

function placeAfter(part: Part | undefined, place: number, character: string | undefined): readonly number[] {
  if (part === undefined || character === undefined) return [];
  switch (part.kind) {
    case "character":
      return part.character === character ? [place + 1] : [];
    case "any":
      return [place + 1];
    case "rest":
      return [place];
    case "alternatives":
    case "jump":
      return [];
  }
}

/** `from`, and whatever can be reached from there without a character. */
function placesFrom(parts: readonly Part[], from: readonly number[], steps: Steps): ReadonlySet<number> {
  const places = new Set<number>(from);
  // A set's iteration comes to what is added on the way.
  for (const place of places) {
    steps.left -= 1;
    const part = parts[place];
    if (part?.kind === "rest") places.add(place + 1);
    else if (part?.kind === "jump") places.add(part.to);
    else if (part?.kind === "alternatives") for (const start of part.starts) places.add(start);
  }
  return places;
}
