// What Go's decoder makes of a manifest, an index or a config: a field of another type than its struct has ends the pull,
// whatever the field is for. Source: image-spec `specs-go/v1/{manifest,index,descriptor,config}.go`; Go `encoding/json`.
import { isObject } from "../json.ts";

type Shape =
  | "text"
  | "whole"
  | "flag"
  | "time"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const nothing: Shape = { fields: {} };
const platform: Shape = {
  fields: { architecture: "text", os: "text", "os.version": "text", "os.features": { list: "text" }, variant: "text" },
};
const descriptor: Shape = {
  fields: {
    mediaType: "text",
    digest: "text",
    size: "whole",
    urls: { list: "text" },
    annotations: { map: "text" },
    data: "text",
    platform,
    artifactType: "text",
  },
};
const common = {
  schemaVersion: "whole",
  mediaType: "text",
  artifactType: "text",
  subject: descriptor,
  annotations: { map: "text" },
} as const;

/** The documents of a pull, by what containerd decodes them into. */
export const shapes = {
  manifest: { fields: { ...common, config: descriptor, layers: { list: descriptor } } },
  index: { fields: { ...common, manifests: { list: descriptor } } },
  config: {
    fields: {
      created: "time",
      author: "text",
      architecture: "text",
      variant: "text",
      os: "text",
      "os.version": "text",
      "os.features": { list: "text" },
      config: {
        fields: {
          User: "text",
          ExposedPorts: { map: nothing },
          Env: { list: "text" },
          Entrypoint: { list: "text" },
          Cmd: { list: "text" },
          Volumes: { map: nothing },
          WorkingDir: "text",
          Labels: { map: "text" },
          StopSignal: "text",
          ArgsEscaped: "flag",
        },
      },
      rootfs: { fields: { type: "text", diff_ids: { list: "text" } } },
      history: {
        list: {
          fields: { created: "time", created_by: "text", author: "text", comment: "text", empty_layer: "flag" },
        },
      },
    },
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** The first field that Go can't decode, as `"annotations.build" is no text`; `null` where it reads on. */
export function mistypedField(value: unknown, shape: Shape, place = ""): string | null {
  // Go leaves what is null as it was.
  if (value === null || value === undefined) return null;
  switch (shape) {
    case "text":
      return typeof value === "string" ? null : no(place, "text");
    case "whole":
      return Number.isInteger(value) ? null : no(place, "whole number");
    case "flag":
      return typeof value === "boolean" ? null : no(place, "true or false");
    case "time":
      return typeof value === "string" && isGoTime(value) ? null : no(place, "time");
    default:
      return mistypedPart(value, shape, place);
  }
}

function mistypedPart(value: unknown, shape: Exclude<Shape, string>, place: string): string | null {
  if ("list" in shape) {
    if (!Array.isArray(value)) return no(place, "list");
    const parts: readonly unknown[] = value;
    return first(parts.map((part, index) => mistypedField(part, shape.list, `${place}.${index}`)));
  }
  if (!isObject(value)) return no(place, "object");
  const entries = Object.entries(value);
  if ("map" in shape) return first(entries.map(([name, part]) => mistypedField(part, shape.map, `${place}.${name}`)));
  const fields = new Map(Object.entries(shape.fields).map(([name, of]) => [name.toLowerCase(), of]));
  return first(
    entries.map(([name, part]) => {
      const of = fields.get(name.toLowerCase());
      return of === undefined ? null : mistypedField(part, of, `${place}.${name}`);
    }),
  );
}

/** As Go's `time.Time` reads JSON: RFC 3339 with a zone, and a day that there is. */
export function isGoTime(text: string): boolean {
  const [, year = "", month = "", day = ""] =
    /^(\d{4})-(\d\d)-(\d\d)T(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(
      text,
    ) ?? [];
  const days = [31, isLeap(Number(year)) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(day) >= 1 && Number(day) <= days;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function no(place: string, what: string): string {
  return `"${place.slice(1)}" is no ${what}`;
}

function first(mistakes: readonly (string | null)[]): string | null {
  return mistakes.find((mistake) => mistake !== null) ?? null;
}
