// What came of logins: on the way to images, and of those that no image had a use for, each tried once.
import pLimit from "p-limit";
import { candidateMark } from "../credentials/candidate.ts";
import { isOpenToAll } from "../credentials/tried.ts";
import type { Probe, SecretShown, Tried } from "../model.ts";
import { placeMark } from "./host.ts";
import { type LoginTrial, tryLogin, type TrialTools } from "./login-trial.ts";
import type { Walked } from "./walk.ts";

export type ShownLogins = ReadonlyMap<string, readonly SecretShown[]>;

/** At once, over all hosts: nobody waits for them. */
const atOnce = 8;

/** What came of logins on the way to images. */
export function shownOn(probes: readonly Probe[], walks: ReadonlyMap<string, Walked>): ShownLogins {
  const shown = new Map<string, SecretShown[]>();
  for (const { key, reference } of probes) {
    const tried = walks.get(key)?.tried ?? [];
    const isOpen = isOpenToAll(tried);
    for (const { mark, came } of tried) add(shown, mark, { registry: reference.registry, came, isOpen, evidence: [] });
  }
  return shown;
}

/**
 * The same, with those that are still to be tried: once for each login and registry, in however many ways it is spelled.
 * What came of it is told of each spelling.
 */
export async function withTrials(
  known: ShownLogins,
  trials: readonly LoginTrial[],
  tools: TrialTools,
): Promise<ShownLogins> {
  const shown = new Map([...known].map(([mark, all]) => [mark, [...all]]));
  const answers = [...known].flatMap(([mark, all]) =>
    all.filter(({ came }) => isAnswer(came)).map((one) => ({ mark, one })),
  );
  const answered = new Map(answers.map(({ mark, one }) => [keyOf(one.registry, mark), one]));
  const told = new Set(answers.map(({ mark, one }) => `${one.registry} ${mark}`));
  const limit = pLimit(atOnce);
  const same = Map.groupBy(trials, ({ registry, candidate }) => keyOf(registry, candidateMark(candidate)));
  const tried = await Promise.all(
    [...same].map(async ([key, spelled]) => {
      const [trial] = spelled;
      const one = answered.get(key) ?? (trial === undefined ? null : await limit(async () => tryLogin(trial, tools)));
      return { spelled, one };
    }),
  );
  for (const { spelled, one } of tried) {
    for (const { registry, candidate } of spelled) {
      const mark = candidateMark(candidate);
      const spelling = `${registry} ${mark}`;
      if (one === null || told.has(spelling)) continue;
      told.add(spelling);
      add(shown, mark, { ...one, registry });
    }
  }
  return shown;
}

/** A login at a place. */
function keyOf(registry: string, mark: string): string {
  return `${placeMark(registry)} ${mark}`;
}

function add(shown: Map<string, SecretShown[]>, mark: string, one: SecretShown): void {
  const known = shown.get(mark);
  if (known === undefined) shown.set(mark, [one]);
  else known.push(one);
}

function isAnswer(came: Tried["came"]): boolean {
  return came.kind !== "unknown" && !came.unasked;
}
