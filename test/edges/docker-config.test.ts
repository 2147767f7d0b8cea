// Where the runner's docker logins are looked for: every file there is, in docker's order and then in podman's.
import { describe, expect, test } from "vitest";
import { dockerConfigsOf } from "../../src/edges/docker-config.ts";
import type { Files } from "../../src/edges/edges.ts";
import { type FileTexts, memoryFiles } from "../support/files.ts";

async function read(environment: Readonly<Record<string, string>>, files: Files | FileTexts) {
  const logged: string[] = [];
  const isFiles = (given: Files | FileTexts): given is Files => typeof given["read"] === "function";
  const disk = isFiles(files) ? files : memoryFiles(files);
  const configs = await dockerConfigsOf(environment, disk, (line) => void logged.push(line))();
  return { configs, logged };
}

const everywhere = {
  "home/.docker/config.json": "home",
  "home/.config/containers/auth.json": "config",
  "docker/config.json": "docker",
  "podman/auth.json": "podman",
  "run/containers/auth.json": "runtime",
  "xdg/containers/auth.json": "xdg",
};

describe("where logins are looked for", () => {
  test.each([
    [{ HOME: "home" }, ["home", "config"]],
    [{ USERPROFILE: "home" }, ["home", "config"]],
    [{ HOME: "home", DOCKER_CONFIG: "docker" }, ["docker", "config"]],
    [{ HOME: "home", DOCKER_CONFIG: "" }, ["home", "config"]],
    [{ DOCKER_CONFIG: "docker" }, ["docker"]],
    [{ XDG_RUNTIME_DIR: "run" }, ["runtime"]],
    [{ HOME: "home", XDG_CONFIG_HOME: "xdg" }, ["home", "xdg"]],
    [
      { HOME: "home", REGISTRY_AUTH_FILE: "podman/auth.json", XDG_RUNTIME_DIR: "run", XDG_CONFIG_HOME: "xdg" },
      ["home", "podman", "runtime", "xdg"],
    ],
    [{ HOME: "nobody", REGISTRY_AUTH_FILE: "podman/auth.json", XDG_RUNTIME_DIR: "run" }, ["podman", "runtime"]],
    [{ HOME: "home", DOCKER_CONFIG: "nowhere", XDG_RUNTIME_DIR: "run" }, ["runtime", "config"]],
    [{ REGISTRY_AUTH_FILE: "run/containers/auth.json", XDG_RUNTIME_DIR: "run" }, ["runtime"]],
    [{ HOME: "nobody" }, []],
    [{}, []],
  ] as const)("%j: %j", async (environment, texts) => {
    const { configs, logged } = await read(environment, everywhere);
    expect(configs.map(({ text }) => text)).toEqual(texts);
    expect(configs.map(({ path }) => new Map(Object.entries(everywhere)).get(path))).toEqual(texts);
    expect(logged).toEqual([]);
  });
});

describe("a file that can't be used: its path alone is told, and the others count", () => {
  const secret = "c2VjcmV0OnBhc3N3b3Jk";

  test("too large", async () => {
    const files = {
      "home/.docker/config.json": `${secret}${" ".repeat(1024 * 1024)}`,
      "run/containers/auth.json": "runtime",
    };
    const { configs, logged } = await read({ HOME: "home", XDG_RUNTIME_DIR: "run" }, files);
    expect(configs).toEqual([{ path: "run/containers/auth.json", text: "runtime" }]);
    expect(logged).toEqual(['the docker login in "home/.docker/config.json" is not used: it is larger than 1 MiB']);
  });

  test.each(["EACCES", "EISDIR", "EFTYPE", "ELOOP"])("%s", async (code) => {
    const files = { ...memoryFiles({}), read: async () => ({ code }) };
    expect(await read({ DOCKER_CONFIG: "docker" }, files)).toEqual({
      configs: [],
      logged: [`the docker login in "docker/config.json" is not used: it can't be read (${code})`],
    });
  });

  test.each(["ENOENT", "ENOTDIR"])("%s is no file at all", async (code) => {
    const files = { ...memoryFiles({}), read: async () => ({ code }) };
    expect(await read({ DOCKER_CONFIG: "docker" }, files)).toEqual({ configs: [], logged: [] });
  });
});
