// What to change in a tag: the part after the name's colon.
import { isTag, longestTag } from "./grammar.ts";
import { quote, quoteCharacter } from "./quote.ts";

/** For a tag at fault; `null` for a sound one, or where there is none. `image` is the whole, to show what comes before. */
export function tagHint(tag: string | null, image: string): string | null {
  if (tag === null || isTag(tag)) return null;
  if (tag === "") {
    const [before = ""] = image.split("@", 1);
    return `write a tag after ${quote(before)}, or remove the colon`;
  }
  if (tag.includes(":")) return `keep one tag of ${quote(tag)}: an image has one colon after its name`;
  if (tag.includes("/")) return `move the tag to the end: ${quote(tag)} goes on after a slash`;
  // Helm and others turn the "+" of a semantic version into "_" or "-" when they push.
  if (tag.includes("+")) return `write "_" or "-" in place of "+" in the tag ${quote(tag)}, as it was pushed`;
  const foreign = /[^A-Za-z0-9_.-]/.exec(tag)?.[0];
  if (foreign !== undefined) return `remove ${quoteCharacter(foreign)} from the tag ${quote(tag)}`;
  if (tag.length > longestTag) {
    return `shorten the tag ${quote(tag)}: it has ${tag.length} characters, and ${longestTag} is the most`;
  }
  return `correct the tag ${quote(tag)}: it starts with a letter, a digit or "_", not with "${tag.charAt(0)}"`;
}
