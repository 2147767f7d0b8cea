// Parameters with defaults (Tekton, Argo, OpenShift's templates): an image may be written there, and a placeholder in its place.
import type { ImageUse } from "../model.ts";
import type { Owner } from "./image-places.ts";
import type { KindRow } from "./kinds.ts";
import { hasEnding } from "./pairs.ts";
import type { ParsedDocument } from "./parse.ts";
import { type Place, placesAt } from "./paths.ts";
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
  // What a trigger fills in is no longer asked for by the time that a pod is made.
  const lists = rows.flatMap(({ parameters = [] }) =>
    parameters.flatMap((way) => placesAt(document, object.value, way)),
  );
  const asked = askedOf(document, uses, lists);
  return lists.flatMap((list) =>
    elements(document, list.value).flatMap((parameter, index) => {
      const name = text(document, member(document, parameter, "name"));
      if (parameter === null || name === null) return [];
      return keys.flatMap((key) => {
        const image = member(document, parameter, key);
        const isAsked = asked.has(name);
        const isBundle = name === "bundle" && list.path.endsWith("Ref.params");
        const written = text(document, image) ?? "";
        if (!isAsked && !isBundle && !looksAsked(name, written, list.path)) return [];
        // Handed on as it came: the parameter that it comes from is judged.
        if (parameterIn(written) !== null) return [];
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

/** The names that uses ask for, and those that are handed on to them under another name. */
function askedOf(document: ParsedDocument, uses: readonly ImageUse[], lists: readonly Place[]): ReadonlySet<string> {
  // What a trigger fills in is no longer asked for by the time that a pod is made.
  const asked = new Set(uses.flatMap((use) => (use.target.kind === "named" ? (parameterIn(use.image) ?? []) : [])));
  const handedOn = new Map<string, Set<string>>();
  for (const parameter of lists.flatMap(({ value }) => elements(document, value))) {
    const name = text(document, member(document, parameter, "name"));
    const from = keys.flatMap((key) => parameterIn(text(document, member(document, parameter, key)) ?? "") ?? []);
    if (name !== null) for (const one of from) handedOn.set(name, (handedOn.get(name) ?? new Set()).add(one));
  }
  // A set gives what is added to it while it is gone through, too.
  for (const name of asked) for (const from of handedOn.get(name) ?? []) asked.add(from);
  return asked;
}

/** By its name and its look. Without a slash, a parameter of OpenShift's templates is an image stream's tag. */
function looksAsked(name: string, written: string, path: string): boolean {
  const isStreams = path === "parameters" && !written.includes("/");
  return /image|bundle/i.test(name) && isUnmistakable(written) && hasEnding(written) && !isStreams;
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
