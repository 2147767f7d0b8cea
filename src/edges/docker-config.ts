// The runner's docker login as a file: docker's own place first, then podman's. Its content is handed on, and never printed.
import { join } from "node:path";
import type { Edges, Files } from "./edges.ts";
import type { Environment } from "./proxy.ts";

/** A login to every registry there is takes some kilobytes. */
const largest = 1024 * 1024;

/**
 * The first of these files that exists: `$DOCKER_CONFIG/config.json`, or `~/.docker/config.json` where the variable is not
 * set (docker/cli `cli/config`); `$REGISTRY_AUTH_FILE` and `$XDG_RUNTIME_DIR/containers/auth.json` (containers-auth.json(5)).
 * One that exists and can't be used is `null`, and said with its path alone.
 */
export function dockerConfigOf(
  environment: Environment,
  files: Files,
  log: (line: string) => void,
): Edges["dockerConfig"] {
  return async () => {
    for (const path of candidates(environment)) {
      const read = await files.read(path, largest);
      if ("bytes" in read) return { path, text: read.bytes.toString("utf8") };
      if (read.code === "ENOENT" || read.code === "ENOTDIR") continue;
      log(
        `the docker login in "${path}" is not used: ${read.code === "EFBIG" ? "it is larger than 1 MiB" : `it can't be read (${read.code})`}`,
      );
      return null;
    }
    return null;
  };
}

function candidates(environment: Environment): readonly string[] {
  const home = environment["HOME"] || environment["USERPROFILE"] || "";
  const docker = environment["DOCKER_CONFIG"] || (home === "" ? "" : join(home, ".docker"));
  const runtime = environment["XDG_RUNTIME_DIR"] || "";
  return [
    docker === "" ? "" : join(docker, "config.json"),
    environment["REGISTRY_AUTH_FILE"] || "",
    runtime === "" ? "" : join(runtime, "containers", "auth.json"),
  ].filter((path) => path !== "");
}
