// The image is there, and not for what the nodes run.
import { printPlatform } from "../registries/platforms.ts";
import type { UseRule } from "./rule.ts";
import { noConfig } from "./kubelet-words.ts";
import { listed, shortName } from "./names.ts";

/** More platforms than this tell a reader nothing. */
const shown = 8;

export const platformMissing: UseRule = {
  id: "platform-missing",
  title: "the image is not for the nodes' platform",
  over: "use",
  check({ use, parsed, outcome }) {
    if (outcome.kind !== "mismatched" || parsed.kind !== "reference") return null;
    const name = shortName(parsed.reference);
    const wanted = printPlatform(outcome.wanted);
    const available = [...new Set(outcome.available.map(printPlatform))];
    const built = available.length === 0 ? "for no platform that it names" : `for ${listed(available, shown)}`;
    const draft = {
      severity: "error",
      fix: `build it for ${wanted} too (${buildCommand(wanted, available)}), take a tag that has it, or say in platform what the nodes run`,
    } as const;
    if (outcome.how === "index") {
      return {
        ...draft,
        message: `${name} has nothing for ${wanted}: it is built ${built}`,
        kubelet: noConfig(use, `no match for platform in manifest ${outcome.digest}`),
      };
    }
    return {
      ...draft,
      message: `${name} is built ${built} alone: on ${wanted} it is pulled and then can't start (exec format error)`,
      kubelet: `Back-off restarting failed container ${use.container ?? "…"} (its log: exec …: exec format error)`,
    };
  },
};

/** A build replaces what the tag had: it names all of it. What a stranger's index calls a platform stays out of a shell. */
function buildCommand(wanted: string, available: readonly string[]): string {
  const kept = available.length <= shown && available.every((name) => /^[\w./-]+$/.test(name)) ? available : [];
  return `docker buildx build --platform ${[...kept, wanted].join(",")}`;
}
