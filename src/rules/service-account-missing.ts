// A ServiceAccount that a pod names and that is not among the manifests: until it is there, no pod is created.
import { isMadeElsewhere, isOfOperatorBundle } from "../credentials/known-accounts.ts";
import { placeholderIn } from "../references/placeholder.ts";
import { workloadName } from "./fingerprint.ts";
import type { NameRule } from "./rule.ts";

export const serviceAccountMissing: NameRule = {
  id: "service-account-missing",
  title: "a ServiceAccount is not among the manifests",
  over: "name",
  check({ use, credentials }) {
    const account = credentials.missingAccount;
    if (account === null || isMadeElsewhere(account.name) || isOfOperatorBundle(use)) return [];
    const [namespace] = use.namespaces;
    // Which account it is, is told when the namespace is.
    if (namespace === undefined && placeholderIn(use.namespace ?? "") !== null) return [];
    const name = namespace === undefined ? account.name : `${namespace}/${account.name}`;
    const isOfPod = use.slot !== "artifact";
    return [
      {
        severity: "notice",
        message: `ServiceAccount "${name}", which ${workloadName(use)} names, is not among the manifests: its pull secrets are not known${isOfPod ? ", and without it no pod is created" : ""}`,
        // kubernetes `plugin/pkg/admission/serviceaccount/admission.go`; what makes the pods tells it.
        kubelet: isOfPod
          ? `Error creating: pods "…" is forbidden: error looking up service account ${name}: serviceaccount "${account.name}" not found`
          : null,
        fix: "add it to the manifests, or ask the cluster whether it is there: kubectl get serviceaccount",
        at: { span: account.span, name },
      },
    ];
  },
};
