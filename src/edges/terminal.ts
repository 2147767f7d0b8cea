// Standard output and standard error, as far as they are used: written to wholly, coloured only where somebody looks.
// Node's streams for them take as long to load as a small run's manifests to be read, so files and pipes go without.
import { fstatSync, statSync, writeSync } from "node:fs";
import process from "node:process";
import { Mistake } from "../mistake.ts";
import { batches } from "./batches.ts";
import type { Text } from "./edges.ts";
import type { LineWriter } from "./log.ts";
import type { Environment } from "./proxy.ts";

const standardOutput = 1;

/** Writes all of `text`, and returns when the system has it. A reader who has gone (`| head`) is no failure. */
export async function print(text: Text): Promise<void> {
  for (const batch of batches(text)) if (!(await printBatch(batch))) return;
}

/** Whether there is still somebody who reads. */
async function printBatch(text: string): Promise<boolean> {
  let bytes: Buffer | null = null;
  let written = 0;
  try {
    // As a string it costs no buffer; only what a full pipe left over is needed as bytes.
    if (!isDevice()) written = writeSync(standardOutput, text);
    if (written === Buffer.byteLength(text)) return true;
    bytes = Buffer.from(text);
    while (!isDevice() && written < bytes.length) written += writeSync(standardOutput, bytes, written);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EPIPE") return false;
    // A pipe that somebody else set not to block is full: the stream knows how to wait.
    if (code !== "EAGAIN") throw unwritable(code);
  }
  bytes ??= Buffer.from(text);
  return written === bytes.length || printThroughStream(bytes.subarray(written));
}

async function printThroughStream(bytes: Buffer): Promise<boolean> {
  const { stdout } = process;
  return new Promise((settle, fail) => {
    // Without a listener the stream's own event would end the process; one is enough, however many batches come.
    if (!stdout.listeners("error").includes(toldByCallback)) stdout.on("error", toldByCallback);
    stdout.write(bytes, (error) => {
      const code = error instanceof Error ? codeOf(error) : "";
      if (code === "" || code === "EPIPE") settle(code === "");
      else fail(unwritable(code));
    });
  });
}

/** The callback of the write that failed tells the same. */
function toldByCallback(): void {}

function unwritable(code: string): Mistake {
  return new Mistake(`the report can't be written to standard output (${code})`);
}

/** Colours are for a terminal whose owner didn't say no. Source: no-color.org. */
export function isColored(environment: Environment): boolean {
  return isDevice() && isTerminal(process.stdout) && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

/** The width of the terminal that standard output is; `null` where it is none. */
export function terminalColumns(): number | null {
  return isDevice() && isTerminal(process.stdout) ? process.stdout.columns || null : null;
}

/** Is standard output a terminal or its like, rather than a file, a pipe, closed or thrown away? */
function isDevice(): boolean {
  try {
    const stats = fstatSync(standardOutput);
    return stats.isCharacterDevice() && stats.rdev !== nullDevice();
  } catch {
    return false;
  }
}

/** Where output is thrown away; `null` where the system has no such file. */
function nullDevice(): number | null {
  try {
    return statSync("/dev/null").rdev;
  } catch {
    return null;
  }
}

/** Standard error; nothing that happens to it is worth failing for. */
export function standardError(environment: Environment): LineWriter {
  const { stderr } = process;
  stderr.on("error", () => {});
  return {
    write: (text) => stderr.write(text),
    // Read each time: a window may be resized.
    get columns() {
      return stderr.columns;
    },
    inPlace: isTerminal(stderr) && !environment["CI"] && environment["TERM"] !== "dumb",
  };
}

/** Node's types leave out that it is not there at all on files and pipes. */
function isTerminal({ isTTY }: { readonly isTTY?: boolean | undefined }): boolean {
  return isTTY === true;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
