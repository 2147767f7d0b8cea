// What is said while images are waited for: what else was found, for whom the run waits and how long, and what came of it.
// The log makes untrusted text harmless itself.
import { positionOf } from "../manifests/position.ts";
import type { Finding, JudgedUse, Probe } from "../model.ts";
import { printReference } from "../references/print.ts";
import { some } from "../report/hosts.ts";
import { many } from "../counted.ts";
import { costWords } from "../limits/planned.ts";
import { timeWords } from "../report/waited.ts";
import { printDuration } from "../settings/duration.ts";
import type { Vigil } from "./publication.ts";

/** Images that one line names. */
const mostNamed = 5;
const betweenMs = 10_000;

export interface Announcer {
  /** For whom the run waits, and then each of `findings` that waiting can't change. */
  begin(findings: readonly Finding[], awaited: readonly JudgedUse[]): void;
  published(probes: readonly Probe[]): void;
  /** A host wants to be left alone until (by the clock) nobody waits any more. */
  givenUp(host: string, until: number): void;
  /** What is still not there. */
  end(): void;
}

/** One `Announcer` for a wait; until `done` it says again and again how long it has lasted. */
export function announcer(vigil: Vigil, done: AbortSignal): Announcer {
  const { edges, settings, probes, missing, seen, begun, end } = vigil;
  const { clock, log } = edges;
  const wait = printDuration(settings.waitMs);
  void repeat();

  async function repeat(): Promise<void> {
    for (await clock.sleep(betweenMs, done); !done.aborted; await clock.sleep(betweenMs, done)) {
      edges.progress(
        `waiting for ${some(namesIn(missing), 1)}: ${printDuration(Math.min(clock.now(), end) - begun)} of ${wait}`,
      );
    }
  }

  return {
    begin(findings, awaited) {
      const names = namesIn(probes);
      log(`waiting up to ${wait} for ${many(names.length, "image")} to be published: ${some(names, mostNamed)}`);
      const own = new Set(awaited.flatMap(({ use, rules }) => rules.map((rule) => placeAnd(rule, use))));
      for (const finding of findings) if (!own.has(placeAnd(finding.rule, finding))) log(lineOf(finding));
    },
    published(found) {
      const open = new Set(namesIn(missing));
      const ms = Math.max(0, ...found.map((probe) => seen.get(probe) ?? 0));
      for (const name of namesIn(found)) {
        if (!open.has(name)) log(`${name} was published: ${timeWords(ms)} of waiting`);
      }
    },
    givenUp(host, until) {
      log(`${host} asks to be left alone for ${printDuration(until - clock.now())}, and nobody waits that long`);
    },
    end() {
      const names = namesIn(missing);
      if (names.length > 0)
        log(`not there after ${timeWords(Math.min(clock.now(), end) - begun)} of waiting: ${some(names, mostNamed)}`);
      log(`with the wait, ${costWords(vigil.run.cost)}`);
    },
  };
}

/** Each image once, in the order of the plan. */
function namesIn(probes: Iterable<Probe>): readonly string[] {
  return [...new Set([...probes].map(({ reference }) => printReference(reference)))];
}

function placeAnd(rule: string, { span }: Pick<Finding, "span">): string {
  return [rule, span.start, span.file.path].join(" ");
}

/** `k8s/web.yaml:12:18: error tag-missing: …` */
function lineOf({ rule, severity, span, message }: Finding): string {
  const { line, column } = positionOf(span);
  return `${span.file.path}:${line}:${column}: ${severity} ${rule}: ${message}`;
}
