// How many pods a workload runs at once, as its manifest says: what a roll-out's pulls are counted by.
import type { ImageUse } from "../model.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { descend, text } from "./values.ts";

/** More than any cluster runs: a number beyond it is a mistake, or a stranger's. */
const most = 1_000_000;

/** Where each kind says it; whatever else has `spec.replicas` means the same by it, as the scale subresource wants it. */
const ways: ReadonlyMap<string, readonly string[]> = new Map([
  ["Job", ["spec", "parallelism"]],
  ["CronJob", ["spec", "jobTemplate", "spec", "parallelism"]],
]);
const usual: readonly string[] = ["spec", "replicas"];

/** One where nobody says, as the API server fills it in; what is no number (a template's) counts as one, too. */
export function podsOf(document: ParsedDocument, { kind, value }: KubernetesObject): ImageUse["pods"] {
  if (kind.endsWith("DaemonSet")) return "each-node";
  const written = text(document, descend(document, value, ways.get(kind) ?? usual)) ?? "";
  const count = written.trim() === "" ? 1 : Number(written);
  return Number.isInteger(count) && count >= 0 ? Math.min(count, most) : 1;
}
