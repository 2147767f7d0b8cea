// A PodSpec → the places where its pull of images would start.
import type { ImageUse, PullPolicy, UseSource } from "../model.ts";
import type { KubernetesObject } from "./objects.ts";
import type { ParsedDocument } from "./parse.ts";
import { type PodFacts, podFacts } from "./pod-facts.ts";
import { aliasPlaces, spanOf } from "./spans.ts";
import { descend, elements, member, text, type Value } from "./values.ts";

/** One PodSpec within an object. */
interface PodSpec {
  readonly object: Omit<KubernetesObject, "value">;
  readonly value: Value;
  /** From the object's root: `spec.template.spec`; empty where it is the root itself. */
  readonly path: string;
  readonly source: UseSource;
  /** The mappings around it that may say what it leaves out; none for Kubernetes' own kinds. */
  readonly scopes?: readonly Value[];
}

/** The lists of containers that the kubelet pulls for, in its order (KEP-277 for the ephemeral ones). */
export const containerLists = ["initContainers", "containers", "ephemeralContainers"] as const;

/** Every use of an image in a PodSpec; nothing for a container without one, as in patches and OpenShift's stubs. */
export function usesIn(document: ParsedDocument, podSpec: PodSpec): readonly ImageUse[] {
  const { value, path, object, source, scopes = [] } = podSpec;
  const pod = podFacts(document, object, [value, ...scopes], source);
  const root = path === "" ? "" : `${path}.`;
  const containers = containerLists.flatMap((list) =>
    elements(document, member(document, value, list)).map((container, index) =>
      useAt(document, pod, {
        image: member(document, container, "image"),
        path: `${root}${list}[${index}].image`,
        container: text(document, member(document, container, "name")),
        slot: "container",
        pullPolicy: pullPolicyOf(text(document, member(document, container, "imagePullPolicy"))),
      }),
    ),
  );
  const volumes = elements(document, member(document, value, "volumes")).map((volume, index) =>
    useAt(document, pod, {
      image: descend(document, volume, ["image", "reference"]),
      path: `${root}volumes[${index}].image.reference`,
      container: null,
      slot: "volume",
      pullPolicy: pullPolicyOf(text(document, descend(document, volume, ["image", "pullPolicy"]))),
    }),
  );
  return [...containers, ...volumes].filter((use) => use !== null);
}

/** Where an image stands in its object, and what is said beside it. */
interface Place extends Pick<ImageUse, "path" | "container" | "slot" | "pullPolicy"> {
  readonly image: Value | null;
}

/** A text that is a whole image; `null` where there is none, or nothing but white space. */
export function useAt(document: ParsedDocument, pod: PodFacts, { image: value, ...place }: Place): ImageUse | null {
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
export function pullPolicyOf(written: string | null): PullPolicy | null {
  return pullPolicies.find((policy) => policy === written) ?? null;
}
