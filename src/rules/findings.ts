// From what each rule said of each use to findings: one for each deciding scalar and rule.
import type { Exchange, Finding, Related, Severity, Span, Subject } from "../model.ts";
import { fingerprintOf, workloadName } from "./fingerprint.ts";
import { byPlace, type Place } from "./place.ts";
import type { Draft } from "./rule.ts";
import { byWorst } from "./severity.ts";

/** What one rule said, with the severity that the settings leave it. */
export interface Ruling {
  readonly rule: string;
  readonly severity: Severity;
  readonly draft: Draft;
  readonly span: Span;
  /** `null` for what is about a file, a secret or the run as a whole. */
  readonly subject: Subject | null;
  /** Uses that a finding about something else speaks of. */
  readonly about?: readonly Subject[];
  /** What tells a finding from others of its rule and file, where no use does; empty where nothing has to. */
  readonly token?: string;
  /** Requests that it rests on, where these are not the first use's. */
  readonly evidence?: readonly Exchange[];
  readonly place: Place;
}

/** Uses that share a scalar share its findings: the worst of what was said speaks for all of them. */
export function findingsOf(rulings: readonly Ruling[]): readonly Finding[] {
  const groups = Map.groupBy(
    rulings.toSorted((a, b) => byPlace(a.place, b.place)),
    ({ rule, span, subject }) => [rule, span.file.path, span.start, subject === null ? "" : "use"].join("\n"),
  );
  const copies = new Map<string, number>();
  return [...groups.values()].flatMap((group) => {
    const [worst] = group.toSorted((a, b) => byWorst(a.severity, b.severity));
    if (worst === undefined) return [];
    const first = fingerprint(worst, group, 0);
    const nth = copies.get(first) ?? 0;
    copies.set(first, nth + 1);
    return [findingOf(worst, group, nth === 0 ? first : fingerprint(worst, group, nth))];
  });
}

function findingOf(worst: Ruling, group: readonly Ruling[], fingerprint: string): Finding {
  const { rule, severity, draft, span, subject, about = [], evidence } = worst;
  const first = subject ?? about[0];
  const isAboutImage = subject !== null && draft.at === undefined;
  return {
    rule,
    severity,
    span,
    image: first?.use.image ?? "",
    // What is not about the image itself is not tried by pulling it.
    reference: isAboutImage && subject.parsed.kind === "reference" ? subject.parsed.reference : null,
    slot: first?.use.slot ?? null,
    message: draft.message,
    kubelet: draft.kubelet,
    fix: draft.fix,
    suggestion: draft.suggestion ?? null,
    related: distinct(group.flatMap(relatedTo)),
    evidence: evidence ?? (isAboutImage || severity === "error" ? (first?.outcome.evidence ?? []) : []),
    fingerprint,
    workloads: [...new Set(usesIn(group).map(workloadName))],
  };
}

function fingerprint({ rule, span, subject, token }: Ruling, group: readonly Ruling[], nth: number): string {
  return fingerprintOf(rule, span.file.path, token ?? subject?.use.image ?? "", usesIn(group), nth);
}

function usesIn(group: readonly Ruling[]): readonly Subject["use"][] {
  return group.flatMap(({ subject, about = [] }) => (subject === null ? about : [subject]).map(({ use }) => use));
}

function relatedTo({ draft, subject }: Ruling): readonly Related[] {
  return [...(draft.related ?? []), ...(subject?.use.related ?? [])];
}

/** Uses that share a scalar often share what explains it. */
function distinct(related: readonly Related[]): readonly Related[] {
  const seen = new Map(related.map((one) => [[one.span.file.path, one.span.start, one.message].join("\n"), one]));
  return [...seen.values()];
}
