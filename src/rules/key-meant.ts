// A docker config's key that is plainly meant for an image's registry and doesn't match: what it would have to be.
import type { ConfigEntry, Reference } from "../model.ts";

/** Names of Docker Hub that people know and the kubelet doesn't (`pkg/credentialprovider/keyring.go`). */
const hubNames: ReadonlySet<string> = new Set([
  "docker.com",
  "hub.docker.com",
  "cloud.docker.com",
  "auth.docker.io",
  "registry-1.docker.io",
  "registry.hub.docker.com",
  "index.docker.io",
  "docker.io",
]);

/** The right key, where the entry's differs from it in nothing but its spelling; `null` where it is for something else. */
export function keyMeant({ key, written }: ConfigEntry, { registry }: Reference): string | null {
  const [host = "", ...path] = (key ?? written.replace(/^\w+:\/\//, "")).split("/");
  // A path says for whom it is, unless it is the API's version.
  const isVersion = path.every((part) => /^(?:v[12])?$/.test(part));
  const name = host.toLowerCase().replace(/:(?:443)?$/, "");
  if (registry === "docker.io") return hubNames.has(name) && isVersion ? "https://index.docker.io/v1/" : null;
  const isSame = name === registry.toLowerCase().replace(/:443$/, "");
  return isSame && (isVersion || key === null) ? registry : null;
}
