// Text for the labels of a Mermaid diagram: whatever it holds, it is drawn as characters and never read as a diagram.
// Sources: Mermaid's syntax of flowcharts ("Entity codes to escape characters"), `encodeEntities` in `packages/mermaid/src/utils.ts`:
// `#35;` becomes an entity of HTML, after labels were read as Markdown and before they are drawn.
import { clip, visible } from "./escape.ts";

/**
 * An untrusted label for between quotes. Letters, digits and dots stay, and hyphens and spaces between letters and digits; all else
 * is written as its code point: quotes, brackets, backticks, what begins a list, percent signs of directives, colons of styles.
 */
export function label(text: string, length = 80): string {
  return visible(clip(text, length))
    .replaceAll(/\$|\\n|:(?=fa-)/g, writtenOut)
    .replaceAll(
      /[^A-Za-z0-9. -]|(?<![A-Za-z0-9])[ -]|[ -](?![A-Za-z0-9])/gu,
      (character) => `#${character.codePointAt(0) ?? 0};`,
    );
}

/** What is looked for when entities are characters again (formulas, line breaks, icons) is written like what can't be seen. */
function writtenOut(found: string): string {
  return `\\u{${(found === "\\n" ? 0x0a : (found.codePointAt(0) ?? 0)).toString(16)}}`;
}
