// A password that everybody who reads the repository has: base64 hides nothing.
import { descriptorOf } from "../manifests/names.ts";
import { listed } from "./names.ts";
import type { SecretRule } from "./rule.ts";

export const pullSecretInGit: SecretRule = {
  id: "pull-secret-in-git",
  title: "a pull secret is in Git in clear text",
  over: "secret",
  check({ secret }) {
    const { reading, name, object } = secret;
    // What comes down a pipe was perhaps never committed.
    if (reading.kind !== "config" || descriptorOf(object.span.file.path) !== null) return null;
    const open = reading.entries.filter(({ secret }) => secret.reveal() !== "");
    if (open.length === 0) return null;
    const keys = listed([...new Set(open.map(({ written }) => `"${written}"`))], 3);
    return {
      severity: "warning",
      message: `Secret ${name} holds the password for ${keys} in clear text: whoever reads the repository has it`,
      kubelet: null,
      fix: "change the password, and keep it elsewhere: SealedSecret, ExternalSecret or SOPS make the Secret in the cluster",
    };
  },
};
