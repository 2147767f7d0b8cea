// Text that could stand in place of the whole scalar: only where the scalar is the whole image.
import type { ImageUse, Reference } from "../model.ts";

/** For a draft: a suggestion where there is one to make, nothing where the scalar holds more or less than the image. */
export function suggest(
  use: ImageUse,
  replacement: string | null,
): { readonly suggestion?: { readonly replacement: string } } {
  return replacement === null || use.source !== "core" ? {} : { suggestion: { replacement } };
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
