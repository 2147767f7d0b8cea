// What will be asked, before the first byte is sent: 200 uses become 12 probes.
import { withIdle } from "../credentials/idle.ts";
import { candidateMark } from "../credentials/candidate.ts";
import { stoppedBy } from "../credentials/opaque.ts";
import { resolveCredentials } from "../credentials/resolve.ts";
import type { CredentialSources } from "../credentials/sources.ts";
import type {
  Extraction,
  ImageUse,
  NotAsked,
  ParsedReference,
  Platform,
  Probe,
  Reference,
  Subject,
  Reach,
} from "../model.ts";
import { printReference } from "../references/print.ts";
import type { Settings } from "../settings/settings.ts";
import { normalisePlatform, printBuild } from "./platforms.ts";
import { privateRegistryMatcher } from "./private.ts";
import { readUse } from "./read-use.ts";

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

/** What is known of uses and registries beside the manifests. */
export interface Planning {
  /** Nobody is asked about it. */
  readonly isLeftOut?: (use: ImageUse) => boolean;
  readonly reachOf?: (registry: string) => Reach;
  /** The images are those of a fork's pull request. */
  readonly isForks?: boolean;
}

/**
 * Merges what is the same: reference, platforms, slot, and candidates that are the same to a registry, whoever holds them. Of
 * uses that `isLeftOut` takes nobody is asked.
 */
export function planProbes(
  extraction: Pick<Extraction, "uses">,
  sources: CredentialSources,
  settings: Settings,
  { isLeftOut = () => false, reachOf = () => "anywhere", isForks = false }: Planning = {},
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
        reach: reachOf(reference.registry),
        reachElsewhere: isForks ? "public" : "anywhere",
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
