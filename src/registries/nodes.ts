// From what a manifest says of its nodes to the platforms that they run: what it leaves open, the settings say.
// How the two meet: docs/decisions/0018-manifests-name-their-nodes.md.
import type { NodeConstraint, NodeRequirement, Platform } from "../model.ts";
import { normalisePlatform, printBuild, printPlatform } from "./platforms.ts";

/** Platforms that one pod is asked for, at most: each costs requests. */
const most = 32;

/** What is left of one property of a node: `only` these where they are named, and `never` those. */
interface Choice {
  readonly only: readonly string[] | null;
  readonly never: readonly string[];
}

type Property = NodeRequirement["of"];

/** Each platform once, in the order in which manifest and settings name them; the settings' where no node can match. */
export function platformsOf(nodes: NodeConstraint, settings: readonly Platform[]): readonly Platform[] {
  const found = new Map<string, Platform>();
  for (const term of nodes) {
    for (const platform of platformsOfTerm(term, settings)) {
      if (found.size === most) break;
      const name = printBuild(normalisePlatform(platform));
      if (!found.has(name)) found.set(name, platform);
    }
  }
  return found.size === 0 ? settings : [...found.values()];
}

/**
 * What a pod asks of its nodes that made one of `platform` its own. That a pod wants Linux surprises nobody, and who names a
 * build has said Windows.
 */
export function reasonsFor(nodes: NodeConstraint, platform: Platform): readonly NodeRequirement[] {
  const { os, architecture, osVersion } = normalisePlatform(platform);
  const term = nodes.find(
    (one) =>
      isLeft(choiceOf(one, "os"), os) &&
      isLeft(choiceOf(one, "architecture"), architecture) &&
      (osVersion === "" || isLeft(choiceOf(one, "build"), osVersion)),
  );
  const isTold = os !== "linux" && osVersion === "";
  return (term ?? []).filter(({ of, values }) => values.length > 0 && (of !== "os" || isTold));
}

function* platformsOfTerm(term: readonly NodeRequirement[], settings: readonly Platform[]): Generator<Platform, void> {
  const os = choiceOf(term, "os");
  const architecture = choiceOf(term, "architecture");
  const builds = choiceOf(term, "build").only ?? [""];
  const known = settings.map((platform) => ({ platform, ...normalisePlatform(platform) }));
  const left = known.filter((one) => isLeft(os, one.os) && isLeft(architecture, one.architecture));
  if (os.only === null && architecture.only === null && left.length > 0) {
    yield* left.map(({ platform }) => platform);
    return;
  }
  for (const pair of pairsOf(os, architecture, known)) {
    const same = known.filter((one) => one.os === pair.os && one.architecture === pair.architecture);
    const platforms = same.length > 0 ? same.map((one) => one.platform) : [{ ...pair, variant: "", osVersion: "" }];
    for (const platform of platforms) {
      if (pair.os === "windows") yield* builds.map((osVersion) => ({ ...platform, osVersion }));
      else yield platform;
    }
  }
}

type Pair = Pick<Platform, "os" | "architecture">;

/** Systems with architectures; what the manifest leaves open of one is what the settings have beside the other. */
function pairsOf(os: Choice, architecture: Choice, known: readonly Pair[]): readonly Pair[] {
  const pairs =
    os.only === null && architecture.only !== null
      ? architecture.only.flatMap((one) =>
          systemsFor(one, os, known).map((system) => ({ os: system, architecture: one })),
        )
      : systemsFor(null, os, known).flatMap((one) =>
          architecturesOf(one, architecture, known).map((each) => ({ os: one, architecture: each })),
        );
  const isKnown = (pair: Pair): boolean => known.some((one) => printed(one) === printed(pair));
  // Nodes of Windows are amd64: Kubernetes builds for no other (kubernetes `hack/lib/golang.sh`, KUBE_SUPPORTED_NODE_PLATFORMS).
  const likely = pairs.filter((pair) => pair.os !== "windows" || pair.architecture === "amd64" || isKnown(pair));
  return likely.length === 0 ? pairs : likely;
}

function systemsFor(architecture: string | null, choice: Choice, known: readonly Pair[]): readonly string[] {
  if (choice.only !== null) return choice.only;
  const beside = known.filter((one) => one.architecture === architecture);
  return firstLeft(choice, [beside.map(({ os }) => os), known.map(({ os }) => os), ["linux"], ["windows"]]);
}

function architecturesOf(os: string, choice: Choice, known: readonly Pair[]): readonly string[] {
  if (choice.only !== null) return choice.only;
  const beside = known.filter((one) => one.os === os).map(({ architecture }) => architecture);
  if (os === "windows") return firstLeft(choice, [beside, ["amd64"]]);
  return firstLeft(choice, [beside, known.map(({ architecture }) => architecture), ["amd64", "arm64"]]);
}

/** Of the first list that has any left, those. */
function firstLeft(choice: Choice, lists: readonly (readonly string[])[]): readonly string[] {
  for (const list of lists) {
    const left = list.filter((value) => isLeft(choice, value));
    if (left.length > 0) return [...new Set(left)];
  }
  return [];
}

function isLeft({ only, never }: Choice, value: string): boolean {
  return (only === null || only.includes(value)) && !never.includes(value);
}

function choiceOf(term: readonly NodeRequirement[], of: Property): Choice {
  const own = term.filter((one) => one.of === of);
  // The label of a build is on nodes of Windows alone.
  const isImplied = of === "os" ? term.filter((one) => one.of === "build") : [];
  const lists = [
    ...own
      .filter(({ operator }) => operator === "In")
      .map(({ values }) => values.map((value) => normalised(of, value))),
    ...(isImplied.some(({ operator }) => operator === "In" || operator === "Exists") ? [["windows"]] : []),
    // Each kubelet labels its node with system and architecture: without these there is none.
    ...(of !== "build" && own.some(({ operator }) => operator === "DoesNotExist") ? [[]] : []),
  ];
  const never = [
    ...own.filter(({ operator }) => operator === "NotIn").flatMap(({ values }) => values),
    ...(isImplied.some(({ operator }) => operator === "DoesNotExist") ? ["windows"] : []),
  ].map((value) => normalised(of, value));
  const [first, ...others] = lists;
  if (first === undefined) return { only: null, never };
  const only = first.filter((value) => others.every((list) => list.includes(value)) && !never.includes(value));
  return { only: [...new Set(only)], never };
}

/** `AMD64` → `amd64`, as platforms are compared. */
function normalised(of: Property, value: string): string {
  const nothing = { os: "", architecture: "", variant: "", osVersion: "" };
  switch (of) {
    case "os":
      return normalisePlatform({ ...nothing, os: value }).os;
    case "architecture":
      return normalisePlatform({ ...nothing, architecture: value }).architecture;
    case "build":
      return value;
  }
}

function printed(pair: Pair): string {
  return printPlatform({ ...pair, variant: "", osVersion: "" });
}
