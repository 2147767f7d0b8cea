// The settings file's text → a layer. The file may be hostile: whatever it holds ends as sentences that name file and line.
// The parser's tree is read key by key; nothing is turned into objects, so neither aliases nor `__proto__` can do harm.
import { isMap, isScalar, LineCounter, parseDocument, type YAMLMap } from "yaml";
import { outOfBounds } from "./bounds.ts";
import { isLater, notThereYet } from "./later.ts";
import type { SourceFile } from "../model.ts";
import { emptyLayer, type LayerReading, type Written, type WrittenRow } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import { isOptionName, namesOf, type OptionName, options } from "./options.ts";
import { readShape, type Shape } from "./schema.ts";
import { readTable } from "./table.ts";
import { type Aliases, aliasesIn, flatten, offsetOf, textOf } from "./tree.ts";

/**
 * Reads the text of the settings file; `path` is how messages name it, and `shown` how reports do. YAML 1.2, so `off` is a
 * text.
 */
export function readSettingsDocument(path: string, text: string, shown = path): LayerReading {
  const lines = new LineCounter();
  const at = (offset: number): string => `${path}:${Math.max(1, lines.linePos(offset).line)}`;
  try {
    const excess = outOfBounds(text);
    if (excess !== null) return refused(`${path}:${lineOf(text, excess.offset)}: ${excess.message}`);
    // Duplicate keys are found here: the parser compares every pair of keys, which takes minutes with a megabyte of them.
    const document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
    });
    const [complaint] = document.errors;
    if (complaint !== undefined) return refused(`${at(complaint.pos[0])}: it is not YAML: ${complaint.message}`);
    const root = document.contents;
    if (root === null || (isScalar(root) && root.value === null)) return { layer: emptyLayer, mistakes: [] };
    if (!isMap(root)) return refused(`${at(0)}: settings are keys with values, such as "depth: manifest"`);
    return readKeys(root, aliasesIn(root), at, { path: shown, text });
  } catch (error) {
    if (error instanceof RangeError) return refused(`${path}: it is nested too deeply for settings`);
    throw error;
  }
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function refused(mistake: string): LayerReading {
  return { layer: emptyLayer, mistakes: [mistake] };
}

function readKeys(root: YAMLMap, aliases: Aliases, at: (offset: number) => string, file: SourceFile): LayerReading {
  const names = namesOf("key");
  const texts = new Map<OptionName, readonly Written[]>();
  const rules = new Map<string, Written>();
  const rows = new Map<OptionName, readonly WrittenRow[]>();
  const mistakes: string[] = [];
  const seen = new Set<string>();

  for (const { key: keyNode, value: valueNode } of root.items) {
    const offset = offsetOf(keyNode);
    const key = textOf(keyNode, aliases);
    if (key === null) mistakes.push(`${at(offset)}: a key has to be a text`);
    else if (seen.has(key)) mistakes.push(`${at(offset)}: ${quoted(key)} is written twice`);
    else if (!isOptionName(key) || !names.includes(key)) mistakes.push(`${at(offset)}: ${unknownKey(key, names)}`);
    else if (options[key].kind === "table") {
      const table = readTable(key, options[key], valueNode, aliases, { file, offset, at });
      rows.set(key, table.rows);
      mistakes.push(...table.mistakes);
    } else {
      const flat = flatten(valueNode, aliases);
      const place = (inside: string | number | null | undefined): string => {
        const part = inside === null || inside === undefined ? offset : (flat.parts.get(inside) ?? offset);
        return `${at(part)}: "${key}"`;
      };
      const reading = readShape(key, flat.value);
      if (reading.kind === "mistakes")
        mistakes.push(...reading.mistakes.map(({ path, message }) => `${place(path[0])}: ${message}`));
      else if (typeof reading.shape !== "object") texts.set(key, [{ text: String(reading.shape), place: place(null) }]);
      else if (isList(reading.shape))
        texts.set(
          key,
          reading.shape.map((text, index) => ({ text, place: place(index) })),
        );
      else for (const [id, text] of rulesOf(reading.shape, flat.parts)) rules.set(id, { text, place: place(id) });
      mistakes.push(...flat.repeated.map(([id, part]) => `${at(part)}: ${quoted(id)} is written twice`));
    }
    if (key !== null) seen.add(key);
  }
  return { layer: { texts, rules, rows }, mistakes };
}

function unknownKey(key: string, names: readonly OptionName[]): string {
  if (isLater(key)) return notThereYet(quoted(key));
  if (isOptionName(key)) return `${quoted(key)} is a flag and an input, not a settings key`;
  return `unknown key ${quoted(key)}: ${suggest(key, names)}`;
}

/** `Array.isArray` doesn't narrow a union with a readonly array. */
function isList(shape: Shape): shape is readonly string[] {
  return Array.isArray(shape);
}

/** The schema library leaves `__proto__` and its like out of a record; here they stay, to be refused as unknown rules. */
function rulesOf(
  shape: Readonly<Record<string, string>>,
  parts: ReadonlyMap<string | number, number>,
): readonly (readonly [string, string])[] {
  return [...parts.keys()].map((id) => [String(id), (Object.hasOwn(shape, id) ? shape[id] : undefined) ?? ""]);
}
