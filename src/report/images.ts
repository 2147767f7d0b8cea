// The images that the uses stand for: one entry for each distinct normalised reference.
import type { Digest, JudgedUse, Outcome, Platform } from "../model.ts";
import { printReference } from "../references/print.ts";
import { compareText } from "../text-order.ts";
import { inOrder } from "./order.ts";

/** What is known of one image; `null` where nothing told. */
export interface ImageSeen {
  readonly reference: string;
  readonly digest: Digest | null;
  readonly platforms: readonly Platform[] | null;
  /** Of the nodes' platform, as the manifest declares it. */
  readonly compressedBytes: number | null;
  readonly layers: number | null;
  readonly uses: number;
}

/** By reference. Where uses of one reference learned different things, the first that learned any speaks. */
export function imagesOf(uses: readonly JudgedUse[]): readonly ImageSeen[] {
  const images = new Map<string, ImageSeen>();
  for (const { parsed, outcome } of inOrder(uses)) {
    if (parsed.kind !== "reference") continue;
    const reference = printReference(parsed.reference);
    const known = images.get(reference);
    const told = toldOf(outcome);
    images.set(reference, {
      reference,
      digest: known?.digest ?? told.digest,
      platforms: known?.platforms ?? told.platforms,
      compressedBytes: known?.compressedBytes ?? told.content?.compressedBytes ?? null,
      layers: known?.layers ?? told.content?.layers ?? null,
      uses: (known?.uses ?? 0) + 1,
    });
  }
  return [...images.values()].toSorted((a, b) => compareText(a.reference, b.reference));
}

/** What an outcome says of the image itself. */
export function toldOf(outcome: Outcome) {
  switch (outcome.kind) {
    case "found":
      return { digest: outcome.digest, platforms: outcome.platforms, content: outcome.content };
    case "mismatched":
      return { digest: outcome.digest, platforms: outcome.available, content: outcome.content };
    case "faulty":
      return { digest: outcome.digest, platforms: null, content: null };
    case "throttled":
      return { digest: outcome.granted?.digest ?? null, platforms: null, content: null };
    case "absent":
    case "refused":
    case "unreachable":
    case "not-asked":
      return { digest: null, platforms: null, content: null };
  }
}

/** Twelve digits of a digest are enough to know it again; all of them are in the JSON. */
export function withShortDigest(image: string): string {
  return image.replace(/(@sha\d+:[0-9a-f]{12})[0-9a-f]+$/, "$1…");
}
