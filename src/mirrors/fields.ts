// Values of one table of hosts.toml, each of the type that containerd decodes it into; whatever is not is a mistake of its own line.
// Source: containerd `core/remotes/docker/config/hosts.go` (hostFileConfig); go-toml `unmarshaler.go` (structFieldPath), v1 `marshal.go` (keysToTry).
import { isObject, type JsonObject } from "../json.ts";
import type { ContainerdSeries } from "../model.ts";
import { quoted } from "../settings/nearest.ts";
import { lineOf, type Outline } from "./toml-outline.ts";

/** A text, and where it stands. */
export interface Placed {
  readonly text: string;
  /** `certs.d/docker.io/hosts.toml:3: "ca"`. */
  readonly place: string;
}

/** What a file is read with. */
export interface FileReading {
  /** How messages name it. */
  readonly path: string;
  readonly outline: Outline;
  readonly series: ContainerdSeries;
  readonly mistakes: string[];
}

/** Texts in one list: more are somebody's attempt. */
const mostTexts = 100;

export interface Fields {
  text(name: string): Placed | null;
  flag(name: string): boolean | null;
  /** A list of texts; `null` where nothing is written. */
  texts(name: string): readonly Placed[] | null;
  /** One text or several. */
  textOrTexts(name: string): readonly Placed[] | null;
  /** A file, several files, or pairs of files. */
  pairs(name: string): readonly (readonly [Placed, Placed | null])[] | null;
  /** A table of texts, or of lists of them. */
  headers(name: string): Readonly<Record<string, readonly string[]>>;
  /** Begins a message about the key. */
  place(name: string): string;
  /** Keys that are none of `known`: containerd passes over them without a word. */
  unknown(known: readonly string[]): readonly { readonly key: string; readonly place: string }[];
}

/** `at` leads to the table, from the root. */
export function fieldsOf(table: JsonObject, at: readonly string[], reading: FileReading): Fields {
  const { path, outline, series, mistakes } = reading;
  const isNamed = matcherOf(series);
  const line = (key: string): string => `${path}:${lineOf(outline, [...at, key])}: ${quoted(key)}`;
  // Of two spellings the later one is decoded last.
  const keyOf = (name: string): string => Object.keys(table).findLast((key) => isNamed(key, name)) ?? name;
  const place = (name: string): string => line(keyOf(name));
  const valueOf = (name: string): unknown => (Object.hasOwn(table, keyOf(name)) ? table[keyOf(name)] : undefined);

  function wrong(name: string, what: string): null {
    mistakes.push(`${place(name)} ${what}`);
    return null;
  }
  function placed(name: string, text: string): Placed {
    return { text, place: place(name) };
  }
  function all(name: string, value: unknown): readonly Placed[] | null {
    return areTexts(value) ? value.map((text) => placed(name, text)) : null;
  }

  return {
    place,
    text: (name) => {
      const value = valueOf(name);
      if (value === undefined) return null;
      return typeof value === "string" ? placed(name, value) : wrong(name, "has to be a text in quotes");
    },
    flag: (name) => {
      const value = valueOf(name);
      if (value === undefined) return null;
      return typeof value === "boolean" ? value : wrong(name, "has to be true or false, without quotes");
    },
    texts: (name) => {
      const value = valueOf(name);
      if (value === undefined) return null;
      return all(name, value) ?? wrong(name, 'has to be a list of texts, such as ["pull", "resolve"]');
    },
    textOrTexts: (name) => {
      const value = valueOf(name);
      if (value === undefined) return null;
      if (typeof value === "string") return [placed(name, value)];
      return all(name, value) ?? wrong(name, `has to be a text or a list of texts, ${mostTexts} at most`);
    },
    pairs: (name) => {
      const value = valueOf(name);
      if (value === undefined) return null;
      if (typeof value === "string") return [[placed(name, value), null]];
      const what = 'has to be a file, a list of files, or a list of pairs, such as [["client.cert", "client.key"]]';
      if (!Array.isArray(value) || value.length > mostTexts) return wrong(name, what);
      const items: readonly unknown[] = value;
      const pairs = items.flatMap((item): (readonly [Placed, Placed | null])[] => {
        if (typeof item === "string") return [[placed(name, item), null]];
        const [cert, key, ...rest] = areTexts(item) ? item : [];
        return cert === undefined || key === undefined || rest.length > 0
          ? []
          : [[placed(name, cert), placed(name, key)]];
      });
      return pairs.length === items.length ? pairs : wrong(name, what);
    },
    headers: (name) => {
      const value = valueOf(name);
      if (value === undefined) return {};
      if (!isTable(value)) return wrong(name, "has to be a table, such as [header]") ?? {};
      const inner = fieldsOf(value, [...at, keyOf(name)], { ...reading, series: "2.1" });
      const entries = Object.keys(value).flatMap((key): [string, readonly string[]][] => {
        const texts = areTexts(value[key]) ? value[key] : typeof value[key] === "string" ? [value[key]] : null;
        const why =
          texts === null ? `has to be a text or a list of texts, ${mostTexts} at most` : headerFault(key, texts);
        if (why !== null) mistakes.push(`${inner.place(key)} ${why}`);
        return texts === null || why !== null ? [] : [[key, texts]];
      });
      return Object.fromEntries(entries);
    },
    unknown: (known) =>
      Object.keys(table)
        .filter((key) => !known.some((name) => isNamed(key, name)))
        .map((key) => ({ key, place: line(key) })),
  };
}

/** go-toml 2 takes a name in any case, go-toml 1 as it is and in capitals. */
function matcherOf(series: ContainerdSeries): (key: string, name: string) => boolean {
  if (series === "1.6" || series === "1.7") return (key, name) => key === name || key === name.toUpperCase();
  return (key, name) => key.toLowerCase() === name;
}

/** Dates are objects to the parser, too. */
export function isTable(value: unknown): value is JsonObject {
  return isObject(value) && Object.prototype.toString.call(value) === "[object Object]";
}

/** What Go's client refuses to send (golang.org/x/net `http/httpguts`), at each request anew. */
function headerFault(name: string, values: readonly string[]): string | null {
  if (!/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) return "is no name of a header, so no request can be made with it";
  if (values.some((value) => /[\0-\x08\x0a-\x1f\x7f]/.test(value)))
    return "holds a control character, so no request can be made with it";
  return null;
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= mostTexts && value.every((item) => typeof item === "string");
}
