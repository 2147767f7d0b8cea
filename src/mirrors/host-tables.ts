// The `[host."…"]` tables of a hosts.toml, and the order in which containerd asks them.
// Source: containerd `core/remotes/docker/config/hosts.go` (getSortedHosts) of 1.6, 1.7, 2.0 and 2.1.
import type { JsonObject } from "../json.ts";
import type { ContainerdSeries } from "../model.ts";
import { quoted } from "../settings/nearest.ts";
import { type FileReading, isTable } from "./fields.ts";
import { shownServer } from "./server-url.ts";
import { lineOf, type Outline } from "./toml-outline.ts";

/** Those that read TOML by go-toml 1. */
export function isOld(series: ContainerdSeries): boolean {
  return series === "1.6" || series === "1.7";
}

/** Hosts by the text that names them. */
export function tablesOf(
  value: unknown,
  { path, outline, mistakes }: FileReading,
): Readonly<Record<string, JsonObject>> {
  if (value === undefined) return {};
  if (!isTable(value)) {
    mistakes.push(
      `${path}:${lineOf(outline, ["host"])}: "host" has to be tables, such as [host."https://mirror.example"]`,
    );
    return {};
  }
  const entries = Object.entries(value).flatMap(([name, table]): [string, JsonObject][] => {
    if (isTable(table)) return [[name, table]];
    mistakes.push(`${path}:${lineOf(outline, ["host", name])}: ${quoted(shownServer(name))} has to be a table`);
    return [];
  });
  return Object.fromEntries(entries);
}

/**
 * From 2.0 on, a host is asked where a `[host."…"]` line names it, and again where such a line comes after another host's;
 * before, each host once, where it is first written, in whatever way.
 */
export function orderOf(
  hosts: Readonly<Record<string, JsonObject>>,
  { expressions }: Outline,
  series: ContainerdSeries,
): readonly string[] {
  const named = expressions.flatMap(({ kind, path: [first, name] }) =>
    first === "host" && name !== undefined && Object.hasOwn(hosts, name) && (kind === "table" || isOld(series))
      ? [name]
      : [],
  );
  if (isOld(series)) return [...new Set([...named, ...Object.keys(hosts)])];
  return named.filter((name, index) => name !== named[index - 1]);
}
