// Regular expressions that are made of words: the same words give the same one, as to make one takes longer than most searches.

/** So many are kept; a stranger's words may be new each time. */
const mostKept = 100;

/** Gives the expression that `source` writes, global, and set to search from the start. */
export function patterns<Words extends readonly string[]>(
  source: (...words: Words) => string,
): (...words: Words) => RegExp {
  const kept = new Map<string, RegExp>();
  return (...words) => {
    const key = words.join(" ");
    const known = kept.get(key);
    if (known !== undefined) {
      known.lastIndex = 0;
      return known;
    }
    const made = new RegExp(source(...words), "g");
    if (kept.size < mostKept) kept.set(key, made);
    return made;
  };
}
