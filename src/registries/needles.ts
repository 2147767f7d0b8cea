// Many texts at once, looked for in another and taken out of it: in steps that grow with that one alone, however many there
// are, however long, and however alike they begin or end.

/** A longer one is looked for in pieces, which overlap: a part of so many characters gives as much away. */
const longestPiece = 64;
/** White space is folded, and an answer that is made of it is not read to its end. */
const farthest = 8;
/** Shared: the pieces of a long one have nothing else. */
const whole: readonly number[] = [longestPiece];

/** What is looked for. */
export interface Needles {
  add(needle: string): void;
  /** How far the longest one reaches that begins at `at`, ends behind `least`, and `fits`; `null` where none does. */
  endAt(words: string, at: number, least: number, fits?: (end: number) => boolean): number | null;
}

/** Finds nothing at first. Needles are at least `shortest` long, and told apart by as many characters of their beginnings. */
export function createNeedles(shortest: number): Needles {
  const pieces = new Set<string>();
  /** By beginning, the longest first: never more than `longestPiece` of them. */
  const lengthsOf = new Map<string, readonly number[]>();

  function addPiece(piece: string): void {
    if (pieces.has(piece)) return;
    pieces.add(piece);
    const beginning = piece.slice(0, shortest);
    const lengths = lengthsOf.get(beginning);
    if (lengths === undefined) lengthsOf.set(beginning, piece.length === longestPiece ? whole : [piece.length]);
    else if (!lengths.includes(piece.length)) {
      lengthsOf.set(
        beginning,
        [...lengths, piece.length].sort((a, b) => b - a),
      );
    }
  }

  return {
    add(needle) {
      const last = needle.length - longestPiece;
      for (let at = 0; at < last; at += longestPiece - 1) addPiece(needle.slice(at, at + longestPiece));
      addPiece(needle.slice(Math.max(0, last)));
    },
    endAt(words, at, least, fits = () => true) {
      for (const length of lengthsOf.get(words.slice(at, at + shortest)) ?? []) {
        const end = at + length;
        if (end <= least) return null;
        if (end <= words.length && pieces.has(words.slice(at, end)) && fits(end)) return end;
      }
      return null;
    },
  };
}

/**
 * `***` for each of them. Those that overlap are one: a secret within another must not leave the rest of it behind. Ends
 * after `enough` characters that are no white space, or `farthest` times as many that are.
 */
export function withoutNeedles(words: string, needles: Needles, enough: number): string {
  let cleaned = "";
  /** Up to where everything is in `cleaned`. */
  let done = 0;
  let solid = 0;
  for (let at = 0; at < words.length; at += 1) {
    let end = needles.endAt(words, at, at);
    if (end === null) {
      if (!isBlank(words.charCodeAt(at))) solid += 1;
    } else {
      const start = at;
      for (at += 1; at < end; at += 1) end = needles.endAt(words, at, end) ?? end;
      cleaned += `${words.slice(done, start)}***`;
      done = end;
      at = end - 1;
      solid += 3;
    }
    if (solid >= enough || at >= farthest * enough) return cleaned + words.slice(done, Math.max(done, at + 1));
  }
  return cleaned + words.slice(done);
}

/** `***` for each that stands alone: between letters or digits it is part of another word. */
export function withoutWords(words: string, needles: Needles): string {
  let cleaned = "";
  let done = 0;
  for (let at = 0; at < words.length; at += 1) {
    // Behind `***` begins a new word.
    const start = at;
    const isAlone = (end: number): boolean => !isInWord(words, start, end, done);
    const end = needles.endAt(words, start, start, isAlone);
    if (end === null) continue;
    cleaned += `${words.slice(done, start)}***`;
    done = end;
    at = end - 1;
  }
  return cleaned + words.slice(done);
}

/** By whole characters: half of one is none. */
function isInWord(words: string, start: number, end: number, beginning: number): boolean {
  const before = Array.from(words.slice(Math.max(beginning, start - 2), start)).at(-1) ?? "";
  const after = String.fromCodePoint(words.codePointAt(end) ?? 0);
  return /[\p{L}\p{N}]/u.test(before) || /[\p{L}\p{N}]/u.test(after);
}

/** As `oneLine` folds it; other white space counts as a character. */
function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0x7f;
}
