// How a run ends: the contract's exit codes, whatever happens. A crash never looks like broken images, and never like success.
// Output is always let out before the process ends; nothing that still hangs on keeps it alive.
import process from "node:process";
import { Mistake } from "../mistake.ts";

/** 0 nothing at or above `fail-on` · 1 findings · 2 a mistake of whoever called · 3 a bug of ours. */
export type ExitCode = 0 | 1 | 2 | 3;

/** How an entry says what went wrong. */
export interface Complaints {
  readonly mistake: (lines: readonly string[]) => void;
  /** `words` is a stack where there is one. */
  readonly bug: (words: string) => void;
}

/** After the last output: a socket or timer that was left open must not hold a job up. */
const graceMs = 1000;

/** Runs an entry and sets the exit code. */
export async function runToExit(run: () => Promise<ExitCode>, complaints: Complaints): Promise<void> {
  let crashed = false;
  const crash = (error: unknown): void => {
    if (crashed) return;
    crashed = true;
    const code = complain(error, complaints);
    // What was left half-done may never end by itself; what was said goes out first.
    process.stderr.write("", () => process.exit(code));
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  try {
    process.exitCode = await run();
  } catch (error) {
    process.exitCode = complain(error, complaints);
  }
  setTimeout(() => process.exit(), graceMs).unref();
}

function complain(error: unknown, complaints: Complaints): ExitCode {
  if (error instanceof Mistake) {
    complaints.mistake(error.lines);
    return 2;
  }
  complaints.bug(error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`);
  return 3;
}
