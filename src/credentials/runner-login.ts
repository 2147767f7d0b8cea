// The runner's docker login, or none: a file that can't be used is said, and never stops a public image.
import type { Edges } from "../edges/edges.ts";
import { type DockerLogin, noLogin, readDockerLogin } from "./docker-login.ts";

/** Reads it once for the run. */
export async function readRunnerLogin(edges: Pick<Edges, "dockerConfig" | "log">): Promise<DockerLogin> {
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
