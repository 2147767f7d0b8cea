// Runs one of the lab's tools to its end.
import { execFile } from "node:child_process";
import { isPart } from "./parts.ts";

/** Longer than any of them takes on a slow machine. */
const timeoutMs = 60_000;

/** What it printed. A tool that fails is thrown with its own words: the test can't go on without it. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  if (!isPart(command)) throw new Error(`${command} is no part of the lab: add it to test/lab/parts.txt`);
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(" ")}: ${stderr.trim() || error.message}`));
    });
  });
}
