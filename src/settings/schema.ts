// The shape of each settings key, made from the table. Whether a text is a platform or a duration is asked later, as for flags.
// Loaded with the first settings file: a run without one doesn't pay for the schema library.
import * as v from "valibot";
import { namesOf, type Option, type OptionName, options } from "./options.ts";

/** A list of texts, a text, a switch, a number, or rule ids with texts. */
export type Shape = string | boolean | number | readonly string[] | Readonly<Record<string, string>>;

/** What is wrong with the shape of a value; `inside` is the index or key of the part it is about, `null` for the whole. */
interface ShapeMistake {
  readonly inside: string | number | null;
  readonly message: string;
}

export type ShapeReading =
  | { readonly kind: "shape"; readonly shape: Shape }
  | { readonly kind: "mistakes"; readonly mistakes: readonly ShapeMistake[] };

const schemas: ReadonlyMap<OptionName, v.GenericSchema<unknown, Shape>> = new Map(
  namesOf("key").map((name) => [name, schemaOf(name, options[name])]),
);

/** Is `value` what the key `name` takes? */
export function readShape(name: OptionName, value: unknown): ShapeReading {
  const schema = schemas.get(name);
  if (schema === undefined) throw new Error(`${name} is no settings key`);
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return { kind: "shape", shape: parsed.output };
  const mistakes = parsed.issues.map(({ path, message }) => {
    const key: unknown = path?.[0].key;
    return { inside: typeof key === "string" || typeof key === "number" ? key : null, message };
  });
  return { kind: "mistakes", mistakes };
}

function schemaOf(name: OptionName, option: Option): v.GenericSchema<unknown, Shape> {
  switch (option.kind) {
    case "list": {
      const example = option.fallback[0] ?? option.value;
      const list = v.array(
        v.string("every item has to be a text"),
        `it has to be a list, such as [${JSON.stringify(example)}]`,
      );
      return option.mayBeEmpty
        ? list
        : v.pipe(list, v.minLength(1, `an empty list leaves nothing: remove "${name}" for its default`));
    }
    case "text":
      // Without quotes YAML takes 2.0 for the number 2.
      return v.string(
        `it has to be a text${option.of === "version" ? `, in quotes: "${option.fallback.join("")}"` : ""}`,
      );
    case "choice":
      return v.string(`it has to be ${option.choices.join(" or ")}`);
    case "switch":
      return v.boolean("it has to be true or false");
    case "duration":
      return v.string("it has to be a duration, such as 90s, 20m or 1h30m");
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
