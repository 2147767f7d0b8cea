// What holds images by its shape, whatever its kind: containers, objects within objects, and texts that can be nothing else.
import { isScalar } from "yaml";
import { hasEnding } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { childrenOf, type Place } from "./paths.ts";
import { containerLists } from "./podspec.ts";
import { descend, elements, member, text, type Value } from "./values.ts";

/** What was found below an object's root. */
export interface Shapes {
  /** Mappings with lists of containers that have images. */
  readonly podSpecs: readonly Place[];
  /** Mappings with `apiVersion`, `kind` and content of their own; nothing in them is among the others. */
  readonly objects: readonly Place[];
  /** Under the key `image`, what can't be taken for anything else. */
  readonly images: readonly Place[];
}

/** Walks all of an object but its metadata and status. */
export function shapesIn(document: ParsedDocument, root: Value): Shapes {
  const podSpecs: Place[] = [];
  const objects: Place[] = [];
  const images: Place[] = [];
  const visit = (place: Place): void => {
    const isLeaf = isScalar(place.value.node);
    if (!isLeaf && place.path !== "" && isObjectWithin(document, place.value)) {
      objects.push(place);
      return;
    }
    if (!isLeaf && hasContainers(document, place.value)) podSpecs.push(place);
    if (isImageKey.test(place.path) && isUnmistakable(text(document, place.value))) images.push(place);
    for (const child of childrenOf(document, place)) visit(child);
  };
  visit({ value: root, path: "", scopes: [] });
  return { podSpecs, objects, images };
}

/** References to objects have the first two alone. */
function isObjectWithin(document: ParsedDocument, value: Value): boolean {
  const has = (key: string): boolean => member(document, value, key) !== null;
  return (
    text(document, member(document, value, "apiVersion")) !== null &&
    text(document, member(document, value, "kind")) !== null &&
    (has("spec") || has("metadata") || has("template") || has("items") || has("objects"))
  );
}

function hasContainers(document: ParsedDocument, value: Value): boolean {
  const hasImage = (container: Value | null): boolean => text(document, member(document, container, "image")) !== null;
  const hasVolume = (volume: Value | null): boolean => descend(document, volume, ["image", "reference"]) !== null;
  return (
    containerLists.some((list) => elements(document, member(document, value, list)).some(hasImage)) ||
    elements(document, member(document, value, "volumes")).some(hasVolume)
  );
}

/** `image` of a Ceph volume is a block device (kubernetes `pkg/apis/core/types.go`, RBDVolumeSource). */
const isImageKey = /(?<!\brbd)\.image$/;

/** With a registry's host or an ending; a word alone may be a disk's name, a flag's or a picture's. */
export function isUnmistakable(written: string | null): boolean {
  if (written === null || written.length > 512 || /[\s{}$<>()]/.test(written) || written.includes("://")) return false;
  return /^[\w.:@/+-]+$/.test(written) && (hasHost(written) || hasEnding(written)) && !isPicture.test(written);
}

/** Does a name begin with a registry's host: with a dot, a port, or `localhost`? */
export function hasHost(name: string): boolean {
  return /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[\w-]+(?=:))(?::\d+)?\//.test(name);
}

const isPicture = /\.(?:png|jpe?g|svg|gif|webp|ico|iso|img|qcow2|vmdk|raw|ova|vhd)$/i;
