// Uses of images as the manifests' reader gives them, with nothing said about them but what a test says.
import type { ImageUse, Span } from "../../src/model.ts";

export const somewhere: Span = { file: { path: "web.yaml", text: "image" }, start: 0, end: 5 };

/** A container's image in a pod; `more` overrides its fields. */
export function useOf(image: string, more: Partial<ImageUse> = {}): ImageUse {
  return {
    image,
    span: somewhere,
    frame: { before: "", after: "" },
    target: { kind: "named", name: image },
    source: "core",
    apiVersion: "v1",
    kind: "Pod",
    name: "web",
    namespace: null,
    namespaces: [],
    container: "web",
    slot: "container",
    path: "spec.containers[0].image",
    via: null,
    pullPolicy: null,
    pullSecrets: [],
    serviceAccount: null,
    isPatched: false,
    nodes: [],
    pods: 1,
    related: [],
    overriddenBy: null,
    ...more,
  };
}
