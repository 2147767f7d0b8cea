// How many of something, in words.

/** `1 image`, `2 images`. */
export function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
