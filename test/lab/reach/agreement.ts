// One trial of a fault, held against its row and against the real pull: everything that isn't as it should be.
import { isSame, kubeletLine } from "../words.ts";
import type { Fault } from "./fault.ts";
import type { FaultTrial } from "./trial.ts";

export interface Judgement {
  /** Verdict, rule, severity, host and hop are the row's. */
  readonly named: readonly string[];
  /** The pull went as the verdict says. `null`: nobody was asked. */
  readonly pulled: readonly string[] | null;
  /** The kubelet's words are those of the real pull; `null`: there are none to compare. */
  readonly words: readonly string[] | null;
}

export function judgementOf(fault: Fault, trial: FaultTrial): Judgement {
  return { named: misnamed(fault, trial), pulled: misjudged(trial), words: misquoted(fault, trial) };
}

/** Every way in which it is wrong, a sentence each. */
export function mistakesIn({ named, pulled, words }: Judgement): readonly string[] {
  return [...named, ...(pulled ?? []), ...(words ?? [])];
}

function misnamed({ expected }: Fault, { verdict, findings, route }: FaultTrial): readonly string[] {
  const { finding, hop, names, fix } = expected;
  const found = findings.find(({ rule }) => rule === finding?.rule);
  const told = findings
    .filter(({ rule }) => rule !== "nothing-verified")
    .map(({ rule, severity }) => `${rule} ${severity}`);
  const wanted = finding === null ? [] : [`${finding.rule} ${finding.severity}`];
  const failing = route.filter(({ ok }) => !ok).map(({ stage, host }) => `${stage} ${bare(host)}`);
  const failed = hop === null ? [] : [`${hop.stage} ${bare(hop.host)}`];
  return [
    ...unless(verdict === expected.verdict, `the verdict is ${verdict}, and not ${expected.verdict}`),
    ...unless(isEqual(told, wanted), `it finds ${shown(told)}, and not ${shown(wanted)}`),
    ...unless(isEqual(failing, failed), `the route fails at ${shown(failing)}, and not at ${shown(failed)}`),
    ...names.flatMap((name) =>
      unless(found === undefined || found.message.includes(bare(name)), `"${found?.message}" doesn't name ${name}`),
    ),
    ...unless(found === undefined || found.fix.includes(fix), `"${found?.fix}" doesn't say ${fix}`),
  ];
}

function misjudged({ verdict, pull }: FaultTrial): readonly string[] | null {
  if (pull === null) return null;
  const isPulled = pull.kind === "pulled";
  const told = pull.kind === "pulled" ? "the pull succeeds" : `the pull fails (${pull.code}: ${pull.words})`;
  return unless(isPulled === (verdict === "pullable"), `${told}, and the verdict is ${verdict}`);
}

function misquoted({ image, wordless, expected }: Fault, { findings, pull }: FaultTrial): readonly string[] | null {
  const finding = findings.find(({ rule }) => rule === expected.finding?.rule);
  if (pull?.kind !== "failed" || finding === undefined || wordless !== null) return null;
  const { kubelet } = finding;
  // Who was not waited for has said nothing.
  if (kubelet === null || !pull.words.startsWith("failed to ")) return null;
  // Whether the connection's own deadline or its context's strikes first is chance, and only one of them has a code (Go's `net/fd_unix.go`, connect).
  const codes = pull.words.endsWith("i/o timeout") ? ["DeadlineExceeded", "Unknown"] : [pull.code];
  const [real = "", ...others] = codes.map((code) => kubeletLine(image, { ...pull, code }));
  const isRight = [real, ...others].some((line) => isSame(kubelet, line));
  return unless(isRight, `the words are\n      ${kubelet}\n    and not\n      ${real}`);
}

/** The usual port goes without saying. */
function bare(host: string): string {
  return host.replace(/:443$/, "");
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function shown(texts: readonly string[]): string {
  return texts.length === 0 ? "nothing" : texts.join(", ");
}

function unless(isRight: boolean, sentence: string): readonly string[] {
  return isRight ? [] : [sentence];
}
