// A PodSpec → the places where its pull of images would start.
import type { ImageUse, PullPolicy, UseSource } from "../model.ts";
import type { KubernetesObject } from "./objects.ts";
import { nodesOf } from "./nodes.ts";
import type { ParsedDocument } from "./parse.ts";
import { aliasPlaces, spanOf } from "./spans.ts";
import { descend, elements, member, text, type Value } from "./values.ts";

/** One PodSpec within an object. */
export interface PodSpec {
  readonly object: KubernetesObject;
  readonly value: Value | null;
  /** From the object's root: `spec.template.spec`. */
  readonly path: string;
  readonly source: UseSource;
}

/** The lists of containers that the kubelet pulls for, in its order (KEP-277 for the ephemeral ones). */
const containerLists = ["initContainers", "containers", "ephemeralContainers"] as const;

/** Every use of an image in a PodSpec; nothing for a container without one, as in patches and OpenShift's stubs. */
export function usesIn(document: ParsedDocument, podSpec: PodSpec): readonly ImageUse[] {
  const pod = podFacts(document, podSpec);
  const { value, path } = podSpec;
  const containers = containerLists.flatMap((list) =>
    elements(document, member(document, value, list)).map((container, index) =>
      useAt(document, pod, {
        image: member(document, container, "image"),
        path: `${path}.${list}[${index}].image`,
        container: text(document, member(document, container, "name")),
        slot: "container",
        pullPolicy: pullPolicyOf(text(document, member(document, container, "imagePullPolicy"))),
      }),
    ),
  );
  const volumes = elements(document, member(document, value, "volumes")).map((volume, index) =>
    useAt(document, pod, {
      image: descend(document, volume, ["image", "reference"]),
      path: `${path}.volumes[${index}].image.reference`,
      container: null,
      slot: "volume",
      pullPolicy: pullPolicyOf(text(document, descend(document, volume, ["image", "pullPolicy"]))),
    }),
  );
  return [...containers, ...volumes].filter((use) => use !== null);
}

/** The names in a list of references to secrets: `[{ name: regcred }]`. */
export function secretNames(document: ParsedDocument, secrets: Value | null): readonly string[] {
  return elements(document, secrets)
    .map((secret) => text(document, member(document, secret, "name")) ?? "")
    .filter((name) => name !== "");
}

/** What all uses of one pod share. */
type PodFacts = Pick<
  ImageUse,
  | "source"
  | "apiVersion"
  | "kind"
  | "name"
  | "namespace"
  | "via"
  | "pullSecrets"
  | "serviceAccount"
  | "nodes"
  | "overriddenBy"
>;

function podFacts(document: ParsedDocument, { object, value, source }: PodSpec): PodFacts {
  const { apiVersion, kind, name, namespace } = object;
  const named = text(document, member(document, value, "serviceAccountName"));
  // `serviceAccount` is the field's deprecated alias, which the API server still reads.
  const legacy = text(document, member(document, value, "serviceAccount"));
  return {
    source,
    apiVersion,
    kind,
    name,
    namespace,
    via: null,
    pullSecrets: secretNames(document, member(document, value, "imagePullSecrets")),
    serviceAccount: named || legacy || null,
    nodes: nodesOf(document, value),
    overriddenBy: null,
  };
}

interface Place extends Pick<ImageUse, "path" | "container" | "slot" | "pullPolicy"> {
  readonly image: Value | null;
}

function useAt(document: ParsedDocument, pod: PodFacts, { image: value, ...place }: Place): ImageUse | null {
  const image = text(document, value);
  if (value === null || image === null || image.trim() === "") return null;
  return {
    image,
    span: spanOf(document, value.node),
    frame: { before: "", after: "" },
    target: { kind: "named", name: image },
    ...pod,
    ...place,
    related: aliasPlaces(document, value.aliases),
  };
}

const pullPolicies: readonly PullPolicy[] = ["Always", "IfNotPresent", "Never"];

/** Anything else is refused by the API server before the kubelet sees it. */
function pullPolicyOf(written: string | null): PullPolicy | null {
  return pullPolicies.find((policy) => policy === written) ?? null;
}
