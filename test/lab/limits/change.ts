// A change as the forecast meets it: what a base runs, what the change adds, and where the pods of both would be.
import { stringify } from "yaml";
import { fillDigests } from "../../support/registry/contents.ts";
import type { World } from "../../support/registry/world.ts";

export interface Workload {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "Pod";
  readonly name: string;
  /** Of each container; `{{digest docker.io/lab/web:1}}` is filled in. */
  readonly images: readonly [string, ...string[]];
  readonly initImages?: readonly string[];
  /** Where the kind has them: one, unless said otherwise. */
  readonly replicas?: number;
}

/** A pull secret that all pods name, in the manifests with its content. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

/** The manifests of some workloads, as one file. */
export function manifestOf(workloads: readonly Workload[], account: Account | null, world: World): string {
  const secrets = account === null ? [] : [secretOf(account)];
  const objects = [...secrets, ...workloads.map((workload) => objectOf(workload, account))];
  return fillDigests(world, objects.map((one) => stringify(one)).join("---\n"));
}

/** What each node pulls, in order, and each image once: as a scheduler would spread the pods over so many nodes. */
export function imagesByNode(
  workloads: readonly Workload[],
  nodes: number,
  world: World,
): readonly (readonly string[])[] {
  const images = Array.from({ length: nodes }, () => new Set<string>());
  let next = 0;
  for (const workload of workloads) {
    const pods = Math.min(podsOf(workload, nodes), nodes);
    for (let pod = 0; pod < pods; pod += 1) {
      for (const image of [...(workload.initImages ?? []), ...workload.images]) {
        images[(next + pod) % nodes]?.add(fillDigests(world, image));
      }
    }
    next += pods;
  }
  return images.map((some) => [...some]);
}

function podsOf({ kind, replicas = 1 }: Workload, nodes: number): number {
  switch (kind) {
    case "DaemonSet":
      return nodes;
    case "Pod":
      return 1;
    case "Deployment":
    case "StatefulSet":
      return replicas;
  }
}

function objectOf({ kind, name, images, initImages = [], replicas }: Workload, account: Account | null): object {
  const container = (image: string, index: number): object => ({ name: `c${index}`, image });
  const spec = {
    ...(account === null ? {} : { imagePullSecrets: [{ name: "hub" }] }),
    ...(initImages.length === 0
      ? {}
      : { initContainers: initImages.map((image, index) => ({ name: `i${index}`, image })) }),
    containers: images.map(container),
  };
  const metadata = { name, namespace: "shop" };
  if (kind === "Pod") return { apiVersion: "v1", kind, metadata, spec };
  const labels = { app: name };
  const template = { metadata: { labels }, spec };
  const more = replicas === undefined ? {} : { replicas };
  return { apiVersion: "apps/v1", kind, metadata, spec: { ...more, selector: { matchLabels: labels }, template } };
}

function secretOf({ user, password }: Account): object {
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "hub", namespace: "shop" },
    type: "kubernetes.io/dockerconfigjson",
    stringData: { ".dockerconfigjson": JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth } } }) },
  };
}
