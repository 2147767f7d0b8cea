// How fast, as ratios in one run: against skopeo one by one, skopeo through `xargs -P16`, and the floor.
// Whole processes, cold; the commands take turns, so that a machine whose speed drifts is unfair to nobody.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const images = 200;
const roundTripMs = 40;
const rounds = 5;
const emptyRounds = 30;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pullgate-bench-"));

interface Contender {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** How often it is run; the slow peer once. */
  readonly rounds: number;
}

/** Wall-clock milliseconds of one whole process. */
function time({ name, command, arguments: rest }: Contender): number {
  const started = performance.now();
  const { status, error, stderr } = spawnSync(command, rest, { cwd: root, encoding: "utf8" });
  const took = performance.now() - started;
  if (error !== undefined || status !== 0) throw new Error(`${name} failed (${status ?? error?.message}): ${stderr}`);
  return took;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Every contender in turn, round by round. */
function race(contenders: readonly Contender[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const most = Math.max(...contenders.map((contender) => contender.rounds));
  for (let round = 0; round < most; round += 1) {
    for (const contender of contenders) if (round < contender.rounds) times.get(contender.name)?.push(time(contender));
  }
  return times;
}

function table(title: string, ours: string, times: ReadonlyMap<string, readonly number[]>): void {
  const own = median(times.get(ours) ?? []);
  console.log(`\n${title}`);
  for (const [name, values] of times) {
    const ms = median(values);
    const range = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
    const ratio =
      name === ours ? "" : `${ours} takes ${(own / ms).toFixed(2)}× of it (${(ms / own).toFixed(1)}× faster)`;
    console.log(`  ${name.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms (${range}, ${values.length} runs)  ${ratio}`);
  }
}

function manifestOf(port: number): string {
  const pod = (index: number): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: app-${index} }\nspec:\n  containers:\n    - name: app\n      image: 127.0.0.1:${port}/bench/app-${index}:1.0\n`;
  return Array.from({ length: images }, (_, index) => pod(index)).join("---\n");
}

const node = process.execPath;
const cli = join(root, "dist/cli.js");
const registry = spawn(node, [join(root, "bench/registry.ts"), String(images), String(roundTripMs)], {
  stdio: ["pipe", "pipe", "inherit"],
});
try {
  const port = Number(
    await new Promise<string>((resolve) => registry.stdout.once("data", (text: Buffer) => resolve(text.toString()))),
  );
  writeFileSync(join(folder, "pods.yaml"), manifestOf(port));
  const names = Array.from({ length: images }, (_, index) => `docker://127.0.0.1:${port}/bench/app-${index}:1.0`);
  writeFileSync(join(folder, "images"), `${names.join("\n")}\n`);
  const skopeo = (parallel: number): readonly string[] => [
    "-c",
    `xargs -P${parallel} -n1 skopeo inspect --raw --tls-verify=false < ${join(folder, "images")} > /dev/null`,
  ];
  const check = ["--depth", "reference", join(folder, "pods.yaml")];
  table(
    `${images} images of one registry, ${roundTripMs} ms away, depth reference, whole process, cold`,
    "pullgate",
    race([
      { name: "pullgate", command: node, arguments: [cli, "check", ...check], rounds },
      {
        name: "floor (32 sockets)",
        command: node,
        arguments: [join(root, "bench/floor.ts"), String(port), String(images)],
        rounds,
      },
      { name: "skopeo, xargs -P16", command: "sh", arguments: skopeo(16), rounds: 3 },
      { name: "skopeo, one by one", command: "sh", arguments: skopeo(1), rounds: 1 },
    ]),
  );

  const empty = join(folder, "empty");
  mkdirSync(empty);
  writeFileSync(
    join(empty, "config.yaml"),
    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: empty }\ndata: { key: value }\n",
  );
  const times = race([
    { name: "a folder", command: node, arguments: [cli, "check", empty], rounds: emptyRounds },
    { name: "a file", command: node, arguments: [cli, "check", join(empty, "config.yaml")], rounds: emptyRounds },
    { name: "node -e 0", command: node, arguments: ["-e", "0"], rounds: emptyRounds },
  ]);
  table("an empty run: a folder with one manifest, and no image in it", "a folder", times);
  const ratio = (name: string): string =>
    (median(times.get(name) ?? []) / median(times.get("node -e 0") ?? [])).toFixed(2);
  console.log(`  of node's own start: a folder ${ratio("a folder")}×, a file ${ratio("a file")}×`);
} finally {
  registry.kill();
  rmSync(folder, { recursive: true, force: true });
}
