// Which of the lab's real parts are on this machine. Without them the lab's tests can't say anything, and say so.
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";
import { labNodes } from "./series.ts";

/** A command that is looked for on the path. */
interface Part {
  readonly command: string;
  readonly purpose: string;
}

/** Command, Debian package and purpose, a part a line: `install.sh` reads the same list. */
const parts = readFileSync(new URL("parts.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line): Part => {
    const [, command = "", purpose = ""] = /^(\S+) +\S+ +(.+)$/.exec(line) ?? [];
    return { command, purpose };
  });

export function isPart(command: string): boolean {
  return parts.some((part) => part.command === command);
}

/** One line with every part that is not in the folders of `path`; `null` where the lab can run. */
export function missingParts(path = process.env["PATH"] ?? ""): string | null {
  const folders = path.split(delimiter);
  const missing = parts.filter(({ command }) => !folders.some((folder) => isExecutable(join(folder, command))));
  if (missing.length === 0) return null;
  return `missing: ${missing.map(({ command, purpose }) => `${command} (${purpose})`).join(", ")}: npm run lab:install`;
}

/** The same for what runs in namespaces of its own: containerd in every series, and the right to make them. */
export function missingForTruth(): string | null {
  const missing = labNodes.filter(({ binary, command }) => ![binary, command[0]].every(isExecutable));
  const names = missing.map(({ series, platform }) => `containerd ${series} for ${platform}`).join(", ");
  if (process.getuid?.() !== 0) return "the lab makes network namespaces, which takes root";
  return missingParts() ?? (missing.length === 0 ? null : `missing: ${names}: npm run lab:install`);
}

/** A suite that runs in those namespaces. */
export function describeTruth(name: string, suite: () => void): void {
  describe.skipIf(missingForTruth() !== null)(name, suite);
}

/** A suite that runs where no part is missing; that one is missing is said in one place: `parts.test.ts`. */
export function describeLab(name: string, suite: () => void): void {
  describe.skipIf(missingParts() !== null)(name, suite);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
