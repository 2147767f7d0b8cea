// A use without asking anyone: the reference that a node makes of it, and the platforms of its nodes.
import type { Extraction, ImageUse, ParsedReference, Platform, Reference } from "../model.ts";
import { parseReference } from "../references/parse.ts";
import type { Settings } from "../settings/settings.ts";
import { platformsOf } from "./nodes.ts";

/** A use as plain reading knows it: its reference and the platforms of its nodes. */
export function readUse(
  use: ImageUse,
  settings: Settings,
): { readonly parsed: ParsedReference; readonly platforms: readonly Platform[] } {
  // No node runs an artifact.
  const platforms = use.slot === "artifact" ? [] : platformsOf(use.nodes, settings.platforms);
  return { parsed: parsedOf(use, settings), platforms };
}

/** Every reference in the uses. */
export function referencesIn({ uses }: Pick<Extraction, "uses">, settings: Settings): readonly Reference[] {
  return uses.flatMap((use) => {
    const { parsed } = readUse(use, settings);
    return parsed.kind === "reference" ? [parsed.reference] : [];
  });
}

/**
 * Of what is left open there is no reference: the text alone would be read with a default that nobody meant. What only
 * an older containerd can't parse, whoever fetches an artifact can.
 */
function parsedOf({ image, target, slot }: ImageUse, { containerd }: Settings): ParsedReference {
  if (target.kind === "open") return { kind: "placeholder", token: image };
  return parseReference(target.name, slot === "artifact" ? undefined : containerd);
}
