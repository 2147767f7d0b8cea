// What was not verified and why: the part of a report that must never look like success.
import type { JudgedUse, NotAsked, Outcome, Report, Verdict } from "../model.ts";
import { printReference } from "../references/print.ts";
import { ignoredWords } from "./ignored.ts";
import { failures } from "./marks.ts";
import { inOrder, verdicts } from "./order.ts";

/** Uses of one image about which one thing is unknown. */
export interface Doubt {
  readonly image: string;
  readonly verdict: Verdict;
  /** Untrusted: it may hold a registry's words. */
  readonly why: string;
  readonly uses: number;
  /** An error was found at one of them. */
  readonly failed: boolean;
}

/** Unreachable, throttled, unverified and skipped uses, in this order, merged where image and reason are the same. */
export function doubtsOf(report: Report): readonly Doubt[] {
  const messages = new Map(report.findings.map(({ rule, span, message }) => [placeKey(rule, span), message]));
  const hasError = failures(report.findings);
  const doubtful = inOrder(report.uses).filter(({ verdict }) => isDoubtful[verdict]);
  const doubts = new Map<string, Doubt>();
  for (const one of doubtful) {
    const { use, parsed, verdict, rules, outcome } = one;
    const image = parsed.kind === "reference" ? printReference(parsed.reference) : use.image;
    const said = rules.map((rule) => messages.get(placeKey(rule, use.span))).find((message) => message !== undefined);
    const why = (verdict === "skipped" ? ignoredWords(one) : null) ?? said ?? reason(outcome);
    const key = JSON.stringify([image.slice(0, compared), verdict, why.slice(0, compared)]);
    const known = doubts.get(key);
    const failed = known?.failed === true || hasError(one);
    doubts.set(key, { image, verdict, why, failed, uses: (known?.uses ?? 0) + 1 });
  }
  return [...doubts.values()].toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict));
}

/** Of a text that is longer, nobody is shown more: what reads the same is the same. */
const compared = 1000;

const isDoubtful: Readonly<Record<Verdict, boolean>> = {
  pullable: false,
  invalid: false,
  missing: false,
  denied: false,
  "wrong-platform": false,
  broken: false,
  unreachable: true,
  throttled: true,
  unverified: true,
  skipped: true,
};

function placeKey(rule: string, { file, start, end }: JudgedUse["use"]["span"]): string {
  return JSON.stringify([rule, file.path, start, end]);
}

/** For uses that no finding speaks of: its rule is off, or nothing is wrong with not asking. */
function reason(outcome: Outcome): string {
  switch (outcome.kind) {
    case "not-asked":
      return notAsked[outcome.why];
    case "unreachable":
      return `${outcome.host}: ${outcome.detail}`;
    case "throttled":
    case "refused":
      return outcome.words;
    case "absent":
      return `its registry says that the ${outcome.what} does not exist, but may hide it from those who are not logged in`;
    case "found":
    case "mismatched":
    case "faulty":
      return "the registry has it";
  }
}

const notAsked: Readonly<Record<NotAsked, string>> = {
  invalid: "not a name that anything could be asked about",
  placeholder: "a placeholder stands where the name will be",
  "never-pulled": "its pull policy is Never: whoever needs it must have it already",
  "secret-unreadable": "the kubelet can't read one of the pod's pull secrets, and pulls nothing for it",
  "private-registry": "only the cluster can see its registry (private-registries)",
  deadline: "not reached before the deadline (timeout)",
  budget: "only a counted pull would have told, and no more may be spent (pull-budget)",
  "tag-elsewhere": "its tag stays with a base, or a chart, that was not rendered",
  "version-range": "a range of versions: which of them will be fetched is not known here",
  "filled-in-later": "an image change trigger replaces it before a pod is made of it",
  parameter: "a parameter fills it in: its default is judged where it stands",
  ignored: "somebody said not to check it",
};
