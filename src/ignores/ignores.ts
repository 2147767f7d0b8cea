// Everything that somebody said not to check, beside what it is for: known before anybody is asked.
import { mostComments } from "../manifests/comments.ts";
import type {
  CommentedObject,
  Extraction,
  GateComment,
  Ignore,
  IgnoreFate,
  ImageUse,
  Problem,
  Span,
} from "../model.ts";
import type { IgnoreEntry, Settings } from "../settings/settings.ts";
import { readComment } from "./comment.ts";
import { type Reach, reachOf } from "./entries.ts";
import { fileRules, notIgnorable } from "./ignorable.ts";
import { commentedObjects, partKey, partsOf, placedComments } from "./places.ts";

/** One comment or entry, and what it is for. */
export interface Sighted extends Reach {
  readonly from: Ignore["from"];
  readonly span: Span;
  /** It is spoken of even where nothing that it is for is judged. */
  readonly bears: boolean;
  /** It counts, or why it doesn't. */
  readonly standing: { readonly kind: "counts"; readonly ignore: Ignore } | IgnoreFate;
}

export interface Ignores {
  /** Those that count, for each use and for each file that can't be read. */
  readonly onUse: ReadonlyMap<ImageUse, readonly Ignore[]>;
  readonly onProblem: ReadonlyMap<Problem, readonly Ignore[]>;
  readonly onObject: ReadonlyMap<CommentedObject, readonly Ignore[]>;
  /** The same by each of its parts (`partKey`), for what uses say of it. */
  readonly onPart: ReadonlyMap<string, readonly Ignore[]>;
  readonly all: readonly Sighted[];
}

/** Whom a run believes, and what it speaks of. */
export interface IgnoreView {
  /** Today, in UTC: `2027-01-31`. */
  readonly today: string;
  /**
   * Does a comment count for a use, or for what is none? On pull requests from forks only where the base has it at that use (`placedComments` of
   * the base tells), so that nobody silences the gate in the change that it should stop.
   */
  readonly trusts: (comment: GateComment, use: ImageUse | null) => boolean;
  /** Is a comment one of the change? Of others nothing is said, unless something that they are for is judged. */
  readonly isNew: (comment: GateComment) => boolean;
  /** Everything is judged, and not a change alone: only then entries of the settings can be told to match nothing. */
  readonly everything: boolean;
}

export const noIgnores: Ignores = {
  onUse: new Map(),
  onProblem: new Map(),
  onObject: new Map(),
  onPart: new Map(),
  all: [],
};

/** A run that judges everything, and in which every comment counts. */
export function plainView(today: string): IgnoreView {
  return { today, trusts: () => true, isNew: () => true, everything: true };
}

/** Reads comments and settings. `extraction` is all of the manifests, whatever part of them will be judged. */
export function ignoresIn(
  extraction: Pick<Extraction, "comments" | "uses" | "problems" | "access" | "serviceAccounts">,
  settings: Settings,
  view: IgnoreView,
): Ignores {
  const reach = reachOf(extraction, settings);
  const all = [
    ...sightedComments(extraction, view),
    ...settings.ignore.map((entry) => sightedEntry(entry, reach(entry), view)),
  ];
  const onUse = new Map<ImageUse, Ignore[]>();
  const onProblem = new Map<Problem, Ignore[]>();
  const onObject = new Map<CommentedObject, Ignore[]>();
  for (const { standing, uses, problems, objects } of all) {
    if (standing.kind !== "counts") continue;
    for (const use of uses) add(onUse, use, standing.ignore);
    for (const problem of problems) add(onProblem, problem, standing.ignore);
    for (const object of objects) add(onObject, object, standing.ignore);
  }
  const onPart = new Map(
    [...onObject].flatMap(([object, ignores]) => partsOf(object).map((span) => [partKey(span), ignores] as const)),
  );
  return { onUse, onProblem, onObject, onPart, all };
}

/** Somebody said not to ask about this use at all: an ignore that names no rule. */
export function isLeftOut({ onUse }: Ignores): (use: ImageUse) => boolean {
  return (use) => onUse.get(use)?.some(({ rules }) => rules.length === 0) ?? false;
}

function add<Key>(map: Map<Key, Ignore[]>, key: Key, ignore: Ignore): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [ignore]);
  else known.push(ignore);
}

function sightedComments(
  extraction: Pick<Extraction, "comments" | "uses" | "access" | "serviceAccounts">,
  view: IgnoreView,
): readonly Sighted[] {
  const onObjects = commentedObjects(extraction);
  const counts = new Map<string, number>();
  return [...placedComments(extraction)].flatMap(([comment, uses]) => {
    const objects = onObjects.get(comment) ?? [];
    // A text in a text, on the line of no image, is nobody's comment.
    if (comment.inText && uses.length === 0) return [];
    const { path } = comment.span.file;
    const nth = counts.get(path) ?? 0;
    counts.set(path, nth + 1);
    return [sightedComment(comment, { uses, objects }, nth, view)];
  });
}

function sightedComment(
  comment: GateComment,
  { uses, objects }: Pick<Reach, "uses" | "objects">,
  nth: number,
  view: IgnoreView,
): Sighted {
  const { span } = comment;
  const sighted = { from: "comment", span, uses, problems: [], objects, bears: view.isNew(comment) } as const;
  if (nth >= mostComments) return { ...sighted, standing: tooMany };
  const reading = readComment(comment);
  if (reading.kind === "unreadable") return { ...sighted, standing: reading };
  const { ignore } = reading;
  if (isOver(ignore, view)) return { ...sighted, standing: { kind: "expired", ignore } };
  // A Secret or a binding is always looked at: without a rule nothing of it is meant.
  if (uses.length === 0 && (objects.length === 0 || ignore.rules.length === 0))
    return { ...sighted, standing: { kind: "misplaced" } };
  const trusted = {
    uses: uses.filter((use) => view.trusts(comment, use)),
    objects: view.trusts(comment, null) ? objects : [],
  };
  if (trusted.uses.length + trusted.objects.length === 0) return { ...sighted, standing: { kind: "untrusted" } };
  return { ...sighted, ...trusted, standing: { kind: "counts", ignore } };
}

const tooMany: IgnoreFate = {
  kind: "unreadable",
  why: `its file has more than ${mostComments} of them, and neither this nor the following ones are read`,
  fix: "name the file in the settings, under ignore or exclude",
};

function sightedEntry(entry: IgnoreEntry, reach: Reach, view: IgnoreView): Sighted {
  const { span, rule, reason, until } = entry;
  const ignore: Ignore = { from: "settings", span, rules: rule === null ? [] : [rule], reason, until };
  const sighted = { from: "settings", span, ...reach, bears: view.everything } as const;
  const other = rule === null ? null : settingsOnly(rule);
  if (other !== null) return { ...sighted, standing: { kind: "unreadable", ...other } };
  if (isOver(ignore, view)) return { ...sighted, standing: { kind: "expired", ignore } };
  const isIdle = reach.uses.length + reach.problems.length + reach.objects.length === 0;
  return { ...sighted, standing: isIdle ? { kind: "misplaced" } : { kind: "counts", ignore } };
}

function settingsOnly(rule: string): ReturnType<typeof notIgnorable> {
  return fileRules.includes(rule) ? null : notIgnorable(rule);
}

/** The last day counts. */
function isOver({ until }: Ignore, { today }: IgnoreView): boolean {
  return until !== null && until < today;
}
