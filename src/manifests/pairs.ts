// Images in parts: a registry here, a name there, a tag in a third place. Joined as those who read them do.
import type { ImageUse, Related } from "../model.ts";
import type { ParsedDocument } from "./parse.ts";
import { aliasPlaces, spanOf } from "./spans.ts";
import { text, type Value } from "./values.ts";

/** The scalars; what is absent, null or empty has no part in the image. */
export interface Parts {
  readonly registry?: Value | null;
  readonly name: Value | null;
  readonly tag?: Value | null;
  readonly digest?: Value | null;
}

/** The image, and the scalar that decides it: the digest, else the tag, else the name. The others are related. */
export interface Joined {
  readonly part: Pick<ImageUse, "image" | "span" | "frame" | "target" | "related">;
  /** It names a tag, or a digest, or both. */
  readonly isWhole: boolean;
}

interface Part {
  readonly kind: "registry" | "name" | "tag" | "digest";
  readonly value: Value;
  readonly written: string;
}

/** `null` where no name is written. A name that has a tag or a digest of its own is the whole image. */
export function joined(document: ParsedDocument, parts: Parts): Joined | null {
  const name = partOf(document, "name", parts.name);
  if (name === null) return null;
  const registry = partOf(document, "registry", parts.registry);
  const isWhole = hasEnding(name.written);
  const tag = isWhole ? null : partOf(document, "tag", parts.tag);
  const digest = isWhole ? null : partOf(document, "digest", parts.digest);
  const repository = registry === null ? name.written : `${registry.written.replace(/\/$/, "")}/${name.written}`;
  const image = repository + tagEnding(tag?.written ?? "") + digestEnding(digest?.written ?? "");
  const decides = digest ?? tag ?? name;
  const part = {
    image,
    span: spanOf(document, decides.value.node),
    frame: frameOf(image, decides.written),
    target: { kind: "named", name: image },
    related: relatedOf(document, decides, [registry, name, tag, digest]),
  } as const;
  return { part, isWhole: isWhole || tag !== null || digest !== null };
}

/** Somebody else picks what the parts leave open. */
export function leftOpen(one: Joined, to: Extract<ImageUse["target"], { kind: "open" }>["to"]): Joined {
  return { ...one, part: { ...one.part, target: { kind: "open", to } } };
}

/** Has the text a tag or a digest at its end? A colon before a slash is a port's. */
export function hasEnding(name: string): boolean {
  return /[:@][^/]*$/.test(name);
}

function partOf(document: ParsedDocument, kind: Part["kind"], value: Value | null | undefined): Part | null {
  const written = text(document, value ?? null)?.trim() ?? "";
  return value === null || value === undefined || written === "" ? null : { kind, value, written };
}

/** A tag may hold its digest (`1.2@sha256:…`), or be one alone. */
function tagEnding(tag: string): string {
  if (tag === "" || tag.startsWith("@")) return tag;
  return /^sha\d+:/.test(tag) ? `@${tag}` : `:${tag}`;
}

/** Some charts ask for the bare hexadecimal digits (`sha`). */
function digestEnding(digest: string): string {
  if (digest === "" || digest.startsWith("@")) return digest;
  return /^[0-9a-f]{64}$/.test(digest) ? `@sha256:${digest}` : `@${digest}`;
}

/** Whichever part decides, the image ends with it: as it is written, if nothing had to be added. */
function frameOf(image: string, written: string): ImageUse["frame"] {
  return image.endsWith(written) ? { before: image.slice(0, image.length - written.length), after: "" } : null;
}

const words: Readonly<Record<Part["kind"], string>> = {
  registry: "the registry stands here",
  name: "the name stands here",
  tag: "the tag stands here",
  digest: "the digest stands here",
};

function relatedOf(document: ParsedDocument, decides: Part, parts: readonly (Part | null)[]): readonly Related[] {
  const others = parts.filter((part) => part !== null).filter((part) => part !== decides);
  return [
    ...others.map((part) => ({ span: spanOf(document, part.value.node), message: words[part.kind] })),
    ...aliasPlaces(document, decides.value.aliases),
  ];
}
