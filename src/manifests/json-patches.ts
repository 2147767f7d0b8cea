// JSON patches (RFC 6902), as kustomize and Flux take them: the images that their operations put in place.
import type { ImageUse } from "../model.ts";
import { imagesAt, type Owner } from "./image-places.ts";
import type { ParsedDocument } from "./parse.ts";
import { podFacts } from "./pod-facts.ts";
import { containerLists, pullPolicyOf, useAt } from "./podspec.ts";
import { isImageKey, isUnmistakable, shapesIn } from "./shape.ts";
import { usesIn } from "./podspec.ts";
import { elements, member, text, type Value } from "./values.ts";

/** Is a value a list of operations? */
export function isJsonPatch(document: ParsedDocument, value: Value | null): boolean {
  const [first] = elements(document, value);
  if (first === undefined) return false;
  return text(document, member(document, first, "op")) !== null && pointerOf(document, first) !== null;
}

/** The images that a list of operations adds, or puts in the place of others. */
export function patchedUses(document: ParsedDocument, owner: Owner, patch: Value | null): readonly ImageUse[] {
  return elements(document, patch).flatMap((operation) => {
    const kind = text(document, member(document, operation, "op"));
    const pointer = pointerOf(document, operation);
    const value = member(document, operation, "value");
    if (value === null || pointer === null || (kind !== "add" && kind !== "replace")) return [];
    // Of its pods the patch is a part.
    return usesUnder(document, owner, pointer, value).map((use) => ({ ...use, isPatched: true }));
  });
}

/** RFC 6901: `~1` is a slash, `~0` a tilde. */
function pointerOf(document: ParsedDocument, operation: Value | null): readonly string[] | null {
  const written = text(document, member(document, operation, "path"));
  if (written === null || !written.startsWith("/")) return null;
  return written
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const isContainerList = new Set<string>(containerLists);

function usesUnder(
  document: ParsedDocument,
  { object }: Owner,
  pointer: readonly string[],
  value: Value,
): readonly ImageUse[] {
  const [last = "", parent = ""] = pointer.toReversed();
  const path = pathOf(pointer);
  if (text(document, value) !== null) {
    const isImage = last === "image" || (isImageKey(last, path) && isUnmistakable(text(document, value)));
    return isImage ? imageOf(document, object, value, path, null) : [];
  }
  if (isContainerList.has(parent)) return containerUses(document, object, value, path);
  if (isContainerList.has(last)) {
    return elements(document, value).flatMap((container, index) =>
      container === null ? [] : containerUses(document, object, container, `${path}[${index}]`),
    );
  }
  const { podSpecs, containerImages, images } = shapesIn(document, value);
  const placed = (inner: string): string => (inner === "" || inner.startsWith("[") ? path + inner : `${path}.${inner}`);
  const owner: Owner = { object, source: "kustomize" };
  // A file of patches may be for what a tool reads: there, a key alone tells too little.
  const told = object.kind === "" ? containerImages : [...containerImages, ...images];
  const own = [
    ...podSpecs.flatMap((place) =>
      usesIn(document, { object, value: place.value, path: placed(place.path), source: "kustomize" }),
    ),
    ...imagesAt(
      document,
      owner,
      told.map((place) => ({ ...place, path: placed(place.path) })),
    ),
  ];
  return [...new Map(own.map((use) => [use.path, use])).values()];
}

function containerUses(
  document: ParsedDocument,
  object: Owner["object"],
  container: Value,
  path: string,
): readonly ImageUse[] {
  return imageOf(document, object, member(document, container, "image"), `${path}.image`, container);
}

function imageOf(
  document: ParsedDocument,
  object: Owner["object"],
  image: Value | null,
  path: string,
  container: Value | null,
): readonly ImageUse[] {
  const use = useAt(document, podFacts(document, object, [], "kustomize"), {
    image,
    path,
    container: text(document, member(document, container, "name")),
    slot: "container",
    pullPolicy: pullPolicyOf(text(document, member(document, container, "imagePullPolicy"))),
  });
  return use === null ? [] : [use];
}

/** `/spec/containers/0/image` → `spec.containers[0].image`; `-` is the end of a list. */
function pathOf(pointer: readonly string[]): string {
  return pointer
    .map((token, index) => (/^(?:\d+|-)$/.test(token) ? `[${token}]` : `${index === 0 ? "" : "."}${token}`))
    .join("");
}
