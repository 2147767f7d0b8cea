// The text of a hosts.toml → the hosts that it gives, in the order in which containerd asks them.
// Source: containerd `core/remotes/docker/config/hosts.go` (parseHostsFile, parseHostConfig, getSortedHosts) of 1.6 to 2.1.
import { parse, TomlError } from "smol-toml";
import type { JsonObject } from "../json.ts";
import type { ContainerdSeries } from "../model.ts";
import { quoted, suggest } from "../settings/nearest.ts";
import { parseGoDuration } from "./dial-timeout.ts";
import { type Fields, fieldsOf, type FileReading, type Placed } from "./fields.ts";
import { isOld, orderOf, tablesOf } from "./host-tables.ts";
import { readServer, type ServerAddress, shownServer } from "./server-url.ts";
import { lineOf, type Outline, outlineOf } from "./toml-outline.ts";

/** One host as it is written: its files are named and not read yet. */
export interface HostEntry {
  /** `null`: the registry itself; the last one alone may be that. */
  readonly server: ServerAddress | null;
  readonly pull: boolean;
  readonly resolve: boolean;
  readonly authorities: readonly Placed[] | null;
  /** A key that stands in the certificate's file is `null`. */
  readonly client: readonly (readonly [Placed, Placed | null])[] | null;
  readonly skipVerify: boolean | null;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly dialTimeoutMs: number | null;
}

/** `notes`: what a reader should know and containerd doesn't mind, a sentence each. */
export type HostsFile =
  | { readonly kind: "hosts"; readonly hosts: readonly HostEntry[]; readonly notes: readonly string[] }
  /** This containerd passes it over as if it were not there. */
  | { readonly kind: "passed-over"; readonly notes: readonly string[] }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

const hostKeys = ["capabilities", "ca", "client", "skip_verify", "header", "override_path"] as const;
const rootKeys = [...hostKeys, "server", "host"] as const;
const capabilities = ["pull", "resolve", "push"] as const;
/** Each of them may be asked for every image. */
const mostHosts = 50;
/** Inline tables and lists: pairs of files need three. */
const deepest = 20;

/** Reads what is written at `path`; every mistake begins with `path` and a line. */
export function readHostsFile(path: string, written: string, series: ContainerdSeries): HostsFile {
  const mistakes: string[] = [];
  // go-toml 1 passes over a byte order mark, go-toml 2 doesn't.
  const text = written.replace(/^\uFEFF/, "");
  if (text !== written && !isOld(series))
    mistakes.push(`${path}:1: it begins with a byte order mark, and is not TOML to containerd 2`);
  const root = parsed(path, text);
  if (typeof root === "string") return { kind: "mistakes", mistakes: [root] };
  const outline = outlineOf(text);
  const newer = newerWords(path, outline);
  if (isOld(series)) mistakes.push(...newer);
  const reading: FileReading = { path, outline, series, mistakes };
  const hosts = tablesOf(root["host"], reading);
  if (Object.keys(hosts).length === 0 && isOld(series) && mistakes.length === 0)
    return { kind: "passed-over", notes: [withoutHost(path)] };
  const order = orderOf(hosts, outline, series);
  if (order.length > mostHosts)
    return { kind: "mistakes", mistakes: [`${path}:1: it has ${order.length} hosts; ${mostHosts} are the most`] };
  const unread = Object.keys(hosts).filter((name) => !order.includes(name));
  const notes = isOld(series) ? [] : [...newer];
  notes.push(...unread.map((name) => unasked(`${path}:${lineOf(outline, ["host", name])}`, name)));
  const known = [...hostKeys, ...(series === "2.1" ? ["dial_timeout"] : [])];
  const entries = order.map((name) => {
    const fields = fieldsOf(hosts[name] ?? {}, ["host", name], reading);
    notes.push(...unknownKeys(fields, known));
    const server: Placed = { text: name, place: `${path}:${lineOf(outline, ["host", name])}:` };
    return entryOf(server, fields, reading, notes);
  });
  const fields = fieldsOf(root, [], reading);
  notes.push(...unknownKeys(fields, [...rootKeys, ...known]));
  const server = fields.text("server");
  const last = entryOf(server?.text === "" ? null : server, fields, reading, notes);
  if (mistakes.length > 0) return { kind: "mistakes", mistakes: [...new Set(mistakes)] };
  // Where no server is written the registry itself can do everything, whatever the capabilities say (ConfigureHosts).
  const own = last.server === null ? { ...last, pull: true, resolve: true } : last;
  return { kind: "hosts", hosts: [...entries, own], notes };
}

function parsed(path: string, text: string): JsonObject | string {
  try {
    return parse(text, { maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = ""] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    return `${path}:${error.line}: it is not TOML: ${what}`;
  }
}

function entryOf(
  written: Placed | null,
  fields: Fields,
  { series, mistakes }: FileReading,
  notes: string[],
): HostEntry {
  const overridesPath = fields.flag("override_path") ?? false;
  const server = written === null ? null : readServer(written.text, overridesPath);
  if (written !== null && server === null)
    mistakes.push(
      `${written.place} ${quoted(shownServer(written.text))} is no host that containerd could ask: write it as https://mirror.example`,
    );
  const able = fields.texts("capabilities") ?? [];
  for (const { text, place } of able) {
    const name = text.toLowerCase();
    if (name === "referrers" && series === "2.1")
      notes.push(`${place}: "referrers" is known from containerd 2.2 on; 2.1 refuses the file`);
    else if (!capabilities.some((known) => known === name))
      mistakes.push(
        `${place}: ${quoted(text)} is not one of ${capabilities.join(", ")}: ${suggest(text, capabilities)}`,
      );
  }
  const can = (name: string): boolean => able.length === 0 || able.some(({ text }) => text.toLowerCase() === name);
  return {
    server,
    pull: can("pull"),
    resolve: can("pull") && can("resolve"),
    authorities: fields.textOrTexts("ca"),
    client: fields.pairs("client"),
    skipVerify: fields.flag("skip_verify"),
    headers: fields.headers("header"),
    dialTimeoutMs: series === "2.1" ? dialTimeoutOf(fields.text("dial_timeout"), mistakes) : null,
  };
}

function dialTimeoutOf(written: Placed | null, mistakes: string[]): number | null {
  if (written === null || written.text === "") return null;
  const ms = parseGoDuration(written.text);
  if (ms === null || ms < 0)
    mistakes.push(`${written.place}: ${quoted(written.text)} is not a duration such as 3s or 500ms`);
  // For Go's dialer 0 is no limit of its own.
  return ms === null || ms <= 0 ? null : Math.max(1, Math.round(ms));
}

function unknownKeys(fields: Fields, known: readonly string[]): readonly string[] {
  return fields
    .unknown(known)
    .map(({ key, place }) => `${place} is not known to containerd here, and passed over: ${suggest(key, known)}`);
}

function unasked(at: string, name: string): string {
  return `${at}: ${quoted(shownServer(name))} is not asked: containerd 2 reads hosts from lines such as [host."https://mirror.example"] alone`;
}

/** go-toml 1 refuses it, and of go-toml 2 what is older than 2.4: what containerd 2.1 is built with depends on who builds it. */
function newerWords(path: string, { newer }: Outline): readonly string[] {
  if (newer === null) return [];
  return [
    `${path}:${newer.line}: ${newer.what} is TOML 1.1, and many containerds refuse the file: write it as 1.0 has it`,
  ];
}

function withoutHost(path: string): string {
  return `${path}:1: it has no [host."…"], and containerd 1.6, like 1.7 before 1.7.32, passes such a file over`;
}
