// Kustomize's `images:` entries, wherever they stand: each sets the name, tag or digest of images that others name.
// Source: kustomize `api/types/image.go` and `api/filters/imagetag/updater.go`.
import type { ImageUse } from "../model.ts";
import type { Owner } from "./image-places.ts";
import { hasEnding, type Joined, joined, leftOpen } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { podFacts } from "./pod-facts.ts";
import type { ReplacedName } from "./replaced.ts";
import { endOf, spanOf } from "./spans.ts";
import { elements, member, text, type Value } from "./values.ts";

/** An entry whose tag stays as the base has it: what it comes to is known where the base is among the files. */
export interface OpenEntry {
  readonly use: ImageUse;
  /** What the base calls the image. */
  readonly name: string;
  readonly newName: string;
  readonly suffix: string;
}

/** What entries say. */
export interface EntryReading {
  readonly uses: readonly ImageUse[];
  readonly open: readonly OpenEntry[];
  readonly replacedNames: readonly ReplacedName[];
}

/** Several readings as one. */
export function entriesOf(readings: readonly EntryReading[]): EntryReading {
  return {
    uses: readings.flatMap(({ uses }) => uses),
    open: readings.flatMap(({ open }) => open),
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
  if (value === null || name === null) return { uses: [], open: [], replacedNames: [] };
  const sets = [newName, tag, digest, suffix].some((part) => part !== null);
  const replacedNames = sets ? [{ name, span: spanOf(document, value.node) }] : [];
  const found = joined(document, { name: newName ?? value, tag, digest });
  if (found === null) return { uses: [], open: [], replacedNames };
  // A name that is a pattern stays what each image of it is called.
  const isOpen = (tag === null && digest === null) || (newName === null && !isPlain(name));
  const use = useOf(document, owner, isOpen ? leftOpen(found, "base") : found, path);
  const { image } = found.part;
  const open = isOpen ? [{ use, name, newName: image, suffix: text(document, suffix) ?? "" }] : [];
  return { uses: [use], open, replacedNames };
}

function useOf(document: ParsedDocument, { object }: Owner, { part }: Joined, path: string): ImageUse {
  const facts = podFacts(document, object, [], "kustomize");
  return { ...part, ...facts, path, container: null, slot: "container", pullPolicy: null };
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
    if (found === null || image.trim() === "") return { uses: [], open: [], replacedNames: [] };
    const span = endOf(found.part.span, image);
    const whole: Joined = { ...found, part: { ...found.part, image, span, target: { kind: "named", name: image } } };
    const isOpen = !hasEnding(image);
    const use = useOf(document, owner, isOpen ? leftOpen(whole, "base") : whole, path);
    const open = isOpen ? [{ use, name: old ?? image, newName: image, suffix: "" }] : [];
    return { uses: [use], open, replacedNames: [] };
  });
  return entriesOf(readings);
}
