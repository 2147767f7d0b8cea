// The pull secrets that a use names, through its pod or its ServiceAccount, and what became of each.
import { posix } from "node:path";
import type { ImageUse, ListedSecret, NamedSecret, PullSecret } from "../model.ts";
import { placeholderIn } from "../references/placeholder.ts";
import { nearest } from "../settings/nearest.ts";
import type { Caller } from "./placed.ts";
import { callersOf, type SecretLists } from "./secret-lists.ts";
import { seal } from "./secret.ts";
import type { CredentialSources } from "./sources.ts";

/**
 * What became of each name of a list; one without a name is passed by. What is there matches nothing yet. Where a use lands in
 * several namespaces which have not the same of a name, it stands there once for each that it is listed in.
 */
export function namedSecretsOf(
  use: Pick<ImageUse, "namespaces" | "span">,
  { by, names }: Pick<SecretLists, "by" | "names">,
  sources: CredentialSources,
): readonly NamedSecret[] {
  const callers = callersOf(use, sources);
  return names
    .filter(({ name }) => name !== "")
    .flatMap((named) => {
      const each = callersListing(named, callers).map((caller): NamedSecret => {
        const [namespace] = caller.namespaces;
        const name = namespace === undefined ? named.name : `${namespace}/${named.name}`;
        return { named, name, by, isPartial: false, found: foundFor(named.name, caller, sources) };
      });
      const [first] = each;
      const isSame = each.every(({ found }) => first !== undefined && factsOf(found) === factsOf(first.found));
      const isPartial = !isSame || named.only !== undefined;
      return (isSame ? each.slice(0, 1) : each).map((one) => ({ ...one, isPartial }));
    });
}

/** Whoever else lands there asks for no such name. */
function callersListing({ only }: ListedSecret, callers: readonly Caller[]): readonly Caller[] {
  const listing = callers.filter(({ namespaces }) => namespaces.some((one) => only?.includes(one)));
  return listing.length === 0 ? callers : listing;
}

/** What makes two findings of a name the same. */
export function factsOf(found: NamedSecret["found"]): string {
  switch (found.kind) {
    case "there":
      return `there ${contentOf(found.secret)}`;
    case "opaque":
      return `opaque ${found.by}`;
    case "missing":
      return "missing";
  }
}

const findings = new WeakMap<CredentialSources, Map<string, NamedSecret["found"]>>();

/** Thousands of uses in one folder name the same. */
function foundFor(name: string, caller: Caller, sources: CredentialSources): NamedSecret["found"] {
  const ofSources = findings.get(sources) ?? new Map<string, NamedSecret["found"]>();
  findings.set(sources, ofSources);
  const key = JSON.stringify([name, posix.dirname(caller.path), caller.namespaces]);
  const found = ofSources.get(key) ?? lookFor(name, caller, sources);
  ofSources.set(key, found);
  return found;
}

function lookFor(name: string, caller: Caller, sources: CredentialSources): NamedSecret["found"] {
  if (placeholderIn(name) !== null) return { kind: "opaque", by: "a placeholder" };
  if (isOfOpenShift(name)) return { kind: "opaque", by: "OpenShift" };
  const nearest = sources.secrets.find(name, caller);
  const [first] = nearest;
  if (first !== undefined) {
    const found = nearest.map(({ is }): NamedSecret["found"] =>
      is.kind === "made"
        ? { kind: "opaque", by: is.by }
        : { kind: "there", secret: is.secret, matching: [], isIdle: true },
    );
    const [one] = found;
    if (one !== undefined && found.every((other) => factsOf(other) === factsOf(one))) return one;
    return { kind: "opaque", by: "several" };
  }
  const producer = producerOf(name, caller, sources);
  if (producer !== null) return { kind: "opaque", by: producer };
  if (sources.isExternal(name, caller.namespaces)) return { kind: "opaque", by: "external-secrets" };
  const elsewhere = sources.secrets.elsewhere(name, caller);
  if (elsewhere.some(({ is }) => is.kind === "secret" && is.secret.object.isCopied)) {
    return { kind: "opaque", by: "a copy from another namespace" };
  }
  const namespaces = elsewhere.flatMap((one) => one.namespaces);
  return { kind: "missing", nearest: nearestName(name, sources), elsewhere: [...new Set(namespaces)] };
}

const contents = new WeakMap<PullSecret["reading"], string>();

/** What makes two Secrets of one name the same one: a mark, since each use has one, and a Secret has room for 60,000 entries. */
function contentOf({ reading }: PullSecret): string {
  const content = contents.get(reading) ?? seal(writtenOut(reading)).mark;
  contents.set(reading, content);
  return content;
}

function writtenOut(reading: PullSecret["reading"]): string {
  switch (reading.kind) {
    case "config":
      return JSON.stringify(reading.entries.map(({ key, username, secret }) => [key, username, secret.mark]));
    case "faulty":
      return JSON.stringify(reading.fault);
    case "opaque":
    case "other-type":
      return JSON.stringify(reading);
  }
}

/** Whose kind makes a Secret of that name, a part of which is filled in, where the caller looks. */
function producerOf(name: string, { namespaces, path }: Caller, { producers }: CredentialSources): string | null {
  const found = producers.find((producer) => {
    const own = producer.namespaces;
    const isThere = namespaces.length === 0 || own.length === 0 || own.some((one) => namespaces.includes(one));
    return isThere && producer.isNamed(name, path);
  });
  return found?.by ?? null;
}

/** One of that very name is in another namespace. */
function nearestName(name: string, { guesses }: CredentialSources): string | null {
  return nearest(
    name,
    guesses.filter((guess) => guess !== name),
  );
}

/** The login for its own registry that OpenShift makes for each account: `builder-dockercfg-x7k2p`. */
function isOfOpenShift(name: string): boolean {
  return /-dockercfg-[a-z0-9]{5}$/.test(name);
}
