// The committed bundle in a process of its own, as a shell or a runner starts it: with nothing in its environment by accident.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assertReport } from "./report-schema.ts";

export type Entry = "cli" | "action";

export interface Finished {
  /** `null` where it had to be killed: it hung. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Spawning {
  readonly folder: Folder;
  readonly args?: readonly string[];
  /** Over PATH, HOME and TMPDIR, which are all that is there. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A working folder that is its own home, so that nobody's docker login or settings are found. */
export interface Folder {
  readonly path: string;
  /** Below the folder; folders on the way are made. */
  readonly write: (path: string, text: string) => Promise<void>;
  /** The text of a file below the folder. */
  readonly read: (path: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Much longer than any run of a test takes. */
const hangsAfterMs = 20_000;

export async function createFolder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "pullgate-test-"));
  const write: Folder["write"] = async (name, text) => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return {
    path,
    write,
    read: (name) => readFile(join(path, name), "utf8"),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Runs `dist/cli.js` or `dist/action.js` to its end with the Node that runs the tests. What it prints as JSON is held against the schema. */
export async function spawnBundle(entry: Entry, spawning: Spawning): Promise<Finished> {
  const { folder, args = [], environment = {}, stdin = "" } = spawning;
  const file = fileURLToPath(new URL(`../../dist/${entry}.js`, import.meta.url));
  const env = { PATH: process.env["PATH"], HOME: folder.path, TMPDIR: tmpdir(), ...environment };
  const child = spawn(process.execPath, [file, ...args], {
    cwd: folder.path,
    env,
    timeout: hangsAfterMs,
    killSignal: "SIGKILL",
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
  // Who never reads standard input closes it early.
  child.stdin.on("error", () => {}).end(stdin);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  const isJson = args.join(" ").includes("--format json") && (code === 0 || code === 1);
  if (isJson && !args.includes("--output")) assertReport(texts.stdout);
  return { code, ...texts };
}

/** What standard error says beside the run's cost, which is told of each that asks anybody: before it and after it. */
export function complaintsIn(stderr: string): string {
  const lines = stderr.split("\n");
  return lines.filter((line) => !/^pullgate: (?:asking .+ about \d+ images?: |requests: )/.test(line)).join("\n");
}
