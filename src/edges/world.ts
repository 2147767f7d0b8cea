// From what somebody wrote to a run that can start: event, settings file, settings, and the edges they shape.
// The command line and the Action differ in how they are written, and in nothing after that.
import { isAbsolute, relative } from "node:path";
import process from "node:process";
import { Mistake } from "../mistake.ts";
import { isColored, print, terminalColumns, standardError } from "./terminal.ts";
import type { ContentStore, Edges, Files } from "./edges.ts";
import { monotonicMs } from "./clock.ts";
import { nodeFiles } from "./files.ts";
import { type Log, lineLog } from "./log.ts";
import { nodeEdges } from "./node.ts";
import type { Environment } from "./proxy.ts";
import { readRunnerEvent } from "./runner-event.ts";
import { appendSummary, writeReport } from "./report-files.ts";
import { type Base, noBase } from "../changes/base.ts";
import type { BaseRequest, OpenBase } from "./base.ts";
import type { CommitFile } from "../settings/source.ts";
import type { PullHosts, TlsProfile } from "../mirrors/hosts.ts";
import type { Outlets } from "../publish.ts";
import type { LayerReading } from "../settings/layer.ts";
import { configOf, firstOf, loadSettings, loadSettingsIn } from "../settings/load.ts";
import type { Formats } from "../settings/merge.ts";
import { baseOf, type BaseWish, originOf, type RunnerEvent } from "../settings/origin.ts";
import type { Publication } from "../settings/outputs.ts";
import { proxyMistakes } from "../settings/proxy-address.ts";
import type { Settings } from "../settings/settings.ts";

/** The process: where it stands, what it was given, where it speaks. */
export interface World {
  readonly environment: Environment;
  readonly workingFolder: string;
  readonly files: Files;
  readonly log: Log;
  readonly outlets: Outlets;
  /** As in `Edges`. */
  readonly mask?: (value: string) => void;
}

/** Everything one run needs, with its settings applied. */
export interface Prepared {
  readonly settings: Settings;
  readonly publication: Publication;
  readonly edges: Edges;
  /** What the working tree is compared with. */
  readonly base: Base;
  readonly close: () => Promise<void>;
}

/** What the two entries don't share. */
export interface Face {
  readonly ruleIds: readonly string[];
  readonly formats: Formats;
  /** Does the event say what a change is compared with, where nobody else does? In the Action it does. */
  readonly followsEvent: boolean;
}

/** This process: its arguments, environment, disk and outlets. */
export function nodeWorld(): World {
  const { env: environment } = process;
  const workingFolder = currentFolder();
  const log = lineLog(() => standardError(environment), monotonicMs);
  const outlets: Outlets = {
    folder: folderInRepository(environment["GITHUB_WORKSPACE"] ?? "", workingFolder),
    get screen() {
      return { color: isColored(environment), columns: terminalColumns() };
    },
    print: async (text) => {
      log.settle();
      await print(text);
    },
    write: async (path, text) => writeReport(workingFolder, path, text),
    summarize: async (draw) => appendSummary(environment, draw, log.log),
  };
  return { environment, workingFolder, files: nodeFiles(workingFolder), log, outlets };
}

/** Empty where the folder that the process was started in is gone: whoever needs none is not to suffer from it. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "";
  }
}

/** A step may run in a folder below the repository's root; where it runs outside of it, nothing is known of the root. */
function folderInRepository(root: string, workingFolder: string): string {
  const path = root === "" || workingFolder === "" ? "" : relative(root, workingFolder);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? "" : `${path.replaceAll("\\", "/")}/`;
}

/** Throws `Mistake` with everything that is wrong in flags or inputs and in the settings file. */
export async function prepare(
  written: LayerReading,
  { ruleIds, formats, followsEvent }: Face,
  world: World,
): Promise<Prepared> {
  const { environment, workingFolder, files, log } = world;
  if (workingFolder === "") throw new Mistake("the working folder is gone: change to one that exists");
  const badProxies = proxyMistakes(environment);
  if (badProxies.length > 0) throw new Mistake(...badProxies);
  const event = await readRunnerEvent(environment, files);
  // What speaks to git is loaded where there is something to ask it.
  const fileOfCommit = async (commit: string, path: string): Promise<CommitFile> => {
    const { filesOfCommits } = await import("./pull-request.ts");
    return filesOfCommits(workingFolder, environment)(commit, path);
  };
  const places = { files, fileOfCommit, log: log.log };
  const loading = { written, origin: originOf(event), ruleIds, formats };
  const { settings, publication, base: named } = await loadSettings(loading, places);
  const wish = wishOf(named, followsEvent ? event : null);
  const settingsIn = async (there: Files) => loadSettingsIn(there, loading);
  const config = configOf(written.layer);
  const opened = await open({ wish, origin: loading.origin, settings, config, settingsIn }, world);
  const pullHosts = await pullHostsOf(settings, opened, world);
  const { connectTimeoutMs, concurrency: connections } = settings;
  const tlsFor = (host: string): TlsProfile | null => pullHosts?.beside?.(host, null) ?? null;
  const { edges, close } = nodeEdges(world, { connectTimeoutMs, connections, tlsFor });
  const secrets = [...(edges.secrets ?? []), ...(pullHosts?.secrets ?? [])];
  const store = await storeOf(settings, !opened.base.trustsChange, world);
  return {
    settings,
    publication,
    edges: { ...edges, ...(pullHosts === null ? {} : { pullHosts, secrets }), store },
    base: opened.base,
    close: async () => {
      opened.close();
      await Promise.all([close(), store?.close()]);
    },
  };
}

/** Loaded where there is a folder for it. */
async function storeOf(
  { cacheDir: folder }: Settings,
  isForks: boolean,
  { workingFolder, log }: World,
): Promise<ContentStore | null> {
  if (folder === null) return null;
  const { openStore } = await import("./store.ts");
  return openStore({ folder, workingFolder, log: log.log, wall: () => Date.now(), isForks });
}

/** Without a wish there is nothing to open. */
async function open(
  { wish, ...request }: Omit<BaseRequest, "wish"> & { readonly wish: BaseWish | null },
  { files, log, workingFolder, environment }: World,
): Promise<OpenBase> {
  const trustsChange = request.origin.kind === "working-tree";
  if (wish === null) return { base: { ...noBase, trustsChange }, close: () => {} };
  const { openBase } = await import("./base.ts");
  return openBase({ wish, ...request }, { folder: workingFolder, environment }, files, log.log);
}

/** Loaded where one of the three settings says something. Throws `Mistake` with everything that is wrong in the files they name. */
async function pullHostsOf(
  settings: Settings,
  { base, close }: OpenBase,
  { files, log: { log }, mask }: World,
): Promise<PullHosts | null> {
  const { mirrors, insecureRegistries, caFiles } = settings;
  if (mirrors.length + insecureRegistries.length + caFiles.length === 0) return null;
  const { preparePullHosts } = await import("../mirrors/prepare.ts");
  const pullHosts = await preparePullHosts(settings, base, { files, log, ...(mask === undefined ? {} : { mask }) });
  if (!("mistakes" in pullHosts)) return pullHosts;
  close();
  throw new Mistake(...firstOf(pullHosts.mistakes));
}

/** What somebody wrote comes before what the event says; `none` is nothing to compare with. */
function wishOf(named: string | null, event: RunnerEvent | null): BaseWish | null {
  if (named === null) return event === null ? null : baseOf(event);
  return named === "none" ? null : { kind: "revision", name: named };
}
