// From uses to what will be asked: whose credentials there are, which of them each pull would try, and in which order.
// Loaded with the first use, or the first Secret: a run without any does without.
import type { Changes } from "../changes/changes.ts";
import type { Base } from "../changes/base.ts";
import type { Edges } from "../edges/edges.ts";
import type { AccessSubjects, ImageUse, Subject } from "../model.ts";
import type { LoginTrial } from "../registries/login-trial.ts";
import type { ShownLogins } from "../registries/login-trials.ts";
import { type Plan, planProbes } from "../registries/plan.ts";
import { privateRegistryMatcher } from "../registries/private.ts";
import { reachOf } from "../registries/reach.ts";
import { referencesIn } from "../registries/read-use.ts";
import type { Settings } from "../settings/settings.ts";
import { type HubLogin, hubLoginsIn } from "./hub-logins.ts";
import { maskSecrets } from "./masking.ts";
import { readNodeLogins } from "./node-logins.ts";
import { patienceWithin } from "./patience.ts";
import { readSources } from "./sources.ts";
import { accessSubjects } from "./subjects.ts";
import { trialsOf } from "./trials.ts";

export interface Prepared {
  readonly plan: Plan;
  readonly trials: readonly LoginTrial[];
  /** What could not be used of the nodes' logins, a sentence each. */
  readonly troubles: readonly string[];
  readonly hubLogins: readonly HubLogin[];
  /** Secrets, bindings and accounts with what came of them. */
  readonly accessSubjects: (subjects: readonly Subject[], shown: ShownLogins) => AccessSubjects;
}

export interface Preparing {
  readonly changes: Changes;
  readonly base: Base;
  readonly settings: Settings;
  readonly edges: Edges;
  readonly isLeftOut: (use: ImageUse) => boolean;
  /** When the run did, by the clock that never goes back. */
  readonly started: number;
}

/** What is judged is all that is read here. A sentence where `node-credentials` names what no kubelet could read. */
export async function prepare({
  changes,
  base,
  settings,
  edges,
  isLeftOut,
  started,
}: Preparing): Promise<Prepared | string> {
  const { extraction, whole } = changes;
  const patience = patienceWithin(settings, edges.clock, started);
  const logins = await readNodeLogins(settings, referencesIn(extraction, settings), edges, base, patience);
  if (typeof logins === "string") return logins;
  const sources = readSources(whole, settings, logins);
  maskSecrets(sources.read, edges);
  const reach = reachOf(changes, base);
  const changed = new Set(extraction.access.secrets);
  const own = sources.read.filter(({ object }) => changed.has(object));
  return {
    troubles: logins.troubles,
    hubLogins: hubLoginsIn(sources.read),
    plan: planProbes(extraction, sources, settings, { isLeftOut, reachOf: reach, isForks: !base.trustsChange }),
    trials: trialsOf(own, { isPrivate: privateRegistryMatcher(settings.privateRegistries), reachOf: reach }, edges.log),
    accessSubjects: (subjects, shown) =>
      accessSubjects({
        judged: extraction,
        whole,
        sources,
        subjects,
        shown,
        now: edges.clock.wall(),
      }),
  };
}
