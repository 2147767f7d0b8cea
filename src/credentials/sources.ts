// Everything that credentials can come from in a run: what the manifests hold, what settings say, and what stands for the nodes'.
import picomatch from "picomatch";
import type {
  AccessObjects,
  Candidate,
  Extraction,
  PullSecret,
  Reference,
  SecretObject,
  SecretProducer,
  ServiceAccount,
} from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import { indexPlaced, type PlacedIndex } from "./placed.ts";
import { secretReader } from "./pull-secret.ts";
import { starMatcher } from "./stars.ts";

/** What stands for the credentials that nodes have. */
export interface NodeLogins {
  readonly kind: Settings["nodeCredentials"]["kind"];
  /** Those for an image, in the order in which they would be tried. */
  for(reference: Reference): readonly Candidate[];
  /** There is one that is not shown to anybody, since a fork's pull request asks. */
  isWithheldFor(reference: Reference): boolean;
  /** What could not be used of them, a sentence each, without a secret. */
  readonly troubles: readonly string[];
}

/** Nodes without any, for runs and stages that ask nobody. */
export function noLogins(kind: NodeLogins["kind"]): NodeLogins {
  return { kind, for: () => [], isWithheldFor: () => false, troubles: [] };
}

/** What a use's credentials are looked up in. */
export interface CredentialSources {
  readonly secrets: PlacedIndex<PlacedSecret>;
  /** Every Secret, in the manifests' order. */
  readonly read: readonly PullSecret[];
  readonly accounts: PlacedIndex<ServiceAccount>;
  /** Those that have no name to go by: a template fills a part of it in. */
  readonly producers: readonly NamedProducer[];
  /** Names for "did you mean"; none where there are more than a person would look through. */
  readonly guesses: readonly string[];
  /** Does a chart's template make an account of that name, for the file that names it? */
  readonly isAccountMade: (name: string, path: string) => boolean;
  readonly isExternal: (name: string, namespaces: readonly string[]) => boolean;
  readonly namespace: string | null;
  readonly nodes: NodeLogins;
}

/** A Secret, or what makes one, where a caller finds it: of both the nearest is meant. */
interface PlacedSecret extends Pick<PullSecret["object"], "name" | "namespaces" | "span"> {
  readonly is:
    { readonly kind: "secret"; readonly secret: PullSecret } | { readonly kind: "made"; readonly by: string };
}

/** What makes Secrets, some of them under names of which a part is filled in. */
interface NamedProducer extends SecretProducer {
  /** `path`: the file that names the Secret. */
  readonly isNamed: (name: string, path: string) => boolean;
}

const mostGuesses = 500;

/** Reads every Secret once. */
export function readSources(
  { access, serviceAccounts }: Pick<Extraction, "access" | "serviceAccounts">,
  { namespace, externalSecrets }: Pick<Settings, "namespace" | "externalSecrets">,
  nodes: NodeLogins,
): CredentialSources {
  const read = distinct(access.secrets).map(secretReader());
  const named = access.producers.filter(({ name }) => !name.includes("*"));
  const placed: readonly PlacedSecret[] = [
    ...read.map((secret) => ({ ...placeOf(secret.object), is: { kind: "secret", secret } as const })),
    ...named.map((producer) => ({ ...placeOf(producer), is: { kind: "made", by: producer.by } as const })),
  ];
  const names = new Set(
    [...access.secrets, ...access.producers].map(({ name }) => name).filter((name) => !name.includes("*")),
  );
  return {
    guesses: names.size > mostGuesses ? [] : [...names],
    secrets: indexPlaced(placed, namespace),
    read,
    accounts: indexPlaced(serviceAccounts, namespace),
    producers: access.producers
      .filter(({ name }) => name.includes("*"))
      .map((producer) => ({ ...producer, isNamed: nameMatcher(producer) })),
    isAccountMade: accountMatcher(access.accountProducers),
    isExternal: externalMatcher(externalSecrets),
    namespace,
    nodes,
  };
}

/** Each Secret once: aliases repeat the very same one, at the same place. A text may be as long as a file: a number stands for it. */
function distinct(secrets: readonly SecretObject[]): readonly SecretObject[] {
  const seen = new Set<string>();
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  return secrets.filter(({ name, namespaces, span, type, values, isEncrypted, isCopied, isFilledIn }) => {
    const held = values.map(({ key, field, text }) => [key, field, numberOf(text)]);
    const place = [span.file.path, span.start, span.end, name, namespaces];
    const key = JSON.stringify([place, type?.name, held, isEncrypted, isCopied, isFilledIn]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function placeOf({ name, namespaces, span }: Omit<PlacedSecret, "is">): Omit<PlacedSecret, "is"> {
  return { name, namespaces, span };
}

/** Less is known of a name than nothing would be: what has one letter in common is no relation. */
const fewestKnown = 2;

/** A name of which nothing is known would be everybody's: it is its own chart's alone. Only a star stands for anything in one. */
function nameMatcher({ name: pattern, span }: Pick<SecretProducer, "name" | "span">): NamedProducer["isNamed"] {
  if (pattern.replaceAll(/[^\p{L}\p{N}]/gu, "").length >= fewestKnown) return starMatcher(pattern);
  const [, chart] = /^(.*\/)?templates\//.exec(span.file.path) ?? [];
  return (_, path) => chart !== undefined && path.startsWith(chart);
}

function accountMatcher(producers: AccessObjects["accountProducers"]): CredentialSources["isAccountMade"] {
  const matchers = producers.map(nameMatcher);
  return (name, path) => matchers.some((isNamed) => isNamed(name, path));
}

/** Globs of `name`, which hold in every namespace, or of `namespace/name`. */
function externalMatcher(globs: readonly string[]): CredentialSources["isExternal"] {
  // Most runs name none, and do without the library.
  if (globs.length === 0) return () => false;
  const isName = picomatch(
    globs.filter((glob) => !glob.includes("/")),
    { dot: true },
  );
  const qualified = globs.filter((glob) => glob.includes("/"));
  const isQualified = picomatch(qualified, { dot: true });
  const isSomewhere = picomatch(
    qualified.map((glob) => glob.replace(/^[^/]*/, "x")),
    { dot: true },
  );
  return (name, namespaces) =>
    isName(name) ||
    (namespaces.length === 0
      ? isSomewhere(`x/${name}`)
      : namespaces.some((namespace) => isQualified(`${namespace}/${name}`)));
}
