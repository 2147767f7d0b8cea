// The command line from source, in a process and a folder of its own.
import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll } from "vitest";

const entry = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), "pullgate-test-")));
afterAll(() => rmSync(root, { recursive: true }));

/** What a process finds. */
export interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** A module that is loaded before ours. */
  readonly preload?: string;
}

/** How it ended, and where it ran. */
export interface Ended extends SpawnSyncReturns<string> {
  readonly folder: string;
}

/** A folder, and how a process is started in it. */
export function prepare({ files = {}, environment = {}, preload }: Given) {
  const folder = mkdtempSync(join(root, "run-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const before = join(root, "preload.mjs");
  if (preload !== undefined) writeFileSync(before, preload);
  const arguments_ = [...(preload === undefined ? [] : ["--import", pathToFileURL(before).href]), entry];
  return {
    folder,
    arguments_,
    options: { cwd: folder, env: { PATH: process.env["PATH"], HOME: folder, ...environment } },
  };
}

/** Runs it to its end. */
export function run(args: readonly string[], given: Given = {}): Ended {
  const { folder, arguments_, options } = prepare(given);
  const input = given.input ?? "";
  return { folder, ...spawnSync(process.execPath, [...arguments_, ...args], { ...options, input, encoding: "utf8" }) };
}

/** A manifest without an image. */
export const service = "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n";
