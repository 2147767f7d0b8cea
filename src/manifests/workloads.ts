// Which kinds start pods, and where in them the PodSpec is. Data only: a kind more is a line more.
import type { UseSource } from "../model.ts";

/** A kind that holds PodSpecs. */
export interface Workload {
  /** API groups, in any version; `""` is the core group. */
  readonly groups: readonly string[];
  readonly kind: string;
  /** Ways from the object's root to its PodSpecs. */
  readonly podSpecs: readonly string[];
  readonly source: UseSource;
}

/** The workload kinds of Kubernetes itself; source: the API reference, `extensions` as it was up to 1.15. */
const workloads: readonly Workload[] = [
  { groups: [""], kind: "Pod", podSpecs: ["spec"], source: "core" },
  { groups: [""], kind: "PodTemplate", podSpecs: ["template.spec"], source: "core" },
  { groups: [""], kind: "ReplicationController", podSpecs: ["spec.template.spec"], source: "core" },
  { groups: ["apps", "extensions"], kind: "ReplicaSet", podSpecs: ["spec.template.spec"], source: "core" },
  { groups: ["apps", "extensions"], kind: "Deployment", podSpecs: ["spec.template.spec"], source: "core" },
  { groups: ["apps", "extensions"], kind: "DaemonSet", podSpecs: ["spec.template.spec"], source: "core" },
  { groups: ["apps"], kind: "StatefulSet", podSpecs: ["spec.template.spec"], source: "core" },
  { groups: ["batch", "extensions"], kind: "Job", podSpecs: ["spec.template.spec"], source: "core" },
  { groups: ["batch"], kind: "CronJob", podSpecs: ["spec.jobTemplate.spec.template.spec"], source: "core" },
];

const byKind = Map.groupBy(workloads, ({ kind }) => kind);

/** Does the kind, in one group or another, start pods? */
export function isWorkloadKind(kind: string): boolean {
  return byKind.has(kind);
}

/** The table's entry for an object; `null` where its group and kind start no pod that is known. */
export function workloadOf(apiVersion: string, kind: string): Workload | null {
  const slash = apiVersion.indexOf("/");
  const group = slash === -1 ? "" : apiVersion.slice(0, slash);
  return byKind.get(kind)?.find(({ groups }) => groups.includes(group)) ?? null;
}
