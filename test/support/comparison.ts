// A repository's working tree compared with one of its commits, as a run does it: settings on both sides, nothing asked.
import { join } from "node:path";
import type { Base } from "../../src/changes/base.ts";
import { type Changes, readChanges } from "../../src/changes/changes.ts";
import { openBase } from "../../src/edges/base.ts";
import { nodeFiles } from "../../src/edges/files.ts";
import { rules } from "../../src/rules/index.ts";
import type { Written } from "../../src/settings/layer.ts";
import { configOf, loadSettings, loadSettingsIn } from "../../src/settings/load.ts";
import type { OptionName } from "../../src/settings/options.ts";
import type { BaseWish, Origin } from "../../src/settings/origin.ts";
import { testEdges } from "./edges.ts";
import { gitEnvironment, type Repository } from "./repository.ts";

export interface Comparing {
  readonly wish?: BaseWish;
  /** The working folder, below the repository's root. */
  readonly folder?: string;
  readonly flags?: Readonly<Partial<Record<OptionName, readonly string[]>>>;
  readonly stdin?: string;
  readonly origin?: Origin;
}

export interface Compared extends Changes {
  readonly logged: readonly string[];
  /** Files of the base whose bytes were asked for. */
  readonly readOfBase: readonly string[];
  /** `file image`, in order. */
  readonly judged: readonly string[];
}

/** Compares with `HEAD` where nobody says with what. Throws what a run would throw. */
export async function compareWith(repository: Repository, given: Comparing = {}): Promise<Compared> {
  const { wish = { kind: "revision", name: "HEAD" }, folder = "", flags = {}, stdin, origin } = given;
  const place = { folder: join(repository.path, folder), environment: gitEnvironment };
  const disk = nodeFiles(place.folder);
  const files = stdin === undefined ? disk : { ...disk, stdin: async () => ({ bytes: Buffer.from(stdin) }) };
  const { edges, logged } = testEdges({ files });
  const texts = new Map<OptionName, readonly Written[]>();
  for (const name of ["paths", "exclude", "platform", "depth", "config"] as const) {
    const written = flags[name]?.map((text) => ({ text, place: name }));
    if (written !== undefined) texts.set(name, written);
  }
  const loading = {
    written: { layer: { texts, rules: new Map<string, Written>(), rows: new Map() }, mistakes: [] },
    origin: origin ?? ({ kind: "working-tree" } as const),
    ruleIds: rules.map(({ id }) => id),
    formats: ["text"] as const,
  };
  const fileOfCommit = async () => ({ kind: "absent" }) as const;
  const { settings } = await loadSettings(loading, { files: disk, fileOfCommit, log: edges.log });
  const { base, close } = await openBase(
    {
      wish,
      origin: loading.origin,
      settings,
      config: configOf(loading.written.layer),
      settingsIn: async (there) => loadSettingsIn(there, loading),
    },
    place,
    disk,
    edges.log,
  );
  const readOfBase: string[] = [];
  try {
    const changes = await readChanges(settings, edges, watched(base, readOfBase));
    const judged = changes.extraction.uses.map(({ span, image }) => `${span.file.path} ${image}`);
    return { ...changes, logged, readOfBase, judged };
  } finally {
    close();
  }
}

function watched(base: Base, read: string[]): Base {
  if (base.kind === "none") return base;
  const { files } = base;
  return {
    ...base,
    files: {
      ...files,
      read: (path, maxBytes) => {
        read.push(path);
        return files.read(path, maxBytes);
      },
    },
  };
}

interface Workload {
  readonly name?: string;
  readonly images: readonly string[];
  /** More lines of the pod's spec. */
  readonly spec?: string;
}

/** A Deployment `shop/web` whose containers are `c0`, `c1` … */
export function deployment({ name = "web", images, spec = "" }: Workload): string {
  const containers = images.map((image, index) => `        - name: c${index}\n          image: ${image}\n`).join("");
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  template:\n    spec:\n${spec}      containers:\n${containers}`;
}

/** The same with one image. */
export const web = (image: string, spec = ""): string => deployment({ images: [image], spec });
