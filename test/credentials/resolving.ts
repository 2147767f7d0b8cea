// Resolves the credentials of one use among what a test wishes there were.
import { credentialLabel } from "../../src/credentials/candidate.ts";
import { resolveCredentials } from "../../src/credentials/resolve.ts";
import { seal } from "../../src/credentials/secret.ts";
import { type CredentialSources, noLogins, readSources } from "../../src/credentials/sources.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { AccessObjects, Candidate, Credentials, ImageUse, Reference, ServiceAccount } from "../../src/model.ts";
import { named } from "../support/credentials.ts";
import { settingsOf } from "../support/settings.ts";
import { useOf } from "../support/uses.ts";

const nginx: Reference = { registry: "docker.io", repository: "library/nginx", tag: "1", digest: null };
export const node: Candidate = { kind: "login", holder: "node", username: "ci", secret: seal("canary-3f9c") };

export function use(more: Partial<ImageUse>): ImageUse {
  return useOf("nginx:1", { namespace: "shop", namespaces: ["shop"], ...more });
}

export interface Wish {
  readonly use?: Partial<ImageUse>;
  readonly accounts?: readonly ServiceAccount[];
  readonly access?: Partial<AccessObjects>;
  readonly settings?: string;
  readonly nodes?: CredentialSources["nodes"];
}

export function resolved({
  use: more = {},
  accounts = [],
  access = {},
  settings = "",
  nodes = noLogins("none"),
}: Wish): Credentials {
  const extraction = { serviceAccounts: accounts, access: { ...noAccess, ...access } };
  return resolveCredentials(use(more), nginx, readSources(extraction, settingsOf(settings), nodes));
}

/** `secret shop/a alice:one`, `node ci`, `anonymous`. */
export function shown({ candidates }: Credentials): readonly string[] {
  return candidates.map((candidate) => {
    const label = credentialLabel(candidate);
    return candidate.kind === "login" ? `${label} ${candidate.username}:${candidate.secret.reveal()}` : label;
  });
}

export const pod = (...names: readonly string[]): Partial<ImageUse> => ({ pullSecrets: names.map(named) });
export const runner = { ...noLogins("runner"), for: () => [node] };
export const hub = "https://index.docker.io/v1/";
