// What is to be judged: everything, or only the uses that a change adds, or changes anything about that bears on a verdict.
import type { Edges } from "../edges/edges.ts";
import { ignoresIn, plainView } from "../ignores/ignores.ts";
import { placedComments } from "../ignores/places.ts";
import { noAccess } from "../manifests/file-reading.ts";
import { descriptorOf } from "../manifests/names.ts";
import { positionOf } from "../manifests/position.ts";
import { isNoFinding } from "../manifests/problems.ts";
import { type ManifestReading, readManifests, readManifestsThere, unshared } from "../manifests/read.ts";
import { manifestsOrStop, nothingFound } from "../manifests/stop.ts";
import type { Extraction, GateComment, ImageUse, Problem, Scope } from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import type { Base } from "./base.ts";
import { changedAccess } from "./access.ts";
import type { Facts } from "./facts.ts";
import { identityOf } from "./identity.ts";
import { pair } from "./pairing.ts";
import { compareProblems, type ProblemChanges } from "./problems.ts";
import { sharedReadings } from "./readings.ts";

export interface Changes {
  /**
   * Uses, problems, Secrets, bindings and accounts that are to be judged. Comments are all there are: they may stand beside
   * them. `files` and `documents` count what was read of the working tree.
   */
  readonly extraction: Extraction;
  /** All that the working tree holds. */
  readonly whole: Extraction;
  readonly scope: Scope;
  /** `null` where everything is judged. */
  readonly comparison: Comparison | null;
}

/** How what is judged relates to the base, for whoever has to look back. */
interface Comparison {
  /** Had a use this comment in the base? */
  readonly hadComment: (use: ImageUse, comment: GateComment) => boolean;
  /** Comments that the change adds. */
  readonly newComments: ReadonlySet<GateComment>;
  /** All that the base holds. */
  readonly before: Extraction;
}

/** Reads the manifests, and those of the base beside them. Throws `Mistake` where there is nothing to judge at all. */
export async function readChanges(settings: Settings, edges: Edges, base: Base): Promise<Changes> {
  if (base.kind === "none")
    return everything(manifestsOrStop(await readManifests(settings, edges.files)), base.because);
  const shared = sharedReadings(base.commit, base.files);
  const reading = await readManifests(settings, edges.files, shared.after);
  // Under other ways to images the same bytes are read as something else.
  const isReadAlike = JSON.stringify(settings.imagePaths) === JSON.stringify(base.settings.imagePaths);
  const before = await readBefore(base, isReadAlike ? shared.before : unshared);
  base.files.notes().forEach(edges.log);
  const lost = base.files.lost();
  if (lost !== null) {
    edges.log(`everything is judged, because ${lost}`);
    return everything(manifestsOrStop(reading), lost);
  }
  const problems = compareProblems(before.extraction.problems, problemsOf(reading));
  const isStillNothing = reading.kind === "no-manifest" && !before.hasManifests && problems.added.length === 0;
  if (isStillNothing) edges.log(`${nothingFound(reading.folders)} (it was so before this change, too)`);
  const after = isStillNothing ? { ...empty, problems: problemsOf(reading) } : manifestsOrStop(reading);
  sayUnread(problems, base, edges);
  // What credentials rest on is known there, too: loaded where there is something to compare.
  const { factsIn } = await import("./facts.ts");
  const { extraction } = before;
  const of = (tree: Extraction, own: Settings): Facts => factsIn(tree, own, ignoresIn(tree, own, atAnyTime).onUse);
  const facts = { before: of(extraction, base.settings), after: of(after, settings) };
  return compare(after, extraction, problems, facts, base);
}

function everything(extraction: Extraction, because: string | null): Changes {
  return { extraction, whole: extraction, scope: { kind: "everything", because }, comparison: null };
}

/** That a day has passed is no change. */
const atAnyTime = plainView("");

type Compared = Extract<Base, { readonly kind: "commit" }>;

/** Standard input, and whatever else is handed over as a stream, has no past: all its uses are new. */
async function readBefore(
  { settings, files }: Compared,
  shared: Parameters<typeof readManifestsThere>[2],
): ReturnType<typeof readManifestsThere> {
  const paths = settings.paths.filter((path) => descriptorOf(path) === null);
  return readManifestsThere({ ...settings, paths }, files, shared);
}

function problemsOf(reading: ManifestReading): readonly Problem[] {
  switch (reading.kind) {
    case "read":
      return reading.extraction.problems;
    case "no-manifest":
      return reading.problems;
    case "nothing-matches":
      return [];
  }
}

const empty: Extraction = {
  uses: [],
  comments: [],
  serviceAccounts: [],
  access: noAccess,
  problems: [],
  files: 0,
  documents: 0,
};

function compare(
  after: Extraction,
  before: Extraction,
  problems: ProblemChanges,
  facts: { readonly before: Facts; readonly after: Facts },
  base: Compared,
): Changes {
  const uses = pair(before.uses, after.uses, {
    identity: identityOf,
    file: ({ span }) => span.file.path,
    facts: (use, side) => facts[side].ofUse(use),
  });
  const changed = after.uses.filter((use) => !uses.unchanged.has(use));
  const changedOnes = changedAccess(before, after, facts);
  // That templates of charts are not read is no finding, and is worth saying of what was changed in them, too.
  const added = new Set(problems.added);
  const unread = after.problems.filter((problem) => added.has(problem) || isNoFinding(problem));
  return {
    extraction: { ...after, ...changedOnes, uses: changed, problems: unread },
    whole: after,
    scope: { kind: "changes", since: base.commit.slice(0, 7), unchanged: uses.unchanged.size },
    comparison: {
      hadComment: commentsThen(before, uses.before),
      newComments: newComments(before.comments, after.comments),
      before,
    },
  };
}

/** Comments are known by their words; whom they were for, the base tells. */
function commentsThen(before: Extraction, pairs: ReadonlyMap<ImageUse, ImageUse>): Comparison["hadComment"] {
  const texts = new Map<ImageUse, Set<string>>();
  for (const [{ text }, uses] of placedComments(before)) {
    for (const use of uses) texts.set(use, (texts.get(use) ?? new Set()).add(text));
  }
  return (use, { text }) => {
    const then = pairs.get(use);
    return then !== undefined && texts.get(then)?.has(text) === true;
  };
}

/**
 * Comments that were not there before: known by their text and file, and in another file only where that was renamed as it
 * was. One that moved within its file is not new; whether it still stands at what it was written for, `before` tells.
 */
export function newComments(before: readonly GateComment[], after: readonly GateComment[]): ReadonlySet<GateComment> {
  const known = pair(before, after, {
    identity: ({ text }) => text,
    file: ({ span }) => span.file.path,
    facts: ({ span }) => span.file.text,
  }).before;
  return new Set(after.filter((comment) => !known.has(comment)));
}

/** What the base had and nobody could read then can't be told from what is new. */
function sayUnread({ gone }: ProblemChanges, { commit }: Compared, edges: Edges): void {
  const [first] = gone;
  if (first === undefined) return;
  const place = `${first.span.file.path}:${positionOf(first.span).line}`;
  const others = gone.length === 1 ? "" : `, and ${gone.length - 1} more`;
  edges.log(
    `what stands there now is judged as new, because it could not be read in commit ${commit.slice(0, 7)}: ${place}: ${first.message}${others}`,
  );
}
