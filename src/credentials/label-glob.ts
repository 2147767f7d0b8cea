// One label of a host against one of a key's: `*`, `?`, `[a-z]` and `\`, as the kubelet matches them.
// Source: Go `path/filepath` (Match), called by kubernetes `pkg/credentialprovider/keyring.go` (URLsMatch).

/** Does all of `text` match? A pattern that Go calls malformed matches nothing. */
export function matchesLabel(pattern: string, text: string): boolean {
  if (!/[*?[\\]/.test(pattern)) return pattern === text;
  const parts = partsOf(pattern);
  return parts !== null && matchesParts(parts, [...text]);
}

/** `null`: any run of characters, `*`; else whether one character fits. */
type Part = ((character: string) => boolean) | null;

function partsOf(pattern: string): readonly Part[] | null {
  const parts: Part[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    if (character === "*") parts.push(null);
    else if (character === "?") parts.push(() => true);
    else if (character === "\\") {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined) return null;
      parts.push((one) => one === escaped);
    } else if (character === "[") {
      const found = classAt(characters, at + 1);
      if (found === null) return null;
      parts.push(found.fits);
      at = found.end;
    } else parts.push((one) => one === character);
  }
  return parts;
}

/** `[^a-z0]`, from behind its bracket; `end` is the place of the closing one. A `]` or `-` that is meant is written with `\`. */
function classAt(
  characters: readonly string[],
  start: number,
): { readonly fits: (character: string) => boolean; readonly end: number } | null {
  let at = start;
  const isNegated = characters[at] === "^";
  if (isNegated) at += 1;
  const ranges: (readonly [string, string])[] = [];
  const take = (): string | null => {
    const first = characters[at];
    if (first === undefined || first === "-" || first === "]") return null;
    if (first === "\\") at += 1;
    const taken = characters[at];
    at += 1;
    return taken ?? null;
  };
  while (characters[at] !== "]" || ranges.length === 0) {
    const low = take();
    if (low === null) return null;
    let high: string | null = low;
    if (characters[at] === "-") {
      at += 1;
      high = take();
    }
    if (high === null || at >= characters.length) return null;
    ranges.push([low, high]);
  }
  return { fits: (one) => ranges.some(([low, high]) => low <= one && one <= high) !== isNegated, end: at };
}

/** A star is tried from the shortest run on, and only the last one may have to be tried again: that is enough, and linear by linear. */
function matchesParts(parts: readonly Part[], characters: readonly string[]): boolean {
  let [part, character] = [0, 0];
  let star = -1;
  let after = 0;
  while (character < characters.length) {
    const fits = parts[part];
    if (fits === null) {
      star = part;
      after = character;
      part += 1;
    } else if (fits?.(characters[character] ?? "") === true) {
      part += 1;
      character += 1;
    } else if (star === -1) return false;
    else {
      part = star + 1;
      after += 1;
      character = after;
    }
  }
  return parts.slice(part).every((rest) => rest === null);
}
