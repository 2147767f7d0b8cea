// Kinds that hold no image by their schema, whatever words stand in them: dashboards, alerts, roles. Told from the text alone.
// Source: the Kubernetes API reference, and those of the projects below.
import { groupOf } from "./groups.ts";
import { patterns } from "./patterns.ts";

/** By group. Of a list the items are of the kind that its name says. */
const imageless: ReadonlyMap<string, ReadonlySet<string> | "all"> = new Map<string, ReadonlySet<string> | "all">([
  [
    "",
    new Set([
      "ConfigMap",
      "Secret",
      "Service",
      "Namespace",
      "PersistentVolume",
      "PersistentVolumeClaim",
      "Endpoints",
      "Event",
      "Node",
      "LimitRange",
      "ResourceQuota",
    ]),
  ],
  ["rbac.authorization.k8s.io", "all"],
  ["networking.k8s.io", "all"],
  ["storage.k8s.io", "all"],
  ["scheduling.k8s.io", "all"],
  ["apiregistration.k8s.io", "all"],
  ["coordination.k8s.io", "all"],
  ["discovery.k8s.io", "all"],
  ["gateway.networking.k8s.io", "all"],
  ["policy", "all"],
  ["autoscaling", "all"],
  ["cert-manager.io", "all"],
  ["monitoring.coreos.com", new Set(["PrometheusRule", "ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig"])],
]);

/** So large are dashboards and certificates; whether one parses is not worth the time that it takes. */
const largest = 64 * 1024;

/** A kind that holds no image, of an object or of a list's items. */
export interface Imageless {
  readonly size: "small" | "large";
  readonly group: string;
  readonly kind: string;
  readonly isList: boolean;
}

/**
 * Whether a document in block style, whose root is indented by `indent`, is of such a kind: `null` where it isn't, or where
 * another reading is possible, as with a key that stands twice, or that is written so that it can't be told here. A list is
 * one where no other kind stands in it: an item's own kind counts before its list's.
 */
export function imagelessIn(text: string, indent: string): Imageless | null {
  const kind = only(text, indent, "kind");
  const apiVersion = kind === null ? null : only(text, indent, "apiVersion");
  if (kind === null || apiVersion === null) return null;
  if (disguisedKey(indent).test(text)) return null;
  const ofItem = kind.replace(/(?<=.)List$/, "");
  const isList = ofItem !== kind;
  if (isList && kindsIn(text).some((other) => other !== kind && other !== ofItem)) return null;
  const group = groupOf(apiVersion);
  if (!isImageless(group, ofItem) || ofItem === "List") return null;
  return { size: text.length > largest ? "large" : "small", group, kind: ofItem, isList };
}

/** Explicit, tagged, anchored, merged, or with an escape in it. */
const disguisedKey = patterns((indent) => `(?:^|\\n)${indent}(?:[?!&*]|<<|"[^"\\n]*\\\\)`);

function kindsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/\bkind["']?[ \t]*:[ \t]*["']?(\w*)/g), ([, kind = ""]) => kind);
}

/** Is an object of a group and kind one of those? */
export function isImageless(group: string, kind: string): boolean {
  const kinds = imageless.get(group);
  return kinds === "all" || kinds?.has(kind) === true;
}

/** The value of a root's key that stands once, as a plain word on the key's line; `null` for anything else. */
function only(text: string, indent: string, key: string): string | null {
  const [first, ...others] = text.matchAll(linesOf(indent, key));
  return first?.[1] === undefined || others.length > 0 ? null : first[1];
}

const linesOf = patterns(
  (indent, key) =>
    `(?:^|\\n)${indent}(?:${key}|"${key}"|'${key}')[ \\t]*:(?:[ \\t]+([\\w./-]+)[ \\t]*(?:[ \\t]#.*)?\\r?(?=\\n|$))?`,
);
