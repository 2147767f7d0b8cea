// The shape of each settings key, made from the table. Whether a text is a platform or a duration is asked later, as for flags.
// Loaded with the first settings file: a run without one doesn't pay for the schema library.
import * as v from "valibot";
import type { Option, Table } from "./option.ts";
import { namesOf, type OptionName, options } from "./options.ts";

/** Texts by column, one or several in each. */
export type RowShape = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A list of texts, a text, a switch, a number, or rule ids with texts. */
export type Shape = string | boolean | number | readonly string[] | Readonly<Record<string, string>>;

/** What is wrong with the shape of a value; `path` leads to the part it is about, by index and key, and is empty for the whole. */
interface ShapeMistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ShapeReading<Of = Shape> =
  | { readonly kind: "shape"; readonly shape: Of }
  | { readonly kind: "mistakes"; readonly mistakes: readonly ShapeMistake[] };

/** Texts in one cell of a row. */
export const mostTexts = 100;

const schemas: ReadonlyMap<OptionName, v.GenericSchema<unknown, Shape>> = new Map(
  namesOf("key").flatMap((name) => {
    const option: Option = options[name];
    return option.kind === "table" ? [] : [[name, schemaOf(name, option)] as const];
  }),
);

/** Is `value` what the key `name` takes? */
export function readShape(name: OptionName, value: unknown): ShapeReading {
  const schema = schemas.get(name);
  if (schema === undefined) throw new Error(`${name} is no settings key`);
  return readBy(schema, value);
}

/** Are they rows of `table`? Columns that it doesn't have are left out. */
export function readRowShapes(table: Table, value: unknown): ShapeReading<readonly RowShape[]> {
  return readBy(tableOf(table), value);
}

function readBy<Of>(schema: v.GenericSchema<unknown, Of>, value: unknown): ShapeReading<Of> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return { kind: "shape", shape: parsed.output };
  const mistakes = parsed.issues.map(({ path = [], message }) => {
    const keys = path.map((item): unknown => item.key);
    return { path: keys.filter((key) => typeof key === "string" || typeof key === "number"), message };
  });
  return { kind: "mistakes", mistakes };
}

function schemaOf(name: OptionName, option: Exclude<Option, Table>): v.GenericSchema<unknown, Shape> {
  switch (option.kind) {
    case "list": {
      const example = option.fallback[0] ?? option.value;
      const list = v.array(
        v.string("every item has to be a text"),
        `it has to be a list, such as [${JSON.stringify(example)}]`,
      );
      if (option.mayBeOne === true) return v.lazy((value) => (typeof value === "string" ? v.string() : list));
      return option.mayBeEmpty
        ? list
        : v.pipe(list, v.minLength(1, `an empty list leaves nothing: remove "${name}" for its default`));
    }
    case "text":
      if (option.of === "budget")
        return v.union([v.string(), v.number()], "it has to be a number, or a share such as 20%");
      // Without quotes YAML takes 2.0 for the number 2.
      return v.string(
        `it has to be a text${option.of === "version" ? `, in quotes: "${option.fallback.join("")}"` : ""}`,
      );
    case "choice":
      return v.string(`it has to be ${option.choices.join(" or ")}`);
    case "switch":
      return v.boolean("it has to be true or false");
    case "duration": {
      const message = "it has to be a duration, such as 90s, 20m or 1h30m";
      // None at all needs no unit, and without quotes it is a number to YAML.
      return option.least === 0 ? v.union([v.string(), v.literal(0)], message) : v.string(message);
    }
    case "count":
      return v.number("it has to be a number");
    case "rules": {
      const message = "it has to be rule ids with severities, such as { tag-missing: warning }";
      return v.pipe(
        v.unknown(),
        // To the library a list is a record too.
        v.check((value) => !Array.isArray(value), message),
        v.record(v.string(), v.string("it has to be error, warning, notice or off"), message),
      );
    }
  }
}

/** Unknown columns are found beside the schema, which leaves `__proto__` and its like out of everything. */
function tableOf({ columns, example, most }: Table): v.GenericSchema<unknown, readonly RowShape[]> {
  const text = v.string("it has to be a text");
  const texts = v.pipe(
    v.array(v.string("every item has to be a text"), "it has to be a list of texts"),
    v.maxLength(mostTexts, `it has more than ${mostTexts} texts, too many for one entry`),
  );
  const entries = Object.entries(columns).map(([name, kind]) => [name, v.optional(kind === "text" ? text : texts)]);
  const row = v.object(Object.fromEntries(entries), `every entry has to be keys with values, such as ${example}`);
  return v.pipe(
    v.array(row, `it has to be a list of entries, such as [${example}]`),
    v.maxLength(most, `it has more than ${most} entries, too many for settings`),
  );
}
