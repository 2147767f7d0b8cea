// Pull secrets for Docker Hub among the manifests: a login that pods could name.
import type { PullSecret } from "../model.ts";
import { loginMark } from "./candidate.ts";

/** A login that is there, whoever pulls with it. */
export interface HubLogin {
  /** `shop/regcred`. */
  readonly secret: string;
  /** Where it lands; empty where nobody says. */
  readonly namespaces: readonly string[];
  /** Of its logins (`candidateMark`). */
  readonly marks: readonly string[];
}

/** The keys, as the kubelet keeps them, that match Docker Hub's images (kubernetes `pkg/credentialprovider/keyring.go`). */
const hubKeys: ReadonlySet<string | null> = new Set(["docker.io", "index.docker.io"]);

export function hubLoginsIn(secrets: readonly PullSecret[]): readonly HubLogin[] {
  return secrets.flatMap(({ name, object, reading }) => {
    const entries = reading.kind === "config" ? reading.entries : [];
    const logins = entries.filter((entry) => hubKeys.has(entry.key) && loginMark(entry) !== "blank");
    return logins.length === 0 ? [] : [{ secret: name, namespaces: object.namespaces, marks: logins.map(loginMark) }];
  });
}
