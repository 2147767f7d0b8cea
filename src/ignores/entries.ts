// Which uses and files an entry of `ignore` in the settings is for.
import { anyOf } from "../manifests/globs.ts";
import type { CommentedObject, Extraction, ImageUse, Problem } from "../model.ts";
import { printReference } from "../references/print.ts";
import { readUse } from "../registries/read-use.ts";
import type { IgnoreEntry, Settings } from "../settings/settings.ts";
import { accessRules, fileRules, nameRules } from "./ignorable.ts";
import { imageGlob } from "./image-glob.ts";

/** What one entry is for. */
export interface Reach {
  readonly uses: readonly ImageUse[];
  readonly problems: readonly Problem[];
  /** Secrets and bindings, and accounts for what they list. */
  readonly objects: readonly CommentedObject[];
}

/**
 * For each entry, what it is for. `image` is compared with the image as written and with the reference that a node makes
 * of it, `path` with the file; what isn't written takes all. Files that can't be read are reached by a rule that is about files,
 * Secrets and bindings by one that is about them, and accounts by one that is about the names in their lists.
 */
export function reachOf(
  { uses, problems, access, serviceAccounts }: Pick<Extraction, "uses" | "problems" | "access" | "serviceAccounts">,
  settings: Settings,
): (entry: IgnoreEntry) => Reach {
  if (settings.ignore.length === 0) return () => nothing;
  // Thousands of uses are in a few files, and of a few images: globs are asked about those.
  const named = uses.map((use) => ({ use, names: namesOf(use, settings) }));
  const images = [...Map.groupBy(named, ({ names }) => JSON.stringify(names)).values()];
  const listing = serviceAccounts.filter(({ pullSecrets }) => pullSecrets.length > 0);
  const files = Map.groupBy(uses, ({ span }) => span.file.path);
  return ({ rule, image, path }) => {
    const takesPath = path === null ? () => true : anyOf([path]);
    if (rule !== null && fileRules.includes(rule)) {
      return { ...nothing, problems: image === null ? problems.filter(({ span }) => takesPath(span.file.path)) : [] };
    }
    if (rule !== null && accessRules.includes(rule) && image === null) {
      const objects = [...access.secrets, ...access.bindings];
      return { ...nothing, objects: objects.filter(({ span }) => takesPath(span.file.path)) };
    }
    const inFiles = new Set([...files.keys()].filter((file) => takesPath(file)));
    const objects =
      rule !== null && nameRules.includes(rule) ? listing.filter(({ span }) => takesPath(span.file.path)) : [];
    if (image === null) return { ...nothing, objects, uses: [...inFiles].flatMap((file) => files.get(file) ?? []) };
    const takesImage = imageGlob(image);
    const meant = images
      .filter(([first]) => first?.names.some((name) => takesImage(name)))
      .flatMap((ofImage) => ofImage.map(({ use }) => use));
    return { ...nothing, uses: meant.filter(({ span }) => inFiles.has(span.file.path)) };
  };
}

const nothing: Reach = { uses: [], problems: [], objects: [] };

function namesOf(use: ImageUse, settings: Settings): readonly string[] {
  const { parsed } = readUse(use, settings);
  return [use.image, ...(parsed.kind === "reference" ? [printReference(parsed.reference)] : [])];
}
