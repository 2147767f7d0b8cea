// Values of a Helm chart → the images in them. A chart may read anything from anywhere: what is taken are the forms that
// nearly all of them share, `repository` with `tag` or `digest`, and texts under a key that ends in `image`.
// Where there is a repository alone, the tag is the chart's.
import { isScalar } from "yaml";
import type { ImageUse } from "../model.ts";
import { deployedInto } from "./deployed.ts";
import { documentsWithin } from "./embedded.ts";
import type { Owner } from "./image-places.ts";
import { namespacesOf } from "./namespace-written.ts";
import { hasEnding, type Joined, joined, leftOpen } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { childrenOf, lastKey, type Place } from "./paths.ts";
import { type PodFacts, podFacts } from "./pod-facts.ts";
import { pullPolicyOf } from "./podspec.ts";
import { secretsOfValues } from "./pull-secret-places.ts";
import { hasHost, isUnmistakable } from "./shape.ts";
import { member, rootOf, text, type Value } from "./values.ts";

/** Every image in values that stand in an object, as a mapping or as text (`helm.values`, `valuesContent`). */
export function helmUsesIn(document: ParsedDocument, owner: Owner, { value, path }: Place): readonly ImageUse[] {
  const chart = chartFacts(document, owner);
  if (text(document, value) === null) return imagesBelow(document, chart, { value, path, scopes: [] });
  return documentsWithin(document, value).flatMap((inner) => {
    const root = rootOf(inner);
    return root === null ? [] : imagesBelow(inner, chart, { value: root, path, scopes: [] });
  });
}

/** What all uses of a chart share: what it makes of `nodeSelector` nobody knows without rendering it. */
export function chartFacts(document: ParsedDocument, { object }: Owner): PodFacts {
  const facts = podFacts(document, object, [], "helm-values");
  const into = deployedInto(document, object);
  return into === null ? facts : { ...facts, namespaces: namespacesOf(into) };
}

/** Whether the chart hands them on, or makes those Secrets itself, nobody knows without rendering it. */
export function withChartSecrets(chart: PodFacts, pullSecrets: ImageUse["pullSecrets"]): PodFacts {
  return pullSecrets.length === 0 ? chart : { ...chart, pullSecrets, isPatched: true };
}

function imagesBelow(document: ParsedDocument, chart: PodFacts, place: Place): readonly ImageUse[] {
  const pair = isScalar(place.value.node) ? null : pairIn(document, place);
  const here = pair ?? plainIn(document, place);
  const own = here === null ? [] : [useOf(document, chart, place, here)];
  return [...own, ...childrenOf(document, place).flatMap((child) => imagesBelow(document, chart, child))];
}

function useOf(document: ParsedDocument, chart: PodFacts, place: Place, { part }: Joined): ImageUse {
  const scopes = [place.value, ...place.scopes];
  const beside = scopes.find((scope) => member(document, scope, "pullPolicy") !== null) ?? null;
  return {
    ...part,
    ...withChartSecrets(chart, secretsOfValues(document, scopes)),
    path: place.path,
    container: null,
    slot: "container",
    pullPolicy: pullPolicyOf(text(document, member(document, beside, "pullPolicy"))),
  };
}

const registryKeys = ["registry"];
const nameKeys = ["repository", "repo", "image", "name"];
const tagKeys = ["tag", "imageTag", "version"];
const digestKeys = ["digest", "sha"];

/**
 * A mapping of name and tag. `repository` may be a source's or a chart's: it is an image's where a key on the way says so, or
 * where a registry's host does; `imageRepository` says so itself. The other names are common words, and need `image` for the mapping's own key.
 */
function pairIn(document: ParsedDocument, { value, path }: Place): Joined | null {
  const first = (keys: readonly string[]): Value | null =>
    keys.map((key) => member(document, value, key)).find((found) => isWritten(document, found)) ?? null;
  const spoken = first(["imageRepository"]);
  const repository = first(["repository", "repo"]) ?? spoken;
  const isNamedImage = /image$/i.test(lastKey(path));
  const registry = first(registryKeys);
  // `repository: quay.io/acme` beside `image: web`, and a `registry` that is the whole name.
  const inner = repository === null || registry !== null ? null : first(["image"]);
  const isInner = /^[\w.-]+$/.test(text(document, inner) ?? "");
  const isRegistryAll = isNamedImage && (text(document, registry) ?? "").includes("/");
  const other = repository ?? first(isNamedImage ? nameKeys : ["image"]) ?? (isRegistryAll ? registry : null);
  const name = isInner ? inner : other;
  if (name === null) return null;
  const found = joined(document, {
    registry: isInner ? repository : name === registry ? null : registry,
    name,
    tag: first(isNamedImage ? tagKeys : ["tag", "imageTag"]),
    digest: first(digestKeys),
  });
  const written = text(document, name) ?? "";
  if (found === null || !isImageName(written)) return null;
  if (!found.isWhole)
    return isNamedImage && name === repository && written.includes("/") ? leftOpen(found, "chart") : null;
  if (name !== repository) return hasEnding(written) ? null : found;
  const isSpoken = /image/i.test(path) || registry !== null || name === spoken;
  return isSpoken || hasHost(written) ? found : null;
}

function isWritten(document: ParsedDocument, value: Value | null): boolean {
  return (text(document, value)?.trim() ?? "") !== "";
}

/** A whole image under `image`, `sidecarImage`, `…_image`. */
function plainIn(document: ParsedDocument, { value, path, scopes }: Place): Joined | null {
  if (!/image$/i.test(lastKey(path))) return null;
  const written = text(document, value);
  if (written === null || !isWholeImage(written)) return null;
  const [beside = null] = scopes;
  // Of `image: nginx` beside `tag: 1.27` the mapping is the image.
  const isPart =
    !hasEnding(written) &&
    ["tag", "imageTag"].some((key) => (text(document, member(document, beside, key)) ?? "") !== "");
  return isPart ? null : joined(document, { name: value });
}

/** Without white space, scheme, or what a template would fill in, but for a whole placeholder's. */
function isImageName(name: string): boolean {
  return (
    name !== "" && name.length <= 512 && !/[\s\\]|:\/\//.test(name) && !name.endsWith(".git") && !name.startsWith("/")
  );
}

function isWholeImage(written: string): boolean {
  return isUnmistakable(written) || (/\$\{?\w+/.test(written) && isImageName(written) && /[/:]/.test(written));
}
