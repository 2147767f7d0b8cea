// The runner's docker logins as files: docker's own place first, then podman's. Their content is handed on, and never printed.
import { join } from "node:path";
import type { DockerConfigFile, Edges, Files } from "./edges.ts";
import type { Environment } from "./proxy.ts";

/** A login to every registry there is takes some kilobytes. */
const largest = 1024 * 1024;

/**
 * Those of these files that exist, in this order: `$DOCKER_CONFIG/config.json`, or `~/.docker/config.json` where the variable is
 * not set (docker/cli `cli/config`); `$REGISTRY_AUTH_FILE`; `$XDG_RUNTIME_DIR/containers/auth.json`; and
 * `$XDG_CONFIG_HOME/containers/auth.json`, or `~/.config/containers/auth.json` (containers-auth.json(5)).
 * One that exists and can't be used is said with its path alone.
 */
export function dockerConfigsOf(
  environment: Environment,
  files: Files,
  log: (line: string) => void,
): Edges["dockerConfigs"] {
  return async () => {
    const found: DockerConfigFile[] = [];
    for (const path of candidates(environment)) {
      const read = await files.read(path, largest);
      if ("bytes" in read) found.push({ path, text: read.bytes.toString("utf8") });
      else if (read.code !== "ENOENT" && read.code !== "ENOTDIR") {
        log(
          `the docker login in "${path}" is not used: ${read.code === "EFBIG" ? "it is larger than 1 MiB" : `it can't be read (${read.code})`}`,
        );
      }
    }
    return found;
  };
}

/** Each once: a variable may name another one's place. */
function candidates(environment: Environment): readonly string[] {
  const home = environment["HOME"] || environment["USERPROFILE"] || "";
  const docker = environment["DOCKER_CONFIG"] || (home === "" ? "" : join(home, ".docker"));
  const runtime = environment["XDG_RUNTIME_DIR"] || "";
  const config = environment["XDG_CONFIG_HOME"] || (home === "" ? "" : join(home, ".config"));
  const paths = [
    docker === "" ? "" : join(docker, "config.json"),
    environment["REGISTRY_AUTH_FILE"] || "",
    runtime === "" ? "" : join(runtime, "containers", "auth.json"),
    config === "" ? "" : join(config, "containers", "auth.json"),
  ];
  return [...new Set(paths)].filter((path) => path !== "");
}
