// The one order of texts: the same on every machine, whatever its locale.

/** By code unit, as `toSorted` wants it. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
