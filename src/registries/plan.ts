// What will be asked, before the first byte is sent: 200 uses become 12 probes.
import picomatch from "picomatch";
import { withIdle } from "../credentials/idle.ts";
import { candidateMark, resolveCredentials, stoppedBy } from "../credentials/resolve.ts";
import type { CredentialSources } from "../credentials/sources.ts";
import type { Extraction, ImageUse, NotAsked, ParsedReference, Platform, Probe, Reference, Subject } from "../model.ts";
import { parseReference } from "../references/parse.ts";
import { printReference } from "../references/print.ts";
import type { Settings } from "../settings/settings.ts";
import { platformsOf } from "./nodes.ts";
import { normalisePlatform, printBuild } from "./platforms.ts";

/** A use and the question that its pull comes down to; without one where there is nothing to ask. */
interface PlannedUse extends Omit<Subject, "outcome" | "tried"> {
  readonly question:
    { readonly kind: "probe"; readonly key: string } | { readonly kind: "not-asked"; readonly why: NotAsked };
}

export interface Plan {
  readonly uses: readonly PlannedUse[];
  /** Each different question once, in the order in which it first comes up. */
  readonly probes: readonly Probe[];
}

/** A use as plain reading knows it: its reference and the platforms of its nodes. */
export function readUse(
  use: ImageUse,
  settings: Settings,
): { readonly parsed: ParsedReference; readonly platforms: readonly Platform[] } {
  // No node runs an artifact.
  const platforms = use.slot === "artifact" ? [] : platformsOf(use.nodes, settings.platforms);
  return { parsed: parsedOf(use, settings), platforms };
}

/** Every reference in the uses. */
export function referencesIn({ uses }: Pick<Extraction, "uses">, settings: Settings): readonly Reference[] {
  return uses.flatMap((use) => {
    const { parsed } = readUse(use, settings);
    return parsed.kind === "reference" ? [parsed.reference] : [];
  });
}

/**
 * Of what is left open there is no reference: the text alone would be read with a default that nobody meant. What only
 * an older containerd can't parse, whoever fetches an artifact can.
 */
function parsedOf({ image, target, slot }: ImageUse, { containerd }: Settings): ParsedReference {
  if (target.kind === "open") return { kind: "placeholder", token: image };
  return parseReference(target.name, slot === "artifact" ? undefined : containerd);
}

/**
 * Merges what is the same: reference, platforms, slot, and candidates that are the same to a registry, whoever holds them. Of
 * uses that `isLeftOut` takes nobody is asked.
 */
export function planProbes(
  extraction: Pick<Extraction, "uses">,
  sources: CredentialSources,
  settings: Settings,
  isLeftOut: (use: ImageUse) => boolean = () => false,
): Plan {
  const isPrivate = privateRegistryMatcher(settings.privateRegistries);
  const probes = new Map<string, Probe>();
  const uses = extraction.uses.map((use): PlannedUse => {
    const { parsed, platforms } = readUse(use, settings);
    const reference = parsed.kind === "reference" ? parsed.reference : null;
    const credentials = resolveCredentials(use, reference, sources);
    const { containerd } = settings;
    const stopped = stoppedBy(credentials) === null ? null : "secret-unreadable";
    const why = isLeftOut(use) ? "ignored" : (notAsked(use, parsed, isPrivate) ?? stopped);
    if (reference === null || why !== null) {
      return {
        use,
        parsed,
        credentials,
        platforms,
        containerd,
        question: { kind: "not-asked", why: why ?? "invalid" },
      };
    }
    const { slot } = use;
    const { candidates } = credentials;
    const asked = withoutIdleTag(reference);
    const wanted = distinct(platforms);
    const key = [
      printReference(asked),
      slot,
      wanted.map(printBuild).sort().join(","),
      candidates.map(candidateMark).join(","),
    ].join(" ");
    if (!probes.has(key)) {
      probes.set(key, {
        key,
        reference: asked,
        platforms: wanted,
        slot,
        depth: slot === "artifact" ? "reference" : settings.depth,
        containerd,
        candidates,
      });
    }
    return { use, parsed, credentials, platforms, containerd, question: { kind: "probe", key } };
  });
  return { uses: withIdle(uses), probes: [...probes.values()] };
}

/** Why nobody is asked; `null` where a registry is. */
function notAsked(use: ImageUse, parsed: ParsedReference, isPrivate: (registry: string) => boolean): NotAsked | null {
  if (use.target.kind === "open") return leftOpen[use.target.to];
  if (use.pullPolicy === "Never") return parsed.kind === "invalid" ? "invalid" : "never-pulled";
  switch (parsed.kind) {
    case "invalid":
      return "invalid";
    case "placeholder":
      return "placeholder";
    case "reference":
      return isPrivate(parsed.reference.registry) ? "private-registry" : null;
  }
}

const leftOpen = {
  base: "tag-elsewhere",
  chart: "tag-elsewhere",
  "image-trigger": "filled-in-later",
  "version-range": "version-range",
  parameter: "parameter",
} as const satisfies Readonly<Record<Extract<ImageUse["target"], { kind: "open" }>["to"], NotAsked>>;

/** Beside a digest containerd drops the tag and never looks at it (`reference/docker` ParseDockerRef). */
function withoutIdleTag(reference: Reference): Reference {
  return reference.digest === null ? reference : { ...reference, tag: null };
}

/** Each platform once, however it is spelled. */
function distinct(platforms: readonly Platform[]): readonly Platform[] {
  const byName = new Map(platforms.map(normalisePlatform).map((platform) => [printBuild(platform), platform]));
  return [...byName.values()];
}

/** Globs of `host[:port]`; one without a port is for every port of its host. */
export function privateRegistryMatcher(globs: readonly string[]): (registry: string) => boolean {
  const matchers = globs.map((glob) => ({
    matches: picomatch(glob, { dot: true, nocase: true }),
    port: /:[\d*]+$/.test(glob),
  }));
  return (registry) =>
    matchers.some(({ matches, port }) => matches(registry) || (!port && matches(registry.replace(/:\d+$/, ""))));
}
