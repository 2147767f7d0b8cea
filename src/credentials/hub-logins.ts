// Pull secrets for Docker Hub among the manifests: a login that pods could name.
import type { PullSecret } from "../model.ts";

/** A login that is there, whoever pulls with it. */
export interface HubLogin {
  /** `shop/regcred`. */
  readonly secret: string;
  /** Where it lands; empty where nobody says. */
  readonly namespaces: readonly string[];
}

/** The keys by which docker and the kubelet know Docker Hub (kubernetes `pkg/credentialprovider/keyring.go`, defaultRegistryKey). */
const hubKey = /^(?:index\.)?docker\.io(?:\/v[12]\/?)?$/;

export function hubLoginsIn(secrets: readonly PullSecret[]): readonly HubLogin[] {
  return secrets.flatMap(({ name, object, reading }) => {
    const isForHub =
      reading.kind === "config" &&
      reading.entries.some(({ key, username }) => username !== "" && hubKey.test(key ?? ""));
    return isForHub ? [{ secret: name, namespaces: object.namespaces }] : [];
  });
}
