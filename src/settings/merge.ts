// Layers → Settings: the first layer that says something wins, lists replace, and the mistakes of every layer are told.
import type { Layer, Written, WrittenRow } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import { options, type OptionName } from "./options.ts";
import { type OutputText, type Publication, publicationOf, readOutput, repeatedOutputs } from "./outputs.ts";
import { readIgnore, readImagePaths } from "./rows.ts";
import type { Format, RuleSetting, Settings } from "./settings.ts";
import * as values from "./values.ts";
import type { Reading } from "./values.ts";

/** Everything a run needs to know, or what is wrong with what it was told. */
export type Merging =
  ({ readonly kind: "settings" } & Merged) | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

export interface Merged {
  readonly settings: Settings;
  readonly publication: Publication;
  /** What `--base` says, `none` or a name of git's; `null` where nobody said anything. */
  readonly base: string | null;
}

/** What can be drawn by the command that runs; the first one is what it draws when nobody says. */
export type Formats = readonly [Format, ...Format[]];

const ruleSettings: readonly RuleSetting[] = ["error", "warning", "notice", "off"];

/** Merges flags or inputs and the settings file, the strongest first. `ruleIds` are the rules there are. */
export function mergeLayers(layers: readonly Layer[], ruleIds: readonly string[], formats: Formats): Merging {
  const mistakes: string[] = [];
  const [, file] = layers;

  /** The strongest layer's value, else the table's; all layers are read, so that no mistake hides behind a flag. */
  function strongest<Value>(name: OptionName, read: (written: readonly Written[]) => Reading<Value>): Value {
    const readings = layers.flatMap((layer) => {
      const written = layer.texts.get(name);
      return written === undefined ? [] : [read(written)];
    });
    mistakes.push(...readings.flatMap((reading) => (reading.kind === "mistakes" ? reading.mistakes : [])));
    for (const reading of readings) if (reading.kind === "value") return reading.value;
    const fallback = read(options[name].fallback.map((text) => ({ text, place: `default of ${name}` })));
    if (fallback.kind === "value") return fallback.value;
    throw new Error(fallback.mistakes.join("\n"));
  }
  function all<Value>(name: OptionName, read: (written: Written) => Reading<Value>): readonly Value[] {
    return strongest(name, (written) => values.readEach(written, read));
  }
  function one<Value>(name: OptionName, read: (written: Written) => Reading<Value>): Value {
    return strongest(name, (written) => (written[0] === undefined ? noText(name) : read(written[0])));
  }
  /** `null` where nobody wrote anything. */
  function optional<Value>(name: OptionName, read: (written: Written) => Reading<Value>): Value | null {
    return strongest<Value | null>(name, ([text]) =>
      text === undefined ? { kind: "value", value: null } : read(text),
    );
  }

  /** The strongest layer's rows. */
  function rows<Value>(name: OptionName, read: (row: WrittenRow) => Reading<Value>): readonly Value[] {
    const written = layers.find((layer) => layer.rows.has(name))?.rows.get(name) ?? [];
    const readings = written.map(read);
    mistakes.push(...readings.flatMap((reading) => (reading.kind === "mistakes" ? reading.mistakes : [])));
    return readings.flatMap((reading) => (reading.kind === "value" ? [reading.value] : []));
  }

  const format = layers.some((layer) => layer.texts.has("format"))
    ? one("format", (text) => readFormat(text, formats))
    : formats[0];
  const outputs = strongest("output", (written) => readOutputs(written, formats));
  const settings: Settings = {
    paths: all("paths", values.readPath),
    exclude: all("exclude", values.readPath),
    depth: one("depth", (text) => values.readChoice(text, options.depth)),
    platforms: values.distinctPlatforms(all("platform", values.readPlatform)),
    containerd: one("containerd", values.readContainerd),
    failOn: one("fail-on", (text) => values.readChoice(text, options["fail-on"])),
    strict: one("strict", values.readSwitch),
    rules: readRules(layers, ruleIds, mistakes),
    ignore: rows("ignore", (row) => readIgnore(row, ruleIds)),
    imagePaths: rows("image-paths", readImagePaths),
    namespace: optional("namespace", values.readNamespace),
    nodeCredentials: one("node-credentials", (text) =>
      // What a flag or an input says over the file is not what the file says.
      values.readNodeCredentials(
        text,
        file?.texts.get("node-credentials")?.some((own) => own.text === text.text) ?? false,
      ),
    ),
    externalSecrets: all("external-secrets", values.readPath),
    privateRegistries: all("private-registries", values.readHost),
    insecureRegistries: all("insecure-registries", values.readHost),
    mirrors: strongest("mirrors", ([text]) =>
      text === undefined ? { kind: "value", value: [] } : values.readFolders(text),
    ),
    caFiles: all("ca-file", values.readCaFile),
    nodes: optional("nodes", (text) => values.readCount(text, options.nodes)),
    egressAddresses: one("egress-addresses", (text) => values.readCount(text, options["egress-addresses"])),
    pullBudget: optional("pull-budget", values.readBudget) ?? { kind: "default" },
    cacheDir: optional("cache-dir", values.readPath),
    waitMs: one("wait", (text) => values.readDuration(text, options.wait)),
    waitFor: all("wait-for", values.readImageGlob),
    timeoutMs: one("timeout", (text) => values.readDuration(text, options.timeout)),
    connectTimeoutMs: one("connect-timeout", (text) => values.readDuration(text, options["connect-timeout"])),
    concurrency: one("concurrency", (text) => values.readCount(text, options.concurrency)),
  };
  const base = optional("base", values.readPath);
  mistakes.push(...waitMistakes(layers, settings));
  // Read for its mistakes alone: "never" is all there is so far.
  one("render", (text) => values.readChoice(text, options.render));
  return mistakes.length > 0
    ? { kind: "mistakes", mistakes }
    : { kind: "settings", settings, publication: publicationOf(format, outputs), base };
}

/** Waiting needs something to wait for: whatever is missing is not awaited. The mistake is at the `wait` that holds. */
function waitMistakes(layers: readonly Layer[], { waitMs, waitFor }: Settings): readonly string[] {
  const awaited = layers.find((layer) => layer.texts.has("wait-for"))?.texts.get("wait-for") ?? [];
  // What is written there and can't be read is a mistake already.
  if (waitMs === 0 || waitFor.length > 0 || awaited.length > 0) return [];
  const [wait] = layers.find((layer) => layer.texts.has("wait"))?.texts.get("wait") ?? [];
  return [
    `${wait?.place ?? "wait"}: ${quoted(wait?.text ?? "")} waits for nothing: name in wait-for the images that may be published late, such as ghcr.io/acme/*`,
  ];
}

function noText(name: OptionName): Reading<never> {
  return { kind: "mistakes", mistakes: [`${name}: nothing is written`] };
}

/** A format that exists, and that this command can draw. */
function readFormat(written: Written, formats: Formats): Reading<Format> {
  const reading = values.readChoice(written, options.format);
  if (reading.kind === "mistakes" || formats.includes(reading.value)) return reading;
  return {
    kind: "mistakes",
    mistakes: [
      `${written.place}: ${quoted(written.text)} can't be drawn by this command: it has ${formats.join(" and ")}`,
    ],
  };
}

function readOutputs(written: readonly Written[], formats: Formats): Reading<readonly OutputText[]> {
  const outputs = values.readEach(written, (text) => readOutput(text, (format) => readFormat(format, formats)));
  if (outputs.kind === "mistakes") return outputs;
  const mistakes = repeatedOutputs(written, outputs.value);
  return mistakes.length > 0 ? { kind: "mistakes", mistakes } : outputs;
}

/** The strongest layer's rules. Mistakes are added to `mistakes`. */
function readRules(
  layers: readonly Layer[],
  ruleIds: readonly string[],
  mistakes: string[],
): Readonly<Record<string, RuleSetting>> {
  const rules: [string, RuleSetting][] = [];
  const written = layers.find((layer) => layer.rules.size > 0)?.rules ?? new Map<string, Written>();
  for (const [id, { text, place }] of written) {
    const setting = ruleSettings.find((known) => known === text);
    if (!ruleIds.includes(id)) mistakes.push(`${place}: there is no rule ${quoted(id)}: ${suggest(id, ruleIds)}`);
    else if (setting === undefined) {
      mistakes.push(
        `${place}: ${quoted(text)} is not one of ${ruleSettings.join(", ")}: ${suggest(text, ruleSettings)}`,
      );
    } else rules.push([id, setting]);
  }
  return Object.fromEntries(rules);
}
