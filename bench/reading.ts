// How fast and how large reading is: `list` over a tree of 20 MB, against plain parsing of the same files.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { largeTree } from "../test/support/large-tree.ts";
import { race, table } from "./race.ts";

const rounds = 5;
const definitions = 112;
const applications = 384;
const root = fileURLToPath(new URL("..", import.meta.url));

/** Prints the times, their ratio of the fastest rounds, and the peak of memory; `folder` is for files of the bench. */
export function raceReading(folder: string): void {
  const tree = join(folder, "tree");
  const { files } = largeTree(definitions, applications);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  const list = [join(root, "dist/cli.js"), "list", "--format", "json"];
  const node = process.execPath;
  const times = race([
    { name: "list", command: node, arguments: list, rounds, folder: tree },
    { name: "parseAllDocuments", command: node, arguments: [join(root, "bench/parse-all.ts"), tree], rounds },
  ]);
  const megabytes = Object.values(files).reduce((sum, text) => sum + text.length, 0) / 1_000_000;
  table(
    `reading ${megabytes.toFixed(0)} MB in ${Object.keys(files).length} files, four fifths CustomResourceDefinitions`,
    "list",
    times,
  );
  const fastest = (name: string): number => Math.min(...(times.get(name) ?? []));
  const ratio = fastest("list") / fastest("parseAllDocuments");
  console.log(`  of the fastest rounds ${ratio.toFixed(3)}×; peak of list ${peakOf(list, tree, folder).toFixed(0)} MB`);
}

/** Resident memory in MB. Source of the unit: getrusage(2), in KiB. */
function peakOf(list: readonly string[], tree: string, folder: string): number {
  const preload = join(folder, "peak.mjs");
  writeFileSync(
    preload,
    'process.on("exit", () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`));',
  );
  const ran = spawnSync(process.execPath, [`--import=${preload}`, ...list], {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: Infinity,
  });
  return (Number(/peak (\d+)\s*$/.exec(ran.stderr)?.[1] ?? Number.NaN) * 1024) / 1_000_000;
}
