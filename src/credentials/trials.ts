// Which logins of a change's pull secrets are tried for their own sake: each at the registry that its key names.
import type { ConfigEntry, PullSecret, Reach } from "../model.ts";
import type { LoginTrial } from "../registries/login-trial.ts";
import { loginMark } from "./candidate.ts";

/** A change chooses the hosts: it is not to have any number of them asked. */
const mostTrials = 1000;

/** Which registries only the cluster can see, and where the others may lead. */
export interface TrialPlaces {
  readonly isPrivate: (registry: string) => boolean;
  readonly reachOf: (registry: string) => Reach;
}

/** One for each login and registry that entries name. */
export function trialsOf(
  secrets: readonly PullSecret[],
  places: TrialPlaces,
  log: (line: string) => void,
): readonly LoginTrial[] {
  const distinct = new Map<string, LoginTrial>();
  for (const trial of allOf(secrets, places)) {
    const key = `${trial.registry} ${loginMark(trial.candidate)}`;
    if (!distinct.has(key)) distinct.set(key, trial);
  }
  const trials = [...distinct.values()];
  if (trials.length <= mostTrials) return trials;
  log(`pull secrets hold ${trials.length} logins: the first ${mostTrials} are tried`);
  return trials.slice(0, mostTrials);
}

function allOf(secrets: readonly PullSecret[], { isPrivate, reachOf }: TrialPlaces): readonly LoginTrial[] {
  const seen = new Set<PullSecret["reading"]>();
  return secrets.flatMap(({ name, reading }) => {
    // Of Secrets that hold the same the first speaks for all.
    if (reading.kind !== "config" || seen.has(reading)) return [];
    seen.add(reading);
    return reading.entries.flatMap((entry): readonly LoginTrial[] => {
      const registry = registryOf(entry);
      const { username, secret, isText } = entry;
      if (registry === null || isPrivate(registry) || !isText || username === "" || secret.reveal() === "") return [];
      const reach = reachOf(registry);
      return [{ registry, reach, candidate: { kind: "login", holder: `secret ${name}`, username, secret } }];
    });
  });
}

/** `null`: a glob, which names no host, or what no image's name leads to. */
export function registryOf({ key }: Pick<ConfigEntry, "key">): string | null {
  const [host = ""] = key?.split("/", 1) ?? [];
  if (host === "" || host.includes("*")) return null;
  if (host === "index.docker.io") return key === host ? "docker.io" : null;
  return /(?:^|\.)docker\.com$|^registry-1\.docker\.io$/.test(host) ? null : host;
}
