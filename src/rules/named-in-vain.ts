// What a reader has to look at where pull secrets are named, and none of them brings a login: more of the same doesn't help.
import { isBlank } from "../credentials/candidate.ts";
import type { ConfigEntry, NamedSecret, Reference, Subject } from "../model.ts";
import { keyMeant } from "./key-meant.ts";
import { listed } from "./names.ts";
import { familyOf } from "./registry-families.ts";
import { wordingOf } from "./wording.ts";

/** What to do about the secrets that are named, with the rule that tells more; `null` where none is named, or none is at fault. */
export function adviceOnNamed(subject: Subject, reference: Reference): string | null {
  const { use, credentials } = subject;
  const { secrets, shadowed } = credentials;
  const isOfPod = use.slot !== "artifact";
  const owner = secrets.some(({ by }) => by === "service-account") ? "ServiceAccount" : wordingOf(use).owner;
  const hidden = isOfPod && shadowed.length > 0 ? [hiding(shadowed.map(({ name }) => `"${name}"`))] : [];
  const faults = [...secrets.flatMap((one) => fault(one, reference, isOfPod) ?? []), ...hidden];
  if (faults.length > 0) return `see to what the ${owner} names: ${listed(faults, 2)}`;
  // Nodes that have a login of their own need none in a secret, which may be for another image.
  const spare = secrets.find(({ found }) => found.kind === "there" && found.secret.reading.kind === "config");
  if (spare === undefined || familyOf(reference.registry).nodesHaveTheirOwnLogin) return null;
  return `add a login for ${reference.registry} to pull secret "${spare.name}", which the ${owner} names`;
}

/** Why a secret is of no use for any image of the registry; `null` where it is only for another one, or not known. */
function fault({ name, found }: NamedSecret, reference: Reference, isOfPod: boolean): string | null {
  const secret = `pull secret "${name}"`;
  // What pull-secret-unmatched says is said of pods alone.
  const unmatched = isOfPod ? " (pull-secret-unmatched)" : "";
  switch (found.kind) {
    case "missing":
      return found.elsewhere.length === 0
        ? `${secret} is nowhere (pull-secret-missing)`
        : `${secret} is in namespace ${listed(found.elsewhere, 2)} alone${unmatched}`;
    case "opaque":
      return null;
    case "there":
      break;
  }
  const { reading } = found.secret;
  switch (reading.kind) {
    case "opaque":
      return null;
    case "other-type":
      return isOfPod ? `${secret} is of type "${reading.type}", which the kubelet passes by${unmatched}` : null;
    case "faulty":
      return `${secret} can't be read (pull-secret-invalid)`;
    case "config":
      break;
  }
  if (reading.entries.every(isEmpty)) return `${secret} has no user and password in it (pull-secret-invalid)`;
  if (found.matching.length > 0)
    return `${secret} has no user and password for ${listed(quotedAll(found.matching), 2)}`;
  const near = reading.entries.find((entry) => keyMeant(entry, reference) !== null);
  if (near === undefined || !isOfPod) return null;
  return `the key "${near.written}" in ${secret} has to be "${keyMeant(near, reference)}"${unmatched}`;
}

function isEmpty({ username, secret }: ConfigEntry): boolean {
  return isBlank({ kind: "login", holder: "node", username, secret });
}

function quotedAll(names: readonly string[]): readonly string[] {
  return names.map((name) => `"${name}"`);
}

function hiding(names: readonly string[]): string {
  return `its list hides ${listed(names, 2)} of the ServiceAccount (pull-secret-shadowed)`;
}
