// From what is wished for to a base that can be read: the repository, the commit, its files and the settings that held there.
import type { Base } from "../changes/base.ts";
import type { Loading } from "../settings/load.ts";
import type { BaseWish } from "../settings/origin.ts";
import type { Settings } from "../settings/settings.ts";
import { findBaseCommit, short } from "./base-commit.ts";
import { commitFiles } from "./commit-files.ts";
import type { Files } from "./edges.ts";
import type { GitPlace } from "./git.ts";
import { openObjects, repositoryAround } from "./objects.ts";

export interface BaseRequest {
  readonly wish: BaseWish;
  readonly origin: Loading["origin"];
  /** Of the head. */
  readonly settings: Settings;
  /** The settings file that somebody names. */
  readonly config: string | null;
  /** The settings that held in other files, or what is wrong with them (`settings/load.ts`). */
  readonly settingsIn: (files: Files) => Promise<Settings | string>;
}

/** A base, open for reading until `close`. */
export interface OpenBase {
  readonly base: Base;
  readonly close: () => void;
}

/** Opens the base; why there is none is said where one was wished for. */
export async function openBase(
  request: BaseRequest,
  place: GitPlace,
  disk: Files,
  log: (line: string) => void,
): Promise<OpenBase> {
  const { wish, origin } = request;
  const trustsChange = origin.kind === "working-tree";
  const refused = (because: string): OpenBase => {
    log(`everything is judged, because ${because}`);
    return { base: { kind: "none", because, trustsChange }, close: () => {} };
  };
  const around = await repositoryAround(place);
  if (typeof around === "string") return refused(around);
  const objects = await openObjects(place);
  const found = await findBaseCommit(wish, { place, around, objects });
  if (found.kind === "none") {
    objects.close();
    return refused(found.because);
  }
  const { commit, notes } = found;
  notes.forEach(log);
  const files = commitFiles(commit, objects, { ...place, prefix: around.prefix, disk });
  const own = await settingsThen(files, request);
  if (typeof own === "string") {
    files.close();
    return refused(`the settings of commit ${short(commit)} can't be read, and may have been others: ${own}`);
  }
  const base: Base = { kind: "commit", trustsChange, commit, files, settings: own };
  return { base, close: () => files.close() };
}

/**
 * Settings that held in the base. Those of a fork's pull request are the base's already, on both sides; a file outside of the
 * repository is the same for both.
 */
async function settingsThen(
  files: ReturnType<typeof commitFiles>,
  { origin, settings, config, settingsIn }: BaseRequest,
): Promise<Settings | string> {
  if (origin.kind === "base-commit" || (config !== null && !files.holds(config))) return settings;
  return settingsIn(files);
}
