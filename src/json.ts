// JSON from strangers: parsed to `unknown`, and narrowed by hand.

/** A JSON object, as opposed to an array, `null` or a scalar. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of JSON: neither a list nor `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value that the text holds, or `undefined` for whatever is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same, with every number that Go would not take for a whole one (`2.0`, `1e3`) as `NaN`. */
export function parseGoJson(text: string): unknown {
  try {
    return JSON.parse(text, wholeNumbers);
  } catch {
    return undefined;
  }
}

/** The third argument is the text of the value, as ECMAScript has it since 2026 (proposal-json-parse-with-source). */
function wholeNumbers(this: unknown, _: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && !/^-?\d+$/.test(context?.source ?? String(value)) ? Number.NaN : value;
}

/** The first value of the text, whatever stands behind it, as Go's stream decoder reads it; `undefined` where there is none. */
export function parseFirstGoJson(text: string): unknown {
  const whole = parseGoJson(text);
  const start = text.indexOf("{");
  if (whole !== undefined || start === -1 || text.slice(0, start).trim() !== "") return whole;
  const end = objectEnd(text, start);
  return end === null ? undefined : parseGoJson(text.slice(start, end));
}

/** Just past the brace that closes the one at `start`; `null` where it is never closed. */
export function objectEnd(text: string, start: number): number | null {
  const tokens = /["{}]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    if (found[0] === "{") depth += 1;
    else if (found[0] === "}") depth -= 1;
    else tokens.lastIndex = stringEnd(text, found.index);
    if (depth === 0) return tokens.lastIndex;
  }
  return null;
}

/** Just past the quote that closes the string whose first quote is at `open`; the text's end where none does. */
function stringEnd(text: string, open: number): number {
  let quote = open;
  do {
    quote = text.indexOf('"', quote + 1);
    if (quote === -1) return text.length;
  } while (isEscaped(text, quote));
  return quote + 1;
}

/** An odd number of backslashes before it. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

/** A field as Go's decoder finds it: however its name is cased, and the last of several. `undefined`: there is none. */
export function fieldAt(object: JsonObject, key: string): unknown {
  const wanted = key.toLowerCase();
  let value: unknown;
  for (const [name, of] of Object.entries(object)) if (name.toLowerCase() === wanted) value = of;
  return value;
}

/** A field that holds an object; `null` where it is anything else. */
export function objectAt(object: JsonObject, key: string): JsonObject | null {
  const value = fieldAt(object, key);
  return isObject(value) ? value : null;
}

/** A field that holds a list; `null` where it is anything else. */
export function listAt(object: JsonObject, key: string): readonly unknown[] | null {
  const value = fieldAt(object, key);
  return Array.isArray(value) ? value : null;
}

/** A string field, or `""` where it is anything else. */
export function stringAt(object: JsonObject, key: string): string {
  const value = fieldAt(object, key);
  return typeof value === "string" ? value : "";
}
