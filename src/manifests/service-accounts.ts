// ServiceAccounts among the manifests: their pull secrets are added to every pod that names none of its own.
import type { ServiceAccount } from "../model.ts";
import type { Held } from "./held-objects.ts";
import { placedIn } from "./placed-in.ts";
import { secretNames } from "./named.ts";
import { member } from "./values.ts";

/** The ServiceAccount that an object is; `null` for any other. */
export function serviceAccountOf(held: Held): ServiceAccount | null {
  const { document, object } = held;
  if (object.apiVersion !== "v1" || object.kind !== "ServiceAccount") return null;
  const pullSecrets = secretNames(document, member(document, object.value, "imagePullSecrets"));
  return { ...placedIn(held), pullSecrets, isPatched: false };
}
