// Text that could stand in place of the whole scalar, which may hold the whole image or a part of it.
import type { ImageUse, Reference } from "../model.ts";
import { pulledName } from "./wording.ts";

/** For a draft: `name` would do in place of what is pulled. Nothing where another scalar than the use's own had to change, too. */
export function suggest(
  use: ImageUse,
  name: string | null,
): { readonly suggestion?: { readonly replacement: string } } {
  const { frame } = use;
  const image = name === null ? null : asWritten(use, name);
  if (image === null || frame === null) return {};
  const { before, after } = frame;
  if (image.length <= before.length + after.length || !image.startsWith(before) || !image.endsWith(after)) return {};
  return { suggestion: { replacement: image.slice(before.length, image.length - after.length) } };
}

/** What the use would have to say for `name` to be pulled; `null` where a part of it is said elsewhere, and differs. */
function asWritten({ image, target }: ImageUse, name: string): string | null {
  if (target.kind === "open") return null;
  // `oci://` stands before some, and the base's tag behind others.
  if (image.endsWith(target.name)) return image.slice(0, image.length - target.name.length) + name;
  const rest = target.name.startsWith(image) ? target.name.slice(image.length) : null;
  return rest !== null && name.endsWith(rest) ? name.slice(0, -rest.length) : null;
}

/** What is pulled, with another tag; `null` beside a digest, which decides alone, and where a tag has a place of its own. */
export function withTag(use: ImageUse, reference: Reference, tag: string): string | null {
  if (reference.digest !== null) return null;
  const name = pulledName(use);
  const written = `:${reference.tag ?? ""}`;
  if (name.endsWith(written)) return `${name.slice(0, -written.length)}:${tag}`;
  const isNameAlone = use.slot === "artifact" || use.source === "kustomize" || use.source === "helm-values";
  return isNameAlone ? null : `${name}:${tag}`;
}

/** What is pulled, from another registry; `null` where it names none. */
export function withRegistry(use: ImageUse, reference: Reference, registry: string): string | null {
  const name = pulledName(use);
  return name.startsWith(`${reference.registry}/`) ? registry + name.slice(reference.registry.length) : null;
}

/** What is pulled, from another repository of the given name; tag and digest stay as they are written. */
export function withRepository(use: ImageUse, repository: string): string {
  const [written = ""] = /(?::[^/@]+)?(?:@.+)?$/.exec(pulledName(use)) ?? [];
  return repository + written;
}
