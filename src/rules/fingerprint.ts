// What makes two findings of two runs the same one: everything but the line.
import { createHash } from "node:crypto";
import type { ImageUse } from "../model.ts";

/** `Deployment shop/web`, for people. */
export function workloadName({ kind, namespace, name }: ImageUse): string {
  const qualified = namespace === null ? name : `${namespace}/${name}`;
  return qualified === "" ? kind : `${kind} ${qualified}`;
}

/**
 * 16 hexadecimal digits of a rule, a file, an image and the places it is used in; `nth` tells copies apart.
 * Containers are known by name: an index moves when another one is put before it.
 */
export function fingerprintOf(
  rule: string,
  path: string,
  image: string,
  uses: readonly ImageUse[],
  nth: number,
): string {
  const places = uses.map(({ kind, namespace, name, container, path: at }) =>
    [kind, namespace, name, container ?? at].join("\n"),
  );
  const identity = [rule, path, image, ...new Set(places.toSorted()), ...(nth === 0 ? [] : [nth])];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
}
