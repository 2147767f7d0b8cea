// Which use of an image it is, whatever it pulls: the same before and after a change, wherever in its file it has moved to.
import { groupOf } from "../manifests/groups.ts";
import type { ImageUse } from "../model.ts";

/** Two uses of one tree may share it: overlays hold the same workload, and names collide. */
export function identityOf(use: ImageUse): string {
  const { apiVersion, kind, namespace, name, container, path, source, slot, via } = use;
  // A new version of an API is no new workload; an index moves when something is put before it.
  const place = container ?? path.replaceAll(/\[\d+\]/g, "[]");
  return JSON.stringify([groupOf(apiVersion), kind, namespace, name, place, source, slot, via]);
}
