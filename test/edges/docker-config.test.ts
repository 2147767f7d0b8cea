import { describe, expect, test } from "vitest";
import { dockerConfigOf } from "../../src/edges/docker-config.ts";
import type { Files } from "../../src/edges/edges.ts";
import { type FileTexts, memoryFiles } from "../support/files.ts";

async function read(environment: Readonly<Record<string, string>>, files: Files | FileTexts) {
  const logged: string[] = [];
  const isFiles = (given: Files | FileTexts): given is Files => typeof given["read"] === "function";
  const disk = isFiles(files) ? files : memoryFiles(files);
  const config = await dockerConfigOf(environment, disk, (line) => void logged.push(line))();
  return { config, logged };
}

const everywhere = {
  "home/.docker/config.json": "home",
  "docker/config.json": "docker",
  "podman/auth.json": "podman",
  "run/containers/auth.json": "runtime",
};

describe("where a login is looked for", () => {
  test.each([
    [{ HOME: "home" }, "home/.docker/config.json", "home"],
    [{ HOME: "home", DOCKER_CONFIG: "docker" }, "docker/config.json", "docker"],
    [{ USERPROFILE: "home" }, "home/.docker/config.json", "home"],
    [{ XDG_RUNTIME_DIR: "run" }, "run/containers/auth.json", "runtime"],
    [{ HOME: "home", DOCKER_CONFIG: "" }, "home/.docker/config.json", "home"],
    [{ HOME: "home", REGISTRY_AUTH_FILE: "podman/auth.json" }, "home/.docker/config.json", "home"],
    [{ HOME: "nobody", REGISTRY_AUTH_FILE: "podman/auth.json", XDG_RUNTIME_DIR: "run" }, "podman/auth.json", "podman"],
    [{ HOME: "home", DOCKER_CONFIG: "nowhere", XDG_RUNTIME_DIR: "run" }, "run/containers/auth.json", "runtime"],
  ])("%j", async (environment, path, text) => {
    expect(await read(environment, everywhere)).toEqual({ config: { path, text }, logged: [] });
  });

  test("nowhere", async () => {
    expect(await read({ HOME: "nobody" }, everywhere)).toEqual({ config: null, logged: [] });
  });
});

describe("a login that can't be used is none, and only its path is told", () => {
  const secret = "c2VjcmV0OnBhc3N3b3Jk";

  test("too large", async () => {
    const files = {
      "home/.docker/config.json": `${secret}${" ".repeat(1024 * 1024)}`,
      "run/containers/auth.json": "runtime",
    };
    const { config, logged } = await read({ HOME: "home", XDG_RUNTIME_DIR: "run" }, files);
    expect(config).toBeNull();
    expect(logged).toEqual(['the docker login in "home/.docker/config.json" is not used: it is larger than 1 MiB']);
  });

  test.each(["EACCES", "EISDIR", "EFTYPE", "ELOOP"])("%s", async (code) => {
    const files = { ...memoryFiles({}), read: async () => ({ code }) };
    expect(await read({ HOME: "home" }, files)).toEqual({
      config: null,
      logged: [`the docker login in "home/.docker/config.json" is not used: it can't be read (${code})`],
    });
  });
});
