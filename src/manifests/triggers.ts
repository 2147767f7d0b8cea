// OpenShift's image change triggers: what stands where the image belongs is replaced before a pod is made of it.
// Source: openshift/api `apps/v1/types.go` (DeploymentTriggerImageChangeParams), and the annotation `image.openshift.io/triggers`.
import { isObject, parseJson, stringAt } from "../json.ts";
import type { ImageUse } from "../model.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { descend, elements, member, text } from "./values.ts";

/** The same uses; those that a trigger fills in are left open. */
export function filledByTriggers(
  document: ParsedDocument,
  object: KubernetesObject,
  uses: readonly ImageUse[],
): readonly ImageUse[] {
  const names = new Set([...byTriggers(document, object), ...byAnnotation(document, object)]);
  if (names.size === 0) return uses;
  return uses.map((use) =>
    use.container !== null && names.has(use.container)
      ? { ...use, target: { kind: "open", to: "image-trigger" } }
      : use,
  );
}

function byTriggers(document: ParsedDocument, { kind, value }: KubernetesObject): readonly string[] {
  if (kind !== "DeploymentConfig") return [];
  return elements(document, descend(document, value, ["spec", "triggers"]))
    .filter((trigger) => text(document, member(document, trigger, "type")) === "ImageChange")
    .flatMap((trigger) => elements(document, descend(document, trigger, ["imageChangeParams", "containerNames"])))
    .flatMap((name) => text(document, name) ?? []);
}

/** `[{"from":{…},"fieldPath":"spec.template.spec.containers[?(@.name==\"web\")].image"}]` */
function byAnnotation(document: ParsedDocument, { value }: KubernetesObject): readonly string[] {
  const written = text(document, descend(document, value, ["metadata", "annotations", "image.openshift.io/triggers"]));
  const triggers = written === null ? undefined : parseJson(written);
  if (!Array.isArray(triggers)) return [];
  return triggers.flatMap((trigger: unknown) => {
    const path = isObject(trigger) ? stringAt(trigger, "fieldPath") : "";
    return /@\.name==["']([^"']{1,253})["']/.exec(path)?.[1] ?? [];
  });
}
