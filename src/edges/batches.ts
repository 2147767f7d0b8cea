// A report on its way out, in pieces of a size that a system call is worth.
import type { Text } from "./edges.ts";

/** UTF-16 code units; what a pipe takes at once is no more. */
const batchLength = 64 * 1024;

/** The same text in pieces that are neither tiny nor, unless it came as one, huge. */
export function* batches(text: Text): Generator<string, void> {
  if (typeof text === "string") {
    yield text;
    return;
  }
  let waiting: string[] = [];
  let length = 0;
  for (const piece of text) {
    waiting.push(piece);
    length += piece.length;
    if (length < batchLength) continue;
    yield waiting.join("");
    waiting = [];
    length = 0;
  }
  yield waiting.join("");
}
