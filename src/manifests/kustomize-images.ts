// Kustomize's `images:` entries, wherever they stand: each sets the name, tag or digest of images that others name.
// Source: kustomize `api/types/image.go` and `api/filters/imagetag/updater.go`.
import type { ImageUse } from "../model.ts";
import { deployedInto } from "./deployed.ts";
import { groupOf } from "./groups.ts";
import type { Owner } from "./image-places.ts";
import { hasEnding, type Joined, joined, leftOpen } from "./pairs.ts";
import { namespacesOf } from "./namespace-written.ts";
import { nameEnds } from "./kustomize-pattern.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { podFacts } from "./pod-facts.ts";
import type { ReplacedName } from "./replaced.ts";
import { endOf, spanOf } from "./spans.ts";
import { elements, member, text, type Value } from "./values.ts";

/** An entry, and the use that it is. */
export interface ImageEntry {
  readonly use: ImageUse;
  /** What the base calls the image. */
  readonly name: string;
  /** Of one whose tag stays as the base has it: what it comes to is known where the base is among the files. */
  readonly open: { readonly newName: string; readonly suffix: string } | null;
  /**
   * Whose pods it is for: what its own kustomization builds, a chart's, or what Flux and Argo CD build, which say where in a
   * repository that is, and not in which: whoever is among the files. `rest`: their namespace is for those that have none.
   */
  readonly pods: "built" | "chart" | "all" | "rest";
}

/** What entries say. */
export interface EntryReading {
  readonly uses: readonly ImageUse[];
  readonly entries: readonly ImageEntry[];
  readonly replacedNames: readonly ReplacedName[];
}

const nothing: EntryReading = { uses: [], entries: [], replacedNames: [] };

/** Several readings as one. */
export function entriesOf(readings: readonly EntryReading[]): EntryReading {
  return {
    uses: readings.flatMap(({ uses }) => uses),
    entries: readings.flatMap(({ entries }) => entries),
    replacedNames: readings.flatMap(({ replacedNames }) => replacedNames),
  };
}

/** The entries of a list; `path`: the list's, from the object's root. */
export function entriesIn(document: ParsedDocument, owner: Owner, list: Value | null, path: string): EntryReading {
  return entriesOf(
    elements(document, list).map((entry, index) => entryOf(document, owner, entry, `${path}[${index}]`)),
  );
}

/** One entry. A new tag takes the place of tag and digest, a digest that of both, too; both together are both. */
export function entryOf(document: ParsedDocument, owner: Owner, entry: Value | null, path: string): EntryReading {
  const at = (key: string): Value | null => {
    const value = member(document, entry, key);
    return (text(document, value)?.trim() ?? "") === "" ? null : value;
  };
  const [value, newName, tag, digest, suffix] = [
    at("name"),
    at("newName"),
    at("newTag"),
    at("digest"),
    at("tagSuffix"),
  ];
  const name = text(document, value);
  if (value === null || name === null) return nothing;
  const sets = [newName, tag, digest, suffix].some((part) => part !== null);
  const replacedNames = sets ? [{ name, span: spanOf(document, value.node) }] : [];
  const found = joined(document, { name: newName ?? value, tag, digest });
  if (found === null) return { ...nothing, replacedNames };
  // A name that is a pattern stays what each image of it is called.
  const isOpen = (tag === null && digest === null) || (newName === null && !isPlain(name));
  const use = useOf(document, owner, isOpen ? leftOpen(found, "base") : found, path);
  const open = isOpen ? { newName: found.part.image, suffix: text(document, suffix) ?? "" } : null;
  return { uses: [use], entries: [{ use, name, open, pods: podsOf(owner) }], replacedNames };
}

function useOf(document: ParsedDocument, { object }: Owner, { part }: Joined, path: string): ImageUse {
  const facts = podFacts(document, object, [], "kustomize");
  const namespaces = entryNamespaces(document, object) ?? facts.namespaces;
  return { ...part, ...facts, namespaces, path, container: null, slot: "container", pullPolicy: null };
}

/** Flux and Argo CD are in namespaces of their own. */
function entryNamespaces(document: ParsedDocument, object: Owner["object"]): readonly string[] | null {
  const into = deployedInto(document, object);
  if (into === null && groupOf(object.apiVersion) === "helm.toolkit.fluxcd.io") return null;
  return namespacesOf(into);
}

function podsOf({ object: { apiVersion, kind } }: Owner): ImageEntry["pods"] {
  if (groupOf(apiVersion) === "kustomize.config.k8s.io") return "built";
  if (groupOf(apiVersion) === "argoproj.io") return "rest";
  return kind === "HelmRelease" ? "chart" : "all";
}

function isPlain(name: string): boolean {
  return /^[\w.:@/-]+$/.test(name);
}

/** Argo CD's way to write them: `[OLD=]NEW[:TAG|@DIGEST]` (argo-cd `docs/user-guide/kustomize.md`). */
export function argoImagesIn(document: ParsedDocument, owner: Owner): EntryReading {
  const places = placesAt(document, owner.object.value, "**.kustomize.images[]");
  const readings = places.map(({ value, path }): EntryReading => {
    const written = text(document, value) ?? "";
    const [, old, image = ""] = /^(?:([^=]*)=)?(.*)$/s.exec(written) ?? [];
    const found = joined(document, { name: value });
    if (found === null || image.trim() === "") return nothing;
    const span = endOf(found.part.span, image);
    const whole: Joined = { ...found, part: { ...found.part, image, span, target: { kind: "named", name: image } } };
    const isOpen = !hasEnding(image);
    const use = useOf(document, owner, isOpen ? leftOpen(whole, "base") : whole, path);
    const open = isOpen ? { newName: image, suffix: "" } : null;
    const name = old ?? image.slice(0, Math.min(...nameEnds(image)));
    return { ...nothing, uses: [use], entries: [{ use, name, open, pods: podsOf(owner) }] };
  });
  return entriesOf(readings);
}
