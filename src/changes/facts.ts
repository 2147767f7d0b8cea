// Everything that a verdict rests on, as far as a change can touch it: where two are equal, there is nothing to judge anew.
import { missingIn } from "../credentials/bindings.ts";
import { factsOf, namedSecretsOf } from "../credentials/named-secrets.ts";
import { secretListsOf } from "../credentials/secret-lists.ts";
import { type CredentialSources, noLogins, readSources } from "../credentials/sources.ts";
import type { Extraction, Ignore, ImageUse, RoleBinding, ServiceAccount } from "../model.ts";
import { printBuild } from "../registries/platforms.ts";
import { privateRegistryMatcher } from "../registries/private.ts";
import { readUse } from "../registries/read-use.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * Does a setting bear on what is said of every use, as it is written? Not so what says which files are read, how registries are
 * asked and what makes the exit code; nor what is looked at use by use below.
 */
const bears: Readonly<Record<keyof Settings, boolean>> = {
  paths: false,
  exclude: false,
  depth: true,
  platforms: false,
  containerd: true,
  failOn: false,
  strict: true,
  rules: true,
  namespace: false,
  nodeCredentials: false,
  externalSecrets: false,
  privateRegistries: false,
  insecureRegistries: true,
  mirrors: false,
  caFiles: false,
  ignore: false,
  imagePaths: false,
  nodes: false,
  egressAddresses: false,
  pullBudget: false,
  cacheDir: false,
  waitMs: false,
  waitFor: false,
  timeoutMs: false,
  connectTimeoutMs: false,
  concurrency: false,
};

const bearing: ReadonlyMap<string, boolean> = new Map(Object.entries(bears));

/** What counts of one tree, under its own settings, beside its own Secrets, roles and accounts. */
export interface Facts {
  readonly ofUse: (use: ImageUse) => string;
  /** What it names and is nowhere: what goes without its binding is the change's doing. */
  readonly ofBinding: (binding: RoleBinding) => unknown;
  readonly ofAccount: (account: ServiceAccount) => unknown;
}

/** `onUse`: what is ignored there. */
export function factsIn(
  extraction: Pick<Extraction, "access" | "serviceAccounts" | "uses">,
  settings: Settings,
  onUse: ReadonlyMap<ImageUse, readonly Ignore[]>,
): Facts {
  const sources = readSources(extraction, settings, noLogins(settings.nodeCredentials.kind));
  const missing = missingIn(extraction, sources);
  return {
    ofUse: useFacts(settings, sources, onUse),
    ofBinding: (binding) => {
      const { missingRole, missingSubjects } = missing(binding);
      return [missingRole !== null, missingSubjects.map(({ name, namespace }) => [namespace, name])];
    },
    ofAccount: (account) =>
      namedSecretsOf(account, { by: "service-account", names: account.pullSecrets }, sources).map(({ name, found }) => [
        name,
        found.kind,
        found.kind === "missing" && found.elsewhere.length > 0,
      ]),
  };
}

function useFacts(
  settings: Settings,
  sources: CredentialSources,
  onUse: ReadonlyMap<ImageUse, readonly Ignore[]>,
): Facts["ofUse"] {
  const { nodeCredentials } = settings;
  const nodes = nodeCredentials.kind === "file" ? nodeCredentials.path : nodeCredentials.kind;
  const isPrivate = privateRegistryMatcher(settings.privateRegistries);
  // By what they name, and not by the line that names it.
  const route = [settings.mirrors.map(({ path }) => path), settings.caFiles.map(({ host, path }) => [host, path])];
  const general = [...Object.entries(settings).filter(([name]) => bearing.get(name) === true), route];
  return (use) => {
    const { parsed, platforms } = readUse(use, settings);
    return JSON.stringify([
      use.image,
      use.target,
      use.pullPolicy,
      use.overriddenBy !== null,
      platforms.map(printBuild).toSorted(),
      parsed.kind === "reference" && isPrivate(parsed.reference.registry),
      nodes,
      credentialsOf(use, sources),
      (onUse.get(use) ?? []).map(({ rules, reason, until }) => [rules, reason, until]),
      general,
    ]);
  };
}

/** What is named, and what each name stands for: a Secret by what it holds, which only a mark tells. */
function credentialsOf(use: ImageUse, sources: CredentialSources): unknown {
  const lists = secretListsOf(use, sources);
  const secrets = namedSecretsOf(use, lists, sources).map(({ name, found }) => [name, factsOf(found)]);
  return [use.serviceAccount?.name, lists.missingAccount !== null, lists.open, lists.shadowed.length, secrets];
}
