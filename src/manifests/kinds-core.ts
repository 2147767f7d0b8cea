// The workload kinds of Kubernetes itself. Source: the API reference; `extensions` as it was up to 1.15.
import type { KindRow } from "./kinds.ts";

export const coreKinds: readonly KindRow[] = [
  { groups: [""], kinds: ["Pod"], pods: ["spec"] },
  { groups: [""], kinds: ["PodTemplate"], pods: ["template.spec"] },
  { groups: [""], kinds: ["ReplicationController"], pods: ["spec.template.spec"] },
  { groups: ["apps", "extensions"], kinds: ["ReplicaSet", "Deployment", "DaemonSet"], pods: ["spec.template.spec"] },
  { groups: ["apps"], kinds: ["StatefulSet"], pods: ["spec.template.spec"] },
  { groups: ["batch", "extensions"], kinds: ["Job"], pods: ["spec.template.spec"] },
  { groups: ["batch"], kinds: ["CronJob"], pods: ["spec.jobTemplate.spec.template.spec"] },
];

/** Does the kind, in one group or another, start pods? */
export function isWorkloadKind(kind: string): boolean {
  return coreKinds.some(({ kinds }) => kinds.includes(kind));
}
