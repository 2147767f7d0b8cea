// How fast, as ratios in one run: against skopeo one by one and through `xargs -P16`, against the floor, and against parsing all.
// Whole processes, cold; the commands take turns, so that a machine whose speed drifts is unfair to nobody.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, race, table } from "./race.ts";
import { raceReading } from "./reading.ts";

const images = 200;
const roundTripMs = 40;
const rounds = 5;
const emptyRounds = 30;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pullgate-bench-"));

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

  raceReading(folder);
} finally {
  registry.kill();
  rmSync(folder, { recursive: true, force: true });
}
