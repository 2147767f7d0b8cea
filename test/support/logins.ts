// The runner's logins as a test sets them up: config files in memory, helpers as real programs, and everything that came of them.
// Whoever uses it removes `here` in the end.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { expect } from "vitest";
import { type LoginEdges, readRunnerLogin } from "../../src/credentials/runner-login.ts";
import { askHelper } from "../../src/edges/credential-helper.ts";
import type { Candidate, Reference } from "../../src/model.ts";
import { parseReference } from "../../src/references/parse.ts";
import { printing, programs } from "./programs.ts";

export const here = programs();
export const canary = "canary-3f9c";
const asked = join(here.path, "asked");

/** Notes that it was asked, and for whom. */
function noting(script: string): string {
  return `read -r server; echo "$0 $server" | sed 's/.*credential-//' >> '${asked}'\n${script}`;
}

/** Has a login for whoever asks, and says so. */
const obliging = noting(`printf '{"ServerURL":"%s","Username":"%s","Secret":"${canary}"}' "$server" "$server"`);

here.helper("any", obliging);
here.helper("other", obliging);
here.helper("fixed", noting(printing({ ServerURL: "https://good.test/v2/", Username: "ci", Secret: canary })));
here.helper("mute", noting(printing({ Username: "ci", Secret: canary })));
here.helper("token", noting(printing({ Username: "<token>", Secret: canary })));
here.helper("empty", noting("echo credentials not found in native keychain; exit 1"));
here.helper("failing", noting(`echo '{"Secret":"${canary}"}'; echo "no luck with ${canary}" >&2; exit 4`));
here.helper("hanging", noting("sleep 60"));
here.helper("broken", noting(`echo '{"Secret":"${canary}"'`));

export interface World {
  readonly edges: LoginEdges;
  readonly logged: readonly string[];
  readonly masked: readonly string[];
  /** Which helpers ran, and for whom, in any order. */
  readonly ran: () => readonly string[];
}

export function world(...configs: readonly (object | string)[]): World {
  const [logged, masked]: [string[], string[]] = [[], []];
  rmSync(asked, { force: true });
  const edges: LoginEdges = {
    dockerConfigs: async () =>
      configs.map((config, index) => ({
        path: `${index + 1}.json`,
        text: typeof config === "string" ? config : JSON.stringify(config),
      })),
    credentialHelper: async (name, serverUrl) =>
      askHelper(name, serverUrl, { environment: { PATH: here.searched }, timeoutMs: 2000 }),
    log: (line) => void logged.push(line),
    mask: (value) => void masked.push(value),
  };
  const ran = (): readonly string[] => {
    try {
      return readFileSync(asked, "utf8").trimEnd().split("\n").sort();
    } catch {
      return [];
    }
  };
  return { edges, logged, masked, ran };
}

export function referenceOf(image: string): Reference {
  const parsed = parseReference(image);
  if (parsed.kind !== "reference") throw new Error(`${image} is no reference`);
  return parsed.reference;
}

export function printed(candidate: Candidate | null): string | null {
  if (candidate === null || candidate.kind === "anonymous") return null;
  expect(`${JSON.stringify(candidate)}${inspect(candidate)}`).not.toContain("canary");
  return candidate.kind === "login" ? candidate.username : `token ${candidate.secret.reveal()}`;
}

/** The user of each image's login, `token TOKEN`, or `null`. */
export async function usersOf(
  images: readonly string[],
  { edges, logged }: World,
): Promise<readonly (string | null)[]> {
  const references = images.map(referenceOf);
  const login = await readRunnerLogin(references, edges);
  expect(login.troubles).toEqual(logged);
  expect(logged.join("\n")).not.toContain("canary");
  return references.map((reference) => printed(login.for(reference)));
}

/** An entry of `auths`. */
export const auth = (user: string): { readonly auth: string } => ({
  auth: Buffer.from(`${user}:${canary}`).toString("base64"),
});
