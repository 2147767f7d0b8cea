// The image is there, and not for what the nodes run.
import type { NodeRequirement, Subject } from "../model.ts";
import { reasonsFor } from "../registries/nodes.ts";
import { platformMatches, printBuild, printPlatform, takenPlatforms } from "../registries/platforms.ts";
import type { UseRule } from "./rule.ts";
import { noMatch } from "./kubelet-content.ts";
import { listed, shortName } from "./names.ts";

/** More platforms than this tell a reader nothing. */
const shown = 8;

type Mismatch = Extract<Subject["outcome"], { kind: "mismatched" }>;

export const platformMissing: UseRule = {
  id: "platform-missing",
  title: "the image is not for the nodes' platform",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "mismatched" || parsed.kind !== "reference") return null;
    const name = shortName(parsed.reference);
    const wanted = printBuild(outcome.wanted);
    // Builds of Windows are told to those whose nodes have one.
    const available = distinct(outcome.available.map(outcome.wanted.osVersion === "" ? printPlatform : printBuild));
    const built = available.length === 0 ? "for no platform that it names" : `for ${listed(available, shown)}`;
    const reasons = reasonsFor(use.nodes, outcome.wanted).map(reasonName);
    const because = reasons.length === 0 ? "" : ` (${listed(reasons, 3)})`;
    const otherwise =
      reasons.length === 0 ? "say in platform what the nodes run" : "change what the pod asks of its nodes";
    const draft = {
      severity: "error",
      fix: `${buildAdvice(outcome)}, take a tag that has it, or ${otherwise}`,
    } as const;
    if (outcome.how === "beside") {
      return {
        ...draft,
        message: `${name} has nothing that says it is for ${wanted}${because}: it is built ${built}, and what its index says nothing of is not found again beside those`,
        kubelet: noMatch({ use, reference: parsed.reference, containerd }, outcome.how, outcome.digest),
      };
    }
    if (outcome.how === "next-best") {
      return {
        ...draft,
        message: `${name} has nothing for ${wanted}${because}: it is built ${built}; containerd ${containerd} no longer takes ${instead(outcome)} in its place`,
        kubelet: noMatch({ use, reference: parsed.reference, containerd }, outcome.how, outcome.digest),
      };
    }
    if (outcome.how !== "image") {
      return {
        ...draft,
        message: `${name} has nothing for ${wanted}${because}: it is built ${built}`,
        kubelet: noMatch({ use, reference: parsed.reference, containerd }, outcome.how, outcome.digest),
      };
    }
    const alone = `${name} is built ${built} alone: on ${wanted}${because} it is pulled and then can't start`;
    // Windows unpacks nothing that is for another system or build (`core/unpack/unpacker.go`), so that no container is made.
    if (outcome.wanted.os === "windows") {
      return { ...draft, message: alone, kubelet: "Error: failed to create containerd container: …" };
    }
    return {
      ...draft,
      message: `${alone} (exec format error)`,
      kubelet: `Back-off restarting failed container ${use.container ?? "…"} (its log: exec …: exec format error)`,
    };
  },
};

/** `nodeSelector kubernetes.io/arch: arm64`, `affinity kubernetes.io/arch In [amd64, arm64]`, `os.name: windows`. */
function reasonName({ from, key, operator, values }: NodeRequirement): string {
  const names = listed(values, shown);
  switch (from) {
    case "pod":
      return `${key}: ${names}`;
    case "nodeSelector":
      return `nodeSelector ${key}: ${names}`;
    case "affinity":
      return `affinity ${key} ${operator} [${values.slice(0, shown).join(", ")}${values.length > shown ? ", …" : ""}]`;
  }
}

/** A build replaces what the tag had: it names all of it. Of another Windows, what it stands on is what has to change. */
function buildAdvice({ wanted, available }: Mismatch): string {
  const name = printPlatform(wanted);
  const names = distinct(available.map(printPlatform));
  if (wanted.osVersion !== "" && names.includes(name)) {
    return `build it on a base image of Windows ${wanted.osVersion} too`;
  }
  return `build it for ${name} too (${buildCommand(name, names)})`;
}

/** What a stranger's index calls a platform stays out of a shell. */
function buildCommand(wanted: string, available: readonly string[]): string {
  const kept = available.length <= shown && available.every((name) => /^[\w./-]+$/.test(name)) ? available : [];
  return `docker buildx build --platform ${[...kept, wanted].join(",")}`;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** What older versions take where the node's own platform is missing. */
function instead({ wanted, available }: Mismatch): string {
  const taken = takenPlatforms(wanted, "next-best").filter((one) =>
    available.some((offered) => platformMatches(one, offered)),
  );
  return listed(distinct(taken.map(printPlatform)), shown);
}
