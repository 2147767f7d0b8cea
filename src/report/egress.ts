// What `pullgate egress` prints: every host that a node needs for these images, for whoever runs the firewall.
import type { EgressHost, JudgedUse, Report } from "../model.ts";
import { printReference } from "../references/print.ts";
import { clip, plain, unforgeable } from "./escape.ts";
import {
  addressOf,
  hostCounts,
  purposeOf,
  type Reach,
  reachOf,
  reachWords,
  reasonOf,
  some,
  worstReachFirst,
} from "./hosts.ts";
import { withShortDigest } from "./images.ts";
import { each, jsonText, schemaVersion } from "./json.ts";
import { scopeLine } from "./scope.ts";
import { many } from "../counted.ts";
import { columnsOf, padTo } from "./width.ts";

/** Text: a table and a line of counts. JSON: exactly what `schema/egress.schema.json` says, by host and port. */
export function renderEgress(report: Report, format: "text" | "json"): string {
  switch (format) {
    case "text":
      return text(report);
    case "json":
      return [
        ...jsonText({
          schemaVersion,
          tool: { name: "pullgate", version: report.version },
          hosts: each(report.egress, entry),
        }),
      ].join("");
  }
}

/** Picked key by key: what else a host may carry one day is not for the outside. */
function entry({ host, port, why, registries, images, reached, detail }: EgressHost) {
  return { host, port, why, registries, images, reached, detail };
}

const head = ["HOST", "WHY", "FROM HERE", "IMAGES"] as const;
const marks: Readonly<Record<Reach, string>> = { failed: "✗", unasked: "–", reached: "✓" };
/** A wider cell pushes its line's rest to the right. */
const widest = 60;
/** Images that are named; the JSON has all. */
const mostImages = 3;

function text(report: Report): string {
  const hosts = worstReachFirst(report.egress);
  const rows = hosts.map(cells);
  const widths = head.map((name, index) =>
    Math.max(columnsOf(name), ...rows.map((row) => Math.min(widest, columnsOf(row[index] ?? "")))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => padTo(cell, index === row.length - 1 ? 0 : (widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const table = hosts.flatMap((host, index) => [
    line(rows[index] ?? []),
    ...(host.detail === "" ? [] : [`    ${shown(reasonOf(host.detail, host.host), 500)}`]),
  ]);
  const scope = scopeLine(report.scope, report.uses.length);
  const lines = [
    ...(hosts.length === 0 ? [] : [line(head), ...table, ""]),
    ...(scope === null ? [] : [shown(scope, 1000)]),
    ...gapsIn(report),
    countsLine(hosts),
  ];
  return `${lines.map(unforgeable).join("\n")}\n`;
}

function cells(host: EgressHost): readonly string[] {
  const reach = reachOf(host);
  return [
    shown(addressOf(host), 300),
    shown(purposeOf(host), 300),
    `${marks[reach]} ${reachWords[reach]}`,
    some(
      host.images.map((image) => shown(withShortDigest(image), 200)),
      mostImages,
    ),
  ];
}

function countsLine(hosts: readonly EgressHost[]): string {
  if (hosts.length === 0) return hostCounts(hosts);
  const images = new Set(hosts.flatMap((host) => host.images)).size;
  const registries = new Set(hosts.flatMap((host) => host.registries)).size;
  return `${hostCounts(hosts)}; for ${many(images, "image")} of ${registries === 1 ? "1 registry" : `${registries} registries`}`;
}

/** What keeps the list from being whole: a firewall that is opened by it would still be in the way. */
function gapsIn({ uses, egress }: Report): readonly string[] {
  const wanted = uses.filter(({ verdict }) => verdict !== "skipped");
  const nameless = wanted.filter(({ parsed }) => parsed.kind !== "reference").length;
  const withContent = new Set(egress.filter(({ why }) => why.includes("blob")).flatMap(({ registries }) => registries));
  const unknown = new Set(wanted.flatMap((use) => imageWithoutContent(use, withContent)));
  return [
    ...(nameless === 0
      ? []
      : [`not listed: the hosts of ${many(nameless, "use")} that ${nameless === 1 ? "names" : "name"} no image yet`]),
    ...(unknown.size === 0
      ? []
      : [
          `perhaps not listed: where the content of ${many(unknown.size, "image")} comes from, which was not asked for`,
        ]),
  ];
}

/** The image, where nobody asked for its content, nor for that of another one of its registry. */
function imageWithoutContent({ parsed, outcome }: JudgedUse, withContent: ReadonlySet<string>): readonly string[] {
  if (parsed.kind !== "reference" || withContent.has(parsed.reference.registry)) return [];
  return outcome.kind === "found" && outcome.depth !== "reference" ? [] : [printReference(parsed.reference)];
}

function shown(untrusted: string, length: number): string {
  return plain(clip(untrusted, length));
}
