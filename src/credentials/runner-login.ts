// The runner's docker login, or none: a file that can't be used is said, and never stops a public image.
import type { Edges } from "../edges/edges.ts";
import type { Candidate, Reference } from "../model.ts";
import { hostFor } from "../registries/host.ts";
import { type DockerLogin, noLogin, readDockerLogin } from "./docker-login.ts";

/** The runner's logins, for the references that were asked for. */
export interface RunnerLogin {
  /** `null` where there is none. */
  for(reference: Reference): Candidate | null;
}

/** Reads it once for the run. */
export async function readRunnerLogin(
  _references: readonly Reference[],
  edges: Pick<Edges, "dockerConfig" | "log">,
): Promise<RunnerLogin> {
  const login = await readConfigs(edges);
  return { for: ({ registry }) => login.forHost(hostFor(registry)) };
}

async function readConfigs(edges: Pick<Edges, "dockerConfig" | "log">): Promise<DockerLogin> {
  const config = await edges.dockerConfig();
  if (config === null) return noLogin;
  const reading = readDockerLogin(config.text);
  if (reading.kind === "login") {
    const { login, unread } = reading;
    if (unread.length > 0) edges.log(`the docker login in ${config.path}: ${unread.join("; ")}: asked as anonymous`);
    return login;
  }
  edges.log(`the docker login in ${config.path} is not used: ${reading.why}`);
  return noLogin;
}
