// Credential helpers as real programs, in a folder of their own that goes with the tests that wrote them.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

export interface Programs {
  /** The folder; it goes in front of everything else on a PATH. */
  readonly path: string;
  /** A PATH on which the programs are found, and what a shell needs. */
  readonly searched: string;
  /** Writes `docker-credential-NAME`, a shell script. */
  readonly helper: (name: string, script: string) => void;
  readonly remove: () => void;
}

export function programs(): Programs {
  const path = mkdtempSync(join(tmpdir(), "pullgate-programs-"));
  return {
    path,
    searched: `${path}:/usr/bin:/bin`,
    helper: (name, script) => {
      const file = join(path, `docker-credential-${name}`);
      writeFileSync(file, `#!/bin/sh\n${script}\n`);
      chmodSync(file, 0o755);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A helper in JavaScript, which the Node that runs the tests runs: for what a shell says clumsily. */
export function inNode(script: string): string {
  return `exec '${process.execPath}' -e '${script.replaceAll("'", `'\\''`)}' "$@"`;
}

/** What a helper prints that has a login for whoever asks. */
export function printing(answer: object): string {
  return `cat > /dev/null\ncat <<'END'\n${JSON.stringify(answer)}\nEND`;
}
