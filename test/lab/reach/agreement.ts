// One trial of a fault, held against its row and against the real pull: everything that isn't as it should be.
import { isSame, kubeletLine } from "../words.ts";
import type { Expected, Fault } from "./fault.ts";
import type { FaultTrial } from "./trial.ts";

export interface Judgement {
  /** Verdict, rules, severities, host and hop are the row's. */
  readonly named: readonly string[];
  /** The pull went as the verdict says. `null`: nobody was asked. */
  readonly pulled: readonly string[] | null;
  /** The kubelet's words are those of the real pull; `null`: there are none to compare. */
  readonly words: readonly string[] | null;
}

export function judgementOf(fault: Fault, trial: FaultTrial): Judgement {
  const [first = [], ...others] = fault.expected.map((expected) => misnamed(expected, trial));
  const isRight = [first, ...others].some((mistakes) => mistakes.length === 0);
  return {
    named: [...(isRight ? [] : first), ...misrouted(fault, trial)],
    pulled: misjudged(trial),
    words: misquoted(fault, trial),
  };
}

/** Every way in which it is wrong, a sentence each. */
export function mistakesIn({ named, pulled, words }: Judgement): readonly string[] {
  return [...named, ...(pulled ?? []), ...(words ?? [])];
}

function misnamed({ verdict, rule, findings, names, fix }: Expected, trial: FaultTrial): readonly string[] {
  const found = trial.findings.find((one) => one.rule === rule);
  // One after the other in the rules' order, which is not what rows are about.
  const told = trial.findings
    .filter((one) => one.rule !== "nothing-verified")
    .map((one) => `${one.rule} ${one.severity}`);
  return [
    ...unless(trial.verdict === verdict, `the verdict is ${trial.verdict}, and not ${verdict}`),
    ...unless(isEqual(told.toSorted(), findings.toSorted()), `it finds ${shown(told)}, and not ${shown(findings)}`),
    ...names.flatMap((name) =>
      unless(found === undefined || found.message.includes(bare(name)), `"${found?.message}" doesn't name ${name}`),
    ),
    ...unless(found === undefined || found.fix.includes(fix), `"${found?.fix}" doesn't say ${fix}`),
  ];
}

/** The hops that fail are the row's; and whoever opens the firewall is told of them, and of no others. */
function misrouted({ expected: [{ hops, verdict }], egress }: Fault, trial: FaultTrial): readonly string[] {
  const failing = trial.route.filter(({ ok }) => !ok).map(({ stage, host }) => `${stage} ${bare(host)}`);
  const failed = hops.map(({ stage, host }) => `${stage} ${bare(host)}`);
  const blocked = trial.egress.filter((line) => line.endsWith(" blocked")).map((line) => line.split(" ", 1)[0] ?? "");
  // Who answers, and is in trouble, is reached all the same.
  const barred = hops.filter(({ stage }) => ["dns", "connect", "proxy", "tls"].includes(stage));
  const untold = barred.flatMap(({ host }) =>
    unless(
      whole(host).some((one) => blocked.includes(one)),
      host,
    ),
  );
  const isClear = verdict !== "pullable" || hops.length > 0 || blocked.length === 0;
  return [
    ...unless(isEqual(failing, failed), `the route fails at ${shown(failing)}, and not at ${shown(failed)}`),
    ...unless(untold.length === 0, `egress says that ${shown(blocked)} is blocked, and not ${shown(untold)}`),
    ...unless(isClear, `egress says that ${shown(blocked)} is blocked`),
    ...unless(
      egress === null || isEqual(trial.egress, egress),
      `egress is ${trial.egress.join(", ")}, and not ${egress?.join(", ")}`,
    ),
  ];
}

function misjudged({ verdict, pull }: FaultTrial): readonly string[] | null {
  if (pull === null) return null;
  const isPulled = pull.kind === "pulled";
  const told = pull.kind === "pulled" ? "the pull succeeds" : `the pull fails (${pull.code}: ${pull.words})`;
  return unless(isPulled === (verdict === "pullable"), `${told}, and the verdict is ${verdict}`);
}

function misquoted({ image, wordless, expected }: Fault, { findings, pull }: FaultTrial): readonly string[] | null {
  const finding = findings.find(({ rule }) => expected.some((one) => one.rule === rule));
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

/** With its port: where none is written, one of the usual ones. */
function whole(host: string): readonly string[] {
  return /:\d+$/.test(host) ? [host] : [`${host}:443`, `${host}:80`];
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
