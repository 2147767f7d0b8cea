// Text that could stand in place of the whole scalar, which may hold the whole image or a part of it.
import type { ImageUse, Reference } from "../model.ts";

/** For a draft: `image` would do in place of the use's. Nothing where another scalar than the use's own had to change, too. */
export function suggest(
  { frame }: ImageUse,
  image: string | null,
): { readonly suggestion?: { readonly replacement: string } } {
  if (image === null || frame === null) return {};
  const { before, after } = frame;
  if (image.length <= before.length + after.length || !image.startsWith(before) || !image.endsWith(after)) return {};
  return { suggestion: { replacement: image.slice(before.length, image.length - after.length) } };
}

/** The image as written, with another tag; `null` beside a digest, which decides alone. */
export function withTag(image: string, reference: Reference, tag: string): string | null {
  if (reference.digest !== null) return null;
  const written = `:${reference.tag ?? ""}`;
  return `${image.endsWith(written) ? image.slice(0, -written.length) : image}:${tag}`;
}

/** The image as written, in another registry; `null` where it names none. */
export function withRegistry(image: string, reference: Reference, registry: string): string | null {
  return image.startsWith(`${reference.registry}/`) ? registry + image.slice(reference.registry.length) : null;
}
