// What holds images by its shape, whatever its kind: containers, objects within objects, and texts that can be nothing else.
import { isScalar } from "yaml";
import { hasEnding } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { childrenOf, lastKey, type Place } from "./paths.ts";
import { containerLists } from "./podspec.ts";
import { descend, elements, member, text, type Value } from "./values.ts";

/** What was found below an object's root. */
export interface Shapes {
  /** Mappings with lists of containers that have images. */
  readonly podSpecs: readonly Place[];
  /** Mappings with `apiVersion`, `kind` and content of their own; nothing in them is among the others. */
  readonly objects: readonly Place[];
  /** Images of mappings that can be nothing but a container or a volume, in whatever list or under whatever key. */
  readonly containerImages: readonly Place[];
  /** Under a key that says image, what can't be taken for anything else. */
  readonly images: readonly Place[];
}

/** Walks all of an object but its metadata and status, and what describes it to people and queries. */
export function shapesIn(document: ParsedDocument, root: Value): Shapes {
  const podSpecs: Place[] = [];
  const objects: Place[] = [];
  const containerImages: Place[] = [];
  const images: Place[] = [];
  const visit = (place: Place): void => {
    const key = lastKey(place.path);
    if (isNote.has(key) || isOutput.test(key)) return;
    const isLeaf = isScalar(place.value.node);
    if (!isLeaf && place.path !== "" && isObjectWithin(document, place.value)) {
      objects.push(place);
      return;
    }
    if (!isLeaf && hasContainers(document, place.value)) podSpecs.push(place);
    if (key === "image" && isContainer(document, place)) containerImages.push(place);
    if (isVolumePlace.test(place.path)) containerImages.push(place);
    if (isImageKey(key, place.path) && isUnmistakable(text(document, place.value))) images.push(place);
    for (const child of childrenOf(document, place)) visit(child);
  };
  visit({ value: root, path: "", scopes: [] });
  return { podSpecs, objects, containerImages, images };
}

/** Of an alert's annotations, an object's labels: texts about an image, which nobody pulls for them. */
const isNote = new Set(["annotations", "labels", "matchLabels"]);

/** Where a build puts what it makes: `spec.output.image`, `export[].imgpkgBundle.image`. */
const isOutput = /^(?:outputs?|exports?|destinations?)$/;

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

/**
 * Is the mapping that the text `image` is in a container? It has a field that nothing else has; or it stands where containers do,
 * and has a name. Beside a tag or a version the text is a part of an image.
 */
function isContainer(document: ParsedDocument, { value, path, scopes }: Place): boolean {
  const [container = null] = scopes;
  const has = (key: string): boolean => member(document, container, key) !== null;
  if (text(document, value) === null || ["tag", "imageTag", "version", "digest"].some(has)) return false;
  return containerFields.some(has) || (isContainerPlace.test(path) && has("name"));
}

/** Of `core/v1` Container, those that stand beside no other thing that is called an image. */
const containerFields = [
  "command",
  "args",
  "env",
  "envFrom",
  "volumeMounts",
  "livenessProbe",
  "readinessProbe",
] as const;

/** An image volume (KEP-4639), where an operator takes volumes under a name of its own. */
const isVolumePlace = /[vV]olumes\[\d+\]\.image\.reference$/;

const isContainerPlace = /(?:[cC]ontainers|[sS]idecars)\[\d+\]\.image$/;

/** `image`, `proxyImage`, `proxy_image`, `imageName`, `image.reference`; not what is built, nor a machine's disk. */
export function isImageKey(key: string, path: string): boolean {
  // `image` of a Ceph volume is a block device (kubernetes `pkg/apis/core/types.go`, RBDVolumeSource).
  if (path.endsWith(".rbd.image")) return false;
  if (path.endsWith(".image.reference")) return true;
  return (
    /^(?:image|imageName|\w+Image|\w+_image)$/.test(key) &&
    !/^(?:output|target|dest|push|os|vm|machine|disk|boot)/i.test(key)
  );
}

/** With a registry's host or an ending; a word alone may be a disk's name, a flag's or a picture's. */
export function isUnmistakable(written: string | null): boolean {
  if (written === null || written.length > 512 || /[\s{}$<>()]/.test(written) || written.includes("://")) return false;
  // A digest alone is of something else: a layer, a file, an image's name elsewhere.
  return (
    /^(?!sha\d+:)[\w.:@/+-]+$/.test(written) && (hasHost(written) || hasEnding(written)) && !isPicture.test(written)
  );
}

/** Does a name begin with a registry's host: with a dot, a port, or `localhost`? */
export function hasHost(name: string): boolean {
  return /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[\w-]+(?=:))(?::\d+)?\//.test(name);
}

const isPicture = /\.(?:png|jpe?g|svg|gif|webp|ico|iso|img|qcow2|vmdk|raw|ova|vhd)$/i;
