// Accounts that no manifest holds and that are there all the same, or whose name is not known yet.
import { groupOf } from "../manifests/groups.ts";
import type { ImageUse } from "../model.ts";
import { placeholderIn } from "../references/placeholder.ts";

/**
 * Made in each namespace: `default` by Kubernetes, `builder` and `deployer` by OpenShift (openshift-controller-manager,
 * `serviceaccounts`), `pipeline` by OpenShift Pipelines.
 */
const everywhere: ReadonlySet<string> = new Set(["default", "builder", "deployer", "pipeline"]);

/** An account of this name needs no manifest: each namespace has it, or a template or a script fills the name in. */
export function isMadeElsewhere(name: string): boolean {
  // Cloud Run's are those of Google Cloud, `web@project.iam.gserviceaccount.com`; no object of Kubernetes has an at-sign.
  return everywhere.has(name) || name.includes("@") || placeholderIn(name) !== null;
}

/** OLM makes the accounts of what it installs (operator-lifecycle-manager, `pkg/controller/install/deployment.go`). */
export function isOfOperatorBundle({ apiVersion, kind }: Pick<ImageUse, "apiVersion" | "kind">): boolean {
  return kind === "ClusterServiceVersion" && groupOf(apiVersion) === "operators.coreos.com";
}
