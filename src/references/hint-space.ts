// What to change in an image with whitespace inside: which of the two sides was meant, where that can be told.
import { pullCommandIn } from "./command.ts";
import { isDomain, isPath, isTag } from "./grammar.ts";
import { splitDomain } from "./normalise.ts";
import { quote } from "./quote.ts";
import { firstSpace, nameOfSpace } from "./whitespace.ts";

/** `null` for an image without whitespace. */
export function spaceHint(image: string): string | null {
  const at = firstSpace(image);
  if (at < 0) return null;
  const pasted = pullCommandIn(image);
  if (pasted !== null)
    return `write ${quote(pasted.image)} alone: ${quote(pasted.command)} is a command, and no part of it`;
  const [before, after] = [image.slice(0, at), image.slice(at + 1)];
  const space = nameOfSpace(image.charAt(at));
  if (isVersion(after) && isNameAlone(before))
    return `write ":" in place of the ${space}: ${quote(`${before}:${after}`)}`;
  return `remove the ${space} after ${quote(before)}`;
}

/** What nobody would take for anything else than a tag. */
function isVersion(text: string): boolean {
  return isTag(text) && /^(?:v?\d|latest$)/.test(text);
}

/** A repository without tag and digest; `host:5000` alone has a tag. */
function isNameAlone(text: string): boolean {
  const { domain, remainder } = splitDomain(text);
  return isDomain(domain) && isPath(remainder);
}
