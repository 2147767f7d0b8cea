// What a verdict rests on that no registry told: said, so that nobody takes it for proved.
import { opaqueSecretsOf } from "../credentials/opaque.ts";
import type { Depth, JudgedUse, Report } from "../model.ts";
import { printBuild } from "../registries/platforms.ts";
import { listed } from "../rules/names.ts";
import { isSecret } from "../credentials/tried.ts";
import { compareText } from "../text-order.ts";
import { waysOut } from "./way-out.ts";

/** Pull secrets that are named: thousands would fill a summary. */
const mostSecrets = 50;

/** One sentence each; untrusted words in them. */
export function assumptionsOf(report: Report): readonly string[] {
  const asked = report.uses.filter(({ outcome }) => outcome.kind !== "not-asked");
  if (asked.length === 0) return [];
  const pulled = asked.filter(({ use }) => use.slot !== "artifact");
  const fetched = asked.length - pulled.length;
  const secrets = distinct(asked.flatMap((use) => opaqueSecretsOf(use.credentials)));
  return [
    ...(pulled.length === 0 ? [] : [nodes(pulled)]),
    ...depthsOf(pulled).map((depth) => depths[depth]),
    ...(fetched === 0 ? [] : ["artifacts were asked for by name alone: what they hold was not looked at"]),
    credentials(asked, pulled.length === 0 ? "controllers" : fetched === 0 ? "nodes" : "nodes and controllers"),
    ...waysOut(report),
    ...report.troubles,
    ...withheld(asked),
    ...(secrets.length === 0
      ? []
      : [`pull secrets whose content is not in the manifests were not tried: ${listed(secrets, mostSecrets)}`]),
  ];
}

function nodes(pulled: readonly JudgedUse[]): string {
  const platforms = distinct(pulled.flatMap((use) => use.platforms.map(printBuild)));
  const series = distinct(pulled.map(({ containerd }) => containerd));
  return `the nodes run ${platforms.join(", ")}, and pull as containerd ${series.join(", ")} does`;
}

/** The depths at which pulls were proved. */
export function depthsOf(uses: readonly JudgedUse[]): readonly Depth[] {
  return distinct(uses.flatMap(({ outcome }) => (outcome.kind === "found" ? [outcome.depth] : [])));
}

const depths: Readonly<Record<Depth, string>> = {
  reference: "pullable at depth reference: the name resolves; its manifest, platform and layers were not looked at",
  manifest: "pullable at depth manifest: manifest and config fit the nodes; layers were not asked for",
  blobs: "pullable at depth blobs: every layer was asked for, and none was downloaded",
};

function credentials(asked: readonly JudgedUse[], pullers: string): string {
  const names = distinct(asked.flatMap(({ outcome }) => outcome.evidence.map((exchange) => exchange.credential)));
  const without = names.some(isSecret) ? "with pull secrets alone" : "without a login";
  switch (asked[0]?.credentials.nodes ?? "runner") {
    case "runner":
      return names.includes("node")
        ? `the runner's docker login stands for the credentials that the ${pullers} have`
        : `the ${pullers} have no credentials of their own: registries were asked ${without}`;
    case "none":
      return `the ${pullers} have no credentials of their own (node-credentials: none): registries were asked ${without}`;
    case "file":
      return `the ${pullers} have the credentials of the file that node-credentials names, and no others`;
  }
}

/** A pull request from a fork gets nothing of the runner's. */
function withheld(asked: readonly JudgedUse[]): readonly string[] {
  const registries = distinct(
    asked.flatMap(({ parsed, credentials }) =>
      credentials.isWithheld && parsed.kind === "reference" ? [parsed.reference.registry] : [],
    ),
  );
  if (registries.length === 0) return [];
  return [`the pull request is from a fork: the runner's login was not sent to ${listed(registries, mostSecrets)}`];
}

function distinct<Item extends string>(items: readonly Item[]): readonly Item[] {
  return [...new Set(items)].toSorted(compareText);
}
