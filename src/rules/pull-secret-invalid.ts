// A pull secret that can't be read: by the API server, which refuses it, or by the kubelet, which then pulls nothing for its pods.
import type { ConfigEntry, PullSecret, SecretSubject, Subject } from "../model.ts";
import { misplacedAuths, type MisplacedAuths } from "../credentials/misplaced-auths.ts";
import { listed } from "./names.ts";
import type { Draft, SecretRule } from "./rule.ts";
import { pulledName } from "./wording.ts";

export const pullSecretInvalid: SecretRule = {
  id: "pull-secret-invalid",
  title: "a pull secret can't be read",
  over: "secret",
  check(subject) {
    const { secret } = subject;
    switch (secret.reading.kind) {
      case "faulty":
        return faulty(subject, secret.reading.fault);
      case "config":
        return unusable(secret, secret.reading);
      case "opaque":
      case "other-type":
        return null;
    }
  },
};

type Faulty = Extract<PullSecret["reading"], { kind: "faulty" }>;

function faulty(
  { secret, uses }: SecretSubject,
  fault: Faulty["fault"],
): Draft & { readonly about: readonly Subject[] } {
  const { where, what, instead, by, words } = fault;
  const complaint = `Secret ${secret.name}: ${where} ${what}`;
  if (by === "api-server") {
    return {
      severity: "error",
      message: `${complaint}, so the API server does not take it`,
      kubelet: null,
      fix: `write ${instead}`,
      about: [],
    };
  }
  // What is never pulled is stopped by nothing.
  const about = uses.filter(({ outcome }) => outcome.kind === "not-asked" && outcome.why === "secret-unreadable");
  const [first] = about;
  return {
    severity: "error",
    message: `${complaint}; the kubelet refuses every image of a pod that names it`,
    kubelet: first === undefined ? null : `Failed to pull image "${pulledName(first.use)}": ${words}`,
    fix: `write ${instead}`,
    about,
  };
}

/** It can be read, and there is nothing in it that a node could log in with. */
function unusable(secret: PullSecret, reading: Extract<PullSecret["reading"], { kind: "config" }>): Draft | null {
  const { name } = secret;
  const { entries, unread } = reading;
  const bytes = entries.filter(({ isText }) => !isText);
  if (bytes.length > 0) {
    return {
      severity: "warning",
      message: `Secret ${name}: user or password of ${keysOf(bytes)} is no UTF-8 text, which not every kubelet can hand on`,
      kubelet: null,
      fix: "write the base64 of USER:PASSWORD in UTF-8",
    };
  }
  const misplaced = misplacedAuths(secret);
  if (misplaced !== null) return inTheOtherForm(name, misplaced);
  const blank = entries.filter(({ username, secret }) => username === "" || secret.reveal() === "");
  if (blank.length < entries.length) return null;
  const ignored = [...new Set([...unread, ...blank.flatMap((entry) => entry.unread)])];
  const said = entries.length === 0 ? "has no entry" : `has no user and password for ${keysOf(blank)}`;
  const because = ignored.length === 0 ? "" : `; the kubelet does not know ${listed(ignored, 4)}`;
  return {
    severity: "warning",
    message: `Secret ${name} ${said}, so the registry is asked anonymously${because}`,
    kubelet: null,
    fix: "write user and password into it: kubectl create secret docker-registry NAME --docker-server=HOST --docker-username=USER --docker-password=PASSWORD",
  };
}

function inTheOtherForm(name: string, { kind, registries }: MisplacedAuths): Draft {
  const those = listed(
    registries.map((registry) => `"${registry}"`),
    3,
  );
  const [said, fix] =
    kind === "missing"
      ? [`"auths" is missing around ${those} in .dockerconfigjson`, 'write {"auths":{…}} around what it holds']
      : [
          `"auths" is around ${those} in .dockercfg, where the kubelet takes it for a registry`,
          'take "auths" away, or keep it under .dockerconfigjson in a Secret of type kubernetes.io/dockerconfigjson',
        ];
  return {
    severity: "warning",
    message: `Secret ${name}: ${said}, so the kubelet finds no login for ${registries.length > 1 ? "them" : "it"}`,
    kubelet: null,
    fix,
  };
}

function keysOf(entries: readonly ConfigEntry[]): string {
  return listed(
    entries.map(({ written }) => `"${written}"`),
    3,
  );
}
