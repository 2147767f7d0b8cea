// Which use of an image it is, whatever it pulls: the same before and after a change, wherever in its file it has moved to.
import type { ImageUse } from "../model.ts";

/** Two uses of one tree may share it: overlays hold the same workload, and names collide. */
export function identityOf(use: ImageUse): string {
  const { apiVersion, kind, namespace, name, container, path, source, slot, via } = use;
  const slash = apiVersion.indexOf("/");
  // A new version of an API is no new workload; an index moves when something is put before it.
  const group = slash === -1 ? "" : apiVersion.slice(0, slash);
  const place = container ?? path.replaceAll(/\[\d+\]/g, "[]");
  const file = name === "" ? use.span.file.path : "";
  return JSON.stringify([group, kind, namespace, name, place, source, slot, via, file]);
}
