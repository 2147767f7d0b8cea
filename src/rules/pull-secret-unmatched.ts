// A pull secret that is there and of no use where it is named: of the wrong type, in another namespace, or for another host.
import type { NamedSecret, PullSecret, Reference, Subject } from "../model.ts";
import { keyMeant } from "./key-meant.ts";
import { listed } from "./names.ts";
import { notRetrieved } from "./pull-secret-missing.ts";
import type { NameRule, PlacedDraft } from "./rule.ts";

export const pullSecretUnmatched: NameRule = {
  id: "pull-secret-unmatched",
  title: "a pull secret is of no use where it is named",
  over: "name",
  check(subject) {
    const { use, parsed, credentials } = subject;
    // Who fetches artifacts may have other types, and other keys.
    if (use.slot === "artifact") return [];
    return credentials.secrets.flatMap((one): readonly PlacedDraft[] => {
      const { found } = one;
      if (found.kind === "missing" && found.elsewhere.length > 0) return [outOfReach(one, found.elsewhere)];
      if (found.kind !== "there") return [];
      const { secret } = found;
      if (secret.reading.kind === "other-type") return [ofOtherType(secret, secret.reading, one)];
      // What not every namespace has is held against no image: whether its key is right, nothing has shown.
      return found.isIdle && !one.isPartial && parsed.kind === "reference"
        ? forOtherHost(secret, parsed.reference, one, subject)
        : [];
    });
  },
  checkAccount({ secrets }) {
    return secrets.flatMap((one) => {
      const { found } = one;
      return found.kind === "missing" && found.elsewhere.length > 0 ? [outOfReach(one, found.elsewhere)] : [];
    });
  },
};

function outOfReach({ named, name }: NamedSecret, elsewhere: readonly string[]): PlacedDraft {
  const [namespace = ""] = name.includes("/") ? name.split("/", 1) : [];
  const there = listed(elsewhere, 3);
  return {
    severity: "warning",
    message: `pull secret "${name}" is not there: the Secret of that name is in namespace ${there}, and pods use those of their own alone`,
    kubelet: notRetrieved(named.name),
    fix: `add it to namespace ${namespace}, or list it in external-secrets if the cluster has it there`,
    at: { span: named.span, name },
  };
}

function ofOtherType(
  secret: PullSecret,
  { type, hasConfig }: Extract<PullSecret["reading"], { kind: "other-type" }>,
  { named }: NamedSecret,
): PlacedDraft {
  const key = secret.object.values[0]?.key ?? ".dockerconfigjson";
  const wanted = `kubernetes.io/${key.slice(1)}`;
  return {
    severity: "warning",
    message: `Secret ${secret.name} is of type "${type}", which the kubelet passes by, though pods name it as a pull secret`,
    kubelet: null,
    fix: hasConfig
      ? `make its type ${wanted}, and create it anew: a Secret's type can't be changed`
      : `create it with kubectl create secret docker-registry: its type has to be ${wanted}`,
    ...(hasConfig && secret.object.type !== null ? { suggestion: { replacement: wanted } } : {}),
    related: [{ span: named.span, message: "named here" }],
    at: { span: secret.span, name: secret.name },
  };
}

/** Said only of a key that is plainly meant for the image's registry: a pod may name secrets that it has no need of. */
function forOtherHost(
  secret: PullSecret,
  reference: Reference,
  { named }: NamedSecret,
  { credentials }: Subject,
): readonly PlacedDraft[] {
  const { reading } = secret;
  if (reading.kind !== "config" || credentials.candidates.some(({ kind }) => kind !== "anonymous")) return [];
  const meant = reading.entries.flatMap((entry) => {
    const right = keyMeant(entry, reference);
    return right === null ? [] : [{ written: entry.written, right }];
  });
  const [first] = meant;
  if (first === undefined) return [];
  return [
    {
      severity: "warning",
      message: `Secret ${secret.name}: the key "${first.written}" is for no image of ${reference.registry} to the kubelet`,
      kubelet: null,
      fix: `make the key "${first.right}"`,
      related: [{ span: named.span, message: "named here" }],
      at: { span: secret.span, name: secret.name },
    },
  ];
}
