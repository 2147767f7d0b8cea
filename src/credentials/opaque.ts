// What a use's pull secrets leave open, and what they end.
import type { ConfigFault, Credentials, NamedSecret } from "../model.ts";

/** Why the kubelet pulls no image of a pod at all: an entry that it can't read, in any of its secrets; `null` where there is none. */
export function stoppedBy({ secrets }: Pick<Credentials, "secrets">): ConfigFault | null {
  for (const { found, isPartial } of secrets) {
    if (isPartial || found.kind !== "there" || found.secret.reading.kind !== "faulty") continue;
    if (found.secret.reading.fault.by === "kubelet") return found.secret.reading.fault;
  }
  return null;
}

/** Pull secrets that are in the cluster and whose content is not known here, `namespace/name`: what is refused here they may open. */
export function opaqueSecretsOf({ secrets }: Pick<Credentials, "secrets">): readonly string[] {
  return secrets.filter(isOpaque).map(({ name }) => name);
}

function isOpaque({ found, isPartial }: NamedSecret): boolean {
  if (isPartial) return found.kind !== "missing";
  if (found.kind !== "there") return found.kind === "opaque";
  const { reading } = found.secret;
  return reading.kind === "opaque" || (reading.kind === "config" && reading.entries.some(({ isText }) => !isText));
}
