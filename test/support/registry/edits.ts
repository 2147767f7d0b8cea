// Documents with single values exchanged, as no honest tool would write them.
// Source of the places: RFC 6901, JSON pointers.
import { type Edits } from "./world.ts";

/** A copy of `document` with each value at its place; `null` takes away, and `-` is the end of a list. */
export function edited(document: object, edits: Edits): object {
  const copy = structuredClone(document);
  for (const [pointer, value] of Object.entries(edits)) {
    const keys = pointer
      .slice(1)
      .split("/")
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop() ?? "";
    write(
      keys.reduce<unknown>((place, key) => (isPlace(place) ? place[key] : undefined), copy),
      last,
      value,
      pointer,
    );
  }
  return copy;
}

type Place = Record<string, unknown>;

function write(place: unknown, key: string, value: unknown, pointer: string): void {
  if (!isPlace(place)) throw new Error(`there is no ${pointer} in the document`);
  if (Array.isArray(place) && key === "-") place.push(value);
  else if (Array.isArray(place) && value === null) place.splice(Number(key), 1);
  else if (value === null) delete place[key];
  else place[key] = value;
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null;
}
