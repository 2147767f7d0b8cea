// Texts → values, one reader for each kind of option. What can't be read is a sentence that begins with its place.
import { delimiter } from "node:path";
import type { ContainerdSeries, Platform } from "../model.ts";
import { containerdSeries, seriesOf } from "../registries/containerd.ts";
import { normalisePlatform, parsePlatform, printPlatform } from "../registries/platforms.ts";
import { parseDuration, printDuration } from "./duration.ts";
import type { Written } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import type { Choice, Count, Duration } from "./option.ts";
import type { CaFile, NamedPath, NodeCredentialsSetting, PullBudget } from "./settings.ts";

export type Reading<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** A path longer than this can't be opened (PATH_MAX), and a glob of that length is none. */
const longestText = 4096;

function value<Value>(of: Value): Reading<Value> {
  return { kind: "value", value: of };
}

function mistake(...mistakes: readonly string[]): Reading<never> {
  return { kind: "mistakes", mistakes };
}

/** One of the names that the option has. */
export function readChoice<const Name extends string>(written: Written, option: Choice<Name>): Reading<Name> {
  const { text, place } = written;
  const chosen = option.choices.find((choice) => choice === text);
  if (chosen !== undefined) return value(chosen);
  const instead = Object.hasOwn(option.later, text) ? option.later[text] : undefined;
  if (instead !== undefined) return mistake(`${place}: ${quoted(text)} is not there yet: use ${instead}`);
  return mistake(
    `${place}: ${quoted(text)} is not one of ${option.choices.join(", ")}: ${suggest(text, option.choices)}`,
  );
}

/** `true` or `false`. */
export function readSwitch({ text, place }: Written): Reading<boolean> {
  if (/^true$/i.test(text)) return value(true);
  if (/^false$/i.test(text)) return value(false);
  return mistake(`${place}: ${quoted(text)} is neither true nor false`);
}

/** `90s`, `20m`, `1h30m` → milliseconds, within the option's bounds. */
export function readDuration({ text, place }: Written, { least, most }: Duration): Reading<number> {
  // Where there may be none at all, that needs no unit.
  const ms = text === "0" && least === 0 ? 0 : parseDuration(text);
  if (ms === null) return mistake(`${place}: ${quoted(text)} is not a duration such as 90s, 20m or 1h30m`);
  if (ms >= least && ms <= most) return value(ms);
  return mistake(`${place}: ${quoted(text)} is not between ${printDuration(least)} and ${printDuration(most)}`);
}

/** A whole number within the option's bounds. */
export function readCount({ text, place }: Written, { least, most }: Count): Reading<number> {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : null;
  if (count !== null && count >= least && count <= most) return value(count);
  return mistake(`${place}: ${quoted(text)} is not a whole number from ${least} to ${most}`);
}

/** `40`, or `20%` of what remains. */
export function readBudget({ text, place }: Written): Reading<PullBudget> {
  if (/^\d{1,9}$/.test(text)) return value({ kind: "count", count: Number(text) });
  const percent = /^\d{1,3}%$/.test(text) ? Number(text.slice(0, -1)) : null;
  if (percent !== null && percent <= 100) return value({ kind: "share", percent });
  return mistake(`${place}: ${quoted(text)} is neither a number of pulls nor a share of what remains, such as 20%`);
}

/** A path, a glob, or a name of git's: anything that a file system could hold. */
export function readPath({ text, place }: Written): Reading<string> {
  if (text === "") return mistake(`${place}: an empty text names nothing`);
  if (text.includes("\0")) return mistake(`${place}: ${quoted(text)} holds a NUL character`);
  if (text.length > longestText) return mistake(`${place}: ${quoted(text)} is longer than ${longestText} characters`);
  return value(text);
}

/** A glob of images: no scheme and no white space, which no image has. */
export function readImageGlob(written: Written): Reading<string> {
  const { text, place } = written;
  if (/\s|:\/\//.test(text))
    return mistake(
      `${place}: ${quoted(text)} is no glob of images such as ghcr.io/acme/*: leave scheme and blanks out`,
    );
  return readPath(written);
}

/** A glob of `host[:port]`: no scheme, no path, no white space. */
export function readHost(written: Written): Reading<string> {
  const { text, place } = written;
  if (/^[^\s/]{1,255}$/.test(text)) return readPath(written);
  return mistake(
    `${place}: ${quoted(text)} is not a host such as registry.example:5000 or *.example: leave scheme and path out`,
  );
}

/**
 * Folders with the list's own separator between them, as Go's `filepath.SplitList` takes them apart on this system: `:`, and
 * `;` on Windows, where a path has a `:` of its own.
 */
export function readFolders({ text, place }: Written): Reading<readonly NamedPath[]> {
  const folders = text.split(delimiter).map((folder) => readPath({ text: folder, place }));
  const mistakes = folders.flatMap((folder) => (folder.kind === "mistakes" ? folder.mistakes : []));
  if (mistakes.length > 0) return mistake(...mistakes);
  return value(folders.flatMap((folder) => (folder.kind === "value" ? [{ path: folder.value, place }] : [])));
}

/** `FILE`, or `HOST[:PORT]=FILE`; a file with a `=` in its name is written `./a=b.pem`. */
export function readCaFile({ text, place }: Written): Reading<CaFile> {
  const [, host = null, file = text] = /^([^/=]*)=(.*)$/s.exec(text) ?? [];
  const path = readPath({ text: file, place });
  const glob = host === null ? value(null) : readHost({ text: host, place });
  if (path.kind === "mistakes" || glob.kind === "mistakes")
    return mistake(...[path, glob].flatMap((reading) => (reading.kind === "mistakes" ? reading.mistakes : [])));
  return value({ host: glob.value, path: path.value, place });
}

/** A namespace's name is a label of DNS (kubernetes `apimachinery/pkg/util/validation`, IsDNS1123Label). */
export function readNamespace({ text, place }: Written): Reading<string> {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return value(text);
  return mistake(`${place}: ${quoted(text)} is no namespace: lower-case letters, digits and dashes, at most 63`);
}

/** `runner`, `none`, or the path of a kubelet's `config.json`; `isOwn`: the settings file says so. */
export function readNodeCredentials(written: Written, isOwn: boolean): Reading<NodeCredentialsSetting> {
  const { text, place } = written;
  if (text === "runner" || text === "none") return value({ kind: text, isOwn });
  const path = readPath(written);
  return path.kind === "mistakes" ? path : value({ kind: "file", path: path.value, place, isOwn });
}

/** `OS/ARCH` or `OS/ARCH/VARIANT`. */
export function readPlatform({ text, place }: Written): Reading<Platform> {
  const platform = parsePlatform(text);
  if (platform !== null) return value(platform);
  return mistake(`${place}: ${quoted(text)} is not OS/ARCH or OS/ARCH/VARIANT, such as linux/arm64`);
}

/** A version of containerd, or the series that it belongs to. */
export function readContainerd({ text, place }: Written): Reading<ContainerdSeries> {
  const series = seriesOf(text);
  if (series !== null) return value(series);
  return mistake(`${place}: ${quoted(text)} is no containerd whose rules are known: ${containerdSeries.join(", ")}`);
}

/** Platforms that containerd takes for the same one are asked for once, under the name that came first. */
export function distinctPlatforms(platforms: readonly Platform[]): readonly Platform[] {
  const byName = new Map<string, Platform>();
  for (const platform of platforms) {
    const name = printPlatform(normalisePlatform(platform));
    if (!byName.has(name)) byName.set(name, platform);
  }
  return [...byName.values()];
}

/** Every text by the same reader; all mistakes, or all values. */
export function readEach<Value>(
  written: readonly Written[],
  read: (text: Written) => Reading<Value>,
): Reading<readonly Value[]> {
  const values: Value[] = [];
  const mistakes: string[] = [];
  for (const text of written) {
    const reading = read(text);
    if (reading.kind === "value") values.push(reading.value);
    else mistakes.push(...reading.mistakes);
  }
  return mistakes.length > 0 ? mistake(...mistakes) : value(values);
}
