// The two tools that answers of the gate are held against: skopeo of the lab, and docker-registry-client in a process of its own.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { describe } from "vitest";
import { digestBySkopeo } from "../lab/images.ts";
import { missingParts } from "../lab/parts.ts";
import { type Answer, answerSchema, type Question } from "./answers.ts";

/** What it takes to be asked for images of today; by default it asks for Docker's schema 1. */
export const current = { acceptManifestLists: true, maxSchemaVersion: 2 };

/** Many times what any answer takes. */
const patienceMs = 15_000;

/** One line where docker-registry-client isn't installed in the version that is asked for; else `null`. */
export function missingPeer(folder = new URL(".", import.meta.url)): string | null {
  const name = "docker-registry-client";
  const wanted = v.parse(
    v.object({ dependencies: v.object({ [name]: v.string() }) }),
    JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")),
  ).dependencies[name];
  const installed = versionIn(new URL(`node_modules/${name}/package.json`, folder));
  if (installed === wanted) return null;
  return `missing: ${name} ${wanted} (a peer that answers are held against): npm run lab:install`;
}

/** A suite that runs where peers and lab are there; that they aren't is said in `peers.test.ts` and the lab's `parts.test.ts`. */
export function describePeers(name: string, suite: () => void): void {
  describe.skipIf(missingPeer() !== null || missingParts() !== null)(name, suite);
}

/** What docker-registry-client says, whatever becomes of the process. */
export async function askClient(question: Question, timeoutMs = patienceMs): Promise<Answer> {
  const script = fileURLToPath(new URL("ask.ts", import.meta.url));
  const limits = { timeout: timeoutMs, killSignal: "SIGKILL", env: {} } as const;
  return new Promise((resolve) => {
    execFile(process.execPath, [script, JSON.stringify(question)], limits, (error, stdout, stderr) => {
      const line = stdout.trimEnd().split("\n").at(-1) ?? "";
      if (line !== "") resolve(v.parse(answerSchema, JSON.parse(line)));
      else if (error === null) resolve({ kind: "silent" });
      else if (error.killed === true) resolve({ kind: "hung" });
      else resolve({ kind: "crash", error: /^\w*Error\b.*$/m.exec(stderr)?.[0] ?? stderr });
    });
  });
}

/** The digest that skopeo gives, or its own words. */
export async function askSkopeo(image: string, login?: string): Promise<string> {
  return digestBySkopeo(image, login).catch((error: unknown) => String(error));
}

/** An answer as a line: the digest that a caller would take, or what went wrong. */
export function spoken(answer: Answer): string {
  switch (answer.kind) {
    case "digest":
      return answer.header ?? answer.computed;
    case "error":
      return `${answer.status ?? "no status"} ${answer.name}: ${answer.message}`;
    case "crash":
      return `crash: ${answer.error}`;
    case "silent":
    case "hung":
      return answer.kind;
  }
}

function versionIn(file: URL): string | null {
  try {
    return v.parse(v.object({ version: v.string() }), JSON.parse(readFileSync(file, "utf8"))).version;
  } catch {
    return null;
  }
}
