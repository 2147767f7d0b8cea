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

/** A string field, or `""` where it is anything else. */
export function stringAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}
