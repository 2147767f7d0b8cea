// Parameters with defaults (Tekton, Argo, OpenShift's templates): an image may be written there, and a placeholder in its place.
import type { ImageUse } from "../model.ts";
import type { Owner } from "./image-places.ts";
import type { KindRow } from "./kinds.ts";
import { hasEnding } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { placesAt } from "./paths.ts";
import { podFacts } from "./pod-facts.ts";
import { useAt } from "./podspec.ts";
import { isUnmistakable } from "./shape.ts";
import { elements, member, text } from "./values.ts";

/** A parameter's value that is an image. */
export interface Defaulted {
  /** The parameter's. */
  readonly name: string;
  readonly use: ImageUse;
}

/** Where the value stands: Tekton's `default`, Argo's and OpenShift's `value`. */
const keys = ["default", "value"] as const;

/**
 * The parameters' values that are images. One that `uses` ask for by name is what will be pulled; another is only told by
 * its own name and its look, may as well be an image that is to be built, and is a string.
 */
export function defaultedIn(
  document: ParsedDocument,
  { object, source }: Owner,
  rows: readonly KindRow[],
  uses: readonly ImageUse[],
): readonly Defaulted[] {
  const asked = new Set(uses.flatMap(({ image }) => parameterIn(image) ?? []));
  const lists = rows.flatMap(({ parameters = [] }) =>
    parameters.flatMap((way) => placesAt(document, object.value, way)),
  );
  return lists.flatMap((list) =>
    elements(document, list.value).flatMap((parameter, index) => {
      const name = text(document, member(document, parameter, "name"));
      if (parameter === null || name === null) return [];
      return keys.flatMap((key) => {
        const image = member(document, parameter, key);
        const isAsked = asked.has(name);
        const isBundle = name === "bundle" && list.path.endsWith("Ref.params");
        const written = text(document, image) ?? "";
        const looks = /image|bundle/i.test(name) && isUnmistakable(written) && hasEnding(written);
        if (!isAsked && !isBundle && !looks) return [];
        const found = useAt(
          document,
          podFacts(document, object, list.scopes, isAsked || isBundle ? source : "string"),
          {
            image,
            path: `${list.path}[${index}].${key}`,
            container: null,
            slot: isBundle ? "artifact" : "container",
            pullPolicy: null,
          },
        );
        return found === null ? [] : [{ name, use: found }];
      });
    }),
  );
}

/** The same uses; where a placeholder is all there is, and its parameter is among `defaults`, the default is judged in its stead. */
export function filledByDefaults(uses: readonly ImageUse[], defaults: readonly Defaulted[]): readonly ImageUse[] {
  if (defaults.length === 0) return uses;
  const names = new Set(defaults.map(({ name }) => name));
  return uses.map((use) => {
    const name = parameterIn(use.image);
    return name !== null && names.has(name) ? { ...use, target: { kind: "open", to: "parameter" } } : use;
  });
}

/** `$(params.NAME)`, `$(tt.params.NAME)`, `{{inputs.parameters.NAME}}`, `{{workflow.parameters.NAME}}`, `{{args.NAME}}`, `${NAME}`. */
function parameterIn(image: string): string | null {
  const [, tekton, argo, openshift] =
    /^\s*(?:\$\((?:tt\.)?(?:inputs\.)?params\.([\w.-]+)\)|\{\{-?\s*(?:(?:inputs|workflow)\.parameters|args)\.([\w.-]+)\s*-?\}\}|\$\{\{?(\w+)\}\}?)\s*$/.exec(
      image,
    ) ?? [];
  return tekton ?? argo ?? openshift ?? null;
}
