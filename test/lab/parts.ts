// Which of the lab's real parts are on this machine. Without them the lab's tests can't say anything, and say so.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";

/** What each part is for, by the command that is looked for on the path. */
const parts = {
  "docker-registry": "the registry that is asked",
  skopeo: "pushes images and says what their digests are",
  umoci: "makes images",
  openssl: "makes the certificate of the token service",
} as const;

/** One line for each part that is not on the path; empty where the lab can run. */
export function missingParts(): readonly string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return Object.entries(parts)
    .filter(([command]) => !folders.some((folder) => isExecutable(join(folder, command))))
    .map(([command, purpose]) => `${command} is missing (${purpose}): npm run lab:install`);
}

/** A suite that runs where no part is missing; that one is missing is said in one place: `parts.test.ts`. */
export function describeLab(name: string, suite: () => void): void {
  describe.skipIf(missingParts().length > 0)(name, suite);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
