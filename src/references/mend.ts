// The image as it was surely meant, where there is one way only: what a reviewer may accept with one click.
// Whitespace, a pasted command, scheme and capitals are taken off together; anything that needs a guess is left to the hint.
import { withoutCommand } from "./command.ts";
import { cut, isDomain, piecesOf } from "./grammar.ts";
import { isTakenAsDomain, looksLikeHost, lowerCase } from "./normalise.ts";
import { isConstant, placeholderIn } from "./placeholder.ts";
import { readReference } from "./read.ts";
import { withoutScheme } from "./scheme.ts";
import { trimmed } from "./whitespace.ts";

/** A text that a node would take and that says the same as `image`; `null` where none is obvious. */
export function mended(image: string): string | null {
  const text = lowered(withoutScheme(withoutCommand(trimmed(image))));
  if (text === null || text === image || placeholderIn(text) !== null) return null;
  return readReference(text).kind === "reference" ? text : null;
}

/** Host and tag keep their case, name and digest lose it; `null` where the name is a constant to be filled in. */
function lowered(text: string): string | null {
  const host = keptHost(text);
  const { path, tag, digest } = piecesOf(text.slice(host.length));
  if (path.split("/").some(isConstant)) return null;
  const name = `${host}${lowerCase(path)}`;
  const tagged = tag === null ? name : `${name}:${tag}`;
  return digest === null ? tagged : `${tagged}@${digest.toLowerCase()}`;
}

/** With its slash. `Foo/Bar` has a host by a capital alone, and is rather `foo/bar`; `Foo/bar` is as it was written. */
function keptHost(text: string): string {
  const [first, rest] = cut(text, "/");
  if (rest === null || !isTakenAsDomain(first) || !isDomain(first)) return "";
  const { path } = piecesOf(rest);
  return looksLikeHost(first) || lowerCase(path) === path ? `${first}/` : "";
}
