// What to change in an image that no node would take: one sentence that quotes the part at fault.
// It explains and never decides: whether an image is valid is `read.ts`'s alone.
import { digestHint } from "./hint-digest.ts";
import { hostHint } from "./hint-host.ts";
import { pathHint } from "./hint-path.ts";
import { spaceHint } from "./hint-space.ts";
import { tagHint } from "./hint-tag.ts";
import { cut, isDomain, isImageId, isPath, piecesOf } from "./grammar.ts";
import { isTakenAsDomain, lowerCase } from "./normalise.ts";
import { quote, quoteCharacter } from "./quote.ts";
import { isHubPage, schemeOf } from "./scheme.ts";
import { nameOfSpace, trimmed } from "./whitespace.ts";

/** For an image with whitespace before or after it, or with nothing else in it. */
export function whitespaceHint(image: string): string {
  const text = trimmed(image);
  if (text === "") return "write the image's name, or leave the field out where something else fills it in";
  const start = image.indexOf(text.charAt(0));
  const before = start === 0 ? null : image.charAt(0);
  const after = image.length === start + text.length ? null : image.charAt(image.length - 1);
  if (before !== null && after !== null) return `remove the whitespace around ${quote(text)}`;
  if (before !== null) return `remove the ${nameOfSpace(before)} before ${quote(text)}`;
  const hint = `remove the ${nameOfSpace(after ?? " ")} after ${quote(text)}`;
  // A block scalar keeps its last line break unless its header says "-" (YAML 1.2, 8.1.1.2).
  return after === "\n" ? `${hint}: a block scalar needs ">-" in place of ">", "|-" in place of "|"` : hint;
}

/** For an image that the grammar refuses. */
export function hintFor(image: string): string {
  if (isImageId(image))
    return `put the repository before it: "NAME@sha256:${image.slice(0, 12)}…", for it is an image id`;
  if (isHubPage(image)) return `name the image in place of ${quote(image)}, a page of Docker Hub's web site`;
  const scheme = schemeOf(image);
  if (scheme !== null) return `remove "${scheme}": an image starts with its registry or its name`;
  return spaceHint(image) ?? foreignCharacterHint(image) ?? partHint(image);
}

/** For a character that no part of an image can hold; `+` is left to the parts, because a digest's algorithm may. */
function foreignCharacterHint(image: string): string | null {
  const character = /[^A-Za-z0-9._\-/:@[\]+]/u.exec(image)?.[0];
  if (character === undefined) return null;
  const quoted = quoteCharacter(character);
  if ("\"'`".includes(character)) return `remove the quotation mark ${quoted}: it is part of the value`;
  if (character === "\\") return `write "/" in place of ${quoted}`;
  if ("${}<>()".includes(character)) return `remove ${quoted}, or fill in what it stands for`;
  // A Cyrillic "і" or the Kelvin sign pass for a letter that may stand there.
  if (/\p{L}/u.test(character)) return `write a letter from a to z in place of ${quoted}`;
  return `remove ${quoted}: no part of an image can hold it`;
}

/** For the first part at fault, from left to right as a person reads. */
function partHint(image: string): string {
  const [first, rest] = cut(image, "/");
  if (rest === null && image.startsWith("[")) return `write the image's name after ${quote(`${image}/`)}`;
  if (rest === null || !isTakenAsDomain(first)) return piecesHint(image, null, image);
  if (isDomain(first)) return piecesHint(rest, first, image);
  // `Foo_bar/x`, `foo_bar.com/X`: no host, but a folder once it is in lower case, so the fault is a capital or further on.
  return isPath(lowerCase(first)) ? piecesHint(image, null, image) : hostHint(first);
}

function piecesHint(text: string, host: string | null, image: string): string {
  const { path, tag, digest } = piecesOf(text);
  return pathHint(path, host, image) ?? tagHint(tag, image) ?? digestHint(digest, image);
}
