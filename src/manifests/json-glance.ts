// A cheap look at a document in JSON: read in a hundredth of the parser's time, so that what its root is, is known and not guessed.
import { isObject, parseJson } from "../json.ts";
import { isImageless } from "./imageless.ts";
import { groupOf } from "./groups.ts";

/**
 * What an object of JSON starts no pull as: `foreign`: it is none of Kubernetes', as the schemas of APIs; `silent`: of a kind that
 * holds no image. `null` for every other one, and for a text that is no JSON. Of a key that stands twice the last counts, and its
 * case does, as for kubectl.
 */
export function jsonGlance(text: string): "foreign" | "silent" | null {
  const root = parseJson(text);
  if (!isObject(root)) return null;
  const { apiVersion, kind } = root;
  // A list needs no version: its items have their own, and kinds of their own.
  if (typeof kind === "string" && kind.endsWith("List")) return null;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return "foreign";
  const group = groupOf(apiVersion);
  const isDefinition = group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition";
  return isDefinition || isImageless(group, kind) ? "silent" : null;
}
