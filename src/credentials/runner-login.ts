// The runner's docker logins, in files and in the programs that files name. One that can't be used is said, and never stops a
// public image: the next file may have another, and without any the registry is asked as anonymous.
import type { Edges } from "../edges/edges.ts";
import type { Candidate, Reference } from "../model.ts";
import { hostFor } from "../registries/host.ts";
import { type DockerLogin, readDockerLogin } from "./docker-login.ts";
import { type HelperLogins, openHelpers } from "./helper-logins.ts";
import { passwordsIn } from "./masking.ts";
import { mostPatienceMs } from "./patience.ts";
import { maskAll } from "./secret.ts";

/** The runner's logins, for the references that were asked for. */
export interface RunnerLogin {
  /** `null` where there is none. */
  for(reference: Reference): Candidate | null;
  /** What could not be used, a sentence each, without a secret; the log has them, too. */
  readonly troubles: readonly string[];
}

/** What reading the runner's logins takes of the world. */
export type LoginEdges = Pick<Edges, "dockerConfigs" | "credentialHelper" | "mask" | "log">;

/**
 * Reads them once for the run. Helpers are asked once for each registry that is among `references`, and for no other. The first
 * file that has a login for a reference is the one that counts.
 */
export async function readRunnerLogin(
  references: readonly Reference[],
  edges: LoginEdges,
  patience: () => number = () => mostPatienceMs,
): Promise<RunnerLogin> {
  const files = await readFiles(edges);
  const helpers = openHelpers(edges, patience);
  const byHost = Map.groupBy(references, ({ registry }) => hostFor(registry));
  const found = await Promise.all(
    [...byHost].map(async ([host, ofHost]) => [host, await loginsOf(host, ofHost, files, helpers)] as const),
  );
  const logins = new Map(found);
  const troubles = files.flatMap(({ path, troubles }) => [...troubles, ...helpers.troublesOf(path)]);
  troubles.forEach(edges.log);
  return {
    for: (reference) => firstOf(logins.get(hostFor(reference.registry)) ?? [], reference),
    troubles,
  };
}

/**
 * For which references the runner has a login, as far as files tell: no helper is asked. A store that is named for no host in
 * particular counts where `docker login` left an entry for the host.
 */
export async function readLoginHosts(edges: LoginEdges): Promise<(reference: Reference) => boolean> {
  const files = await readFiles(edges);
  files.forEach(({ troubles }) => troubles.forEach(edges.log));
  return (reference) =>
    files.some(({ login }) => {
      if (login === null) return false;
      return login.for(reference) !== null || login.helperFor(hostFor(reference.registry))?.isNamed === true;
    });
}

interface LoginFile {
  readonly path: string;
  /** `null` where the file can't be used. */
  readonly login: DockerLogin | null;
  readonly troubles: readonly string[];
}

async function readFiles({ dockerConfigs, mask }: LoginEdges): Promise<readonly LoginFile[]> {
  return (await dockerConfigs()).map(({ path, text }): LoginFile => {
    const reading = readDockerLogin(text);
    maskAll(passwordsIn(text), mask);
    switch (reading.kind) {
      case "unusable":
        return { path, login: null, troubles: [`the docker login in ${path} is not used: ${reading.why}`] };
      case "login": {
        const { login, unread } = reading;
        const told = `the docker login in ${path}: ${unread.join("; ")}: asked as anonymous`;
        return { path, login, troubles: unread.length > 0 ? [told] : [] };
      }
    }
  });
}

type Lookup = (reference: Reference) => Candidate | null;

/** What the files have for one host, in order, up to where every reference of it has a login. */
async function loginsOf(
  host: string,
  references: readonly Reference[],
  files: readonly LoginFile[],
  helpers: HelperLogins,
): Promise<readonly Lookup[]> {
  const found: Lookup[] = [];
  for (const { path, login } of files) {
    if (login === null) continue;
    const helper = login.helperFor(host);
    const candidate = helper === null ? null : await helpers.ask(path, helper, host);
    if (helper === null) found.push((reference) => login.for(reference));
    else if (candidate !== null) found.push(() => candidate);
    if (references.every((reference) => firstOf(found, reference) !== null)) break;
  }
  return found;
}

function firstOf(lookups: readonly Lookup[], reference: Reference): Candidate | null {
  for (const lookup of lookups) {
    const candidate = lookup(reference);
    if (candidate !== null) return candidate;
  }
  return null;
}
