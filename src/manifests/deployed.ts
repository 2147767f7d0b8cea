// Objects that have others deployed, and where these land: Flux, Argo CD, and the Helm controller of k3s.
// Sources: fluxcd/kustomize-controller and helm-controller `api/v1`, `api/v2` (TargetNamespace), argo-cd `docs/operator-manual/application.yaml`,
// k3s-io/helm-controller `pkg/apis/helm.cattle.io/v1/types.go`.
import { groupOf } from "./groups.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { descend, text } from "./values.ts";

const target = ["spec", "targetNamespace"];

const ways: ReadonlyMap<string, readonly string[]> = new Map([
  ["kustomize.toolkit.fluxcd.io Kustomization", target],
  ["helm.toolkit.fluxcd.io HelmRelease", target],
  ["helm.cattle.io HelmChart", target],
  ["argoproj.io Application", ["spec", "destination", "namespace"]],
  ["argoproj.io ApplicationSet", ["spec", "template", "spec", "destination", "namespace"]],
]);

/** The namespace that an object has others deployed into; `null` where it says none, and for objects that deploy nothing. */
export function deployedInto(
  document: ParsedDocument,
  { apiVersion, kind, value }: Pick<KubernetesObject, "apiVersion" | "kind" | "value">,
): string | null {
  const way = ways.get(`${groupOf(apiVersion)} ${kind}`);
  const written = way === undefined ? null : text(document, descend(document, value, way));
  return written === "" ? null : written;
}
