// Values that begin on their key's line, or behind their dash.
import { Alias } from "yaml";
import { collection } from "./plain-flow.ts";
import { doubleQuoted, plainWords, type Read, singleQuoted } from "./plain-scalars.ts";

/** The value that begins at `from`, which is neither a space nor the line's end. */
export function valueOn(text: string, from: number): Read | null {
  switch (text.charAt(from)) {
    case '"':
      return doubleQuoted(text, from);
    case "'":
      return singleQuoted(text, from);
    case "[":
    case "{":
      return collection(text, from);
    case "*":
      return alias(text, from);
    default:
      return plainWords(text, from);
  }
}

/** What `&` calls the value behind it, and the offset just past the name; `null` where no such name stands. */
export function anchorOn(text: string, from: number): { readonly name: string; readonly end: number } | null {
  name.lastIndex = from + 1;
  if (text[from] !== "&" || !name.test(text)) return null;
  return { name: text.slice(from + 1, name.lastIndex), end: name.lastIndex };
}

const name = /[\w-]+(?=[ \n]|$)/y;

function alias(text: string, from: number): Read | null {
  name.lastIndex = from + 1;
  if (!name.test(text)) return null;
  const end = name.lastIndex;
  const node = new Alias(text.slice(from + 1, end));
  node.range = [from, end, end];
  return { node, end };
}
