// `--wait` on the command line: a registry that is published to while the run waits, and one that never is.
import { spawn } from "node:child_process";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { prepare } from "./support/command-line.ts";
import { openRegistry, type Registry } from "./support/registry/registry.ts";
import { serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";

const pod = (...images: readonly string[]): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n${images.map((image, index) => `    - { name: c${index}, image: "${image}" }\n`).join("")}`;

/** Has the tags 1, and 2 from the `looks`-th request for it on. */
function publishing(looks: number): Registry {
  const worldOf = (...tags: readonly string[]) =>
    readWorld({ "registry.test": { repositories: { "acme/web": tags } } });
  const before = openRegistry(worldOf("1"));
  const after = openRegistry(worldOf("1", "2"));
  return {
    ...before,
    ask: (asked) => (before.count({ method: "HEAD", path: /manifests\/2$/ }) < looks ? before : after).ask(asked),
  };
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(registry: Registry, images: readonly string[], ...args: readonly string[]): Promise<Ended> {
  const served = await serveRegistry(registry);
  try {
    const files = { "a.yaml": served.address(pod(...images)) };
    const { arguments_, options } = prepare({ files });
    const child = spawn(process.execPath, [...arguments_, "check", ...args.map(served.address)], options);
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const named = (text: string): string => text.replaceAll(served.address("registry.test"), "registry.test");
    return { code, stdout: named(texts.stdout), stderr: named(texts.stderr) };
  } finally {
    await served.close();
  }
}

/** What was logged; a slow machine is told of its progress, too. */
function linesOf(stderr: string): readonly string[] {
  const lines = stderr
    .split("\n")
    .filter(
      (line) => line !== "" && !/^pullgate: (?:asked \d|asking |requests: |with the wait, |waiting for )/.test(line),
    );
  return lines.map((line) => line.replace(/^pullgate: /, ""));
}

describe("--wait", () => {
  const web = "registry.test/acme/web:2";

  test("published late, it is green, and says how long it took", async () => {
    const { code, stdout, stderr } = await ended(publishing(1), [web], "--wait=1m", "--wait-for=registry.test/acme/*");
    expect(linesOf(stderr)).toEqual([
      "waiting up to 1m for 1 image to be published: registry.test/acme/web:2",
      expect.stringMatching(/^registry\.test\/acme\/web:2 was published: \d+ s of waiting$/),
    ]);
    expect(stdout).toMatch(/^registry\.test\/acme\/web:2 was published after \d+ s of waiting\npass: .*1 pullable; /);
    expect(code).toBe(0);
  });

  test("never published, it is red at the end; all else is told before", async () => {
    const images = [web, "registry.test/other/web:2"];
    const { code, stdout, stderr } = await ended(
      publishing(99),
      images,
      "--wait=2s",
      "--wait-for=registry.test/acme/*",
    );
    expect(linesOf(stderr)).toEqual([
      "waiting up to 2s for 1 image to be published: registry.test/acme/web:2",
      expect.stringMatching(/^a\.yaml:7:\d+: error (?:tag|repository)-missing: /),
      "not there after 2 s of waiting: registry.test/acme/web:2",
    ]);
    expect(stdout).toMatch(/\nregistry\.test\/acme\/web:2 was waited for 2 s, and is not there\nfail: 2 errors; /);
    expect(code).toBe(1);
  });

  test("without it, or for other images, nobody waits", async () => {
    const one = await ended(publishing(1), [web], "--wait=1m", "--wait-for=registry.test/other/*");
    expect([one.code, linesOf(one.stderr)]).toEqual([
      1,
      ["nobody waits: wait-for matches none of what is missing (1 use); ** goes across slashes"],
    ]);
    const other = await ended(publishing(1), [web], "--wait=1m");
    expect([other.code, other.stdout]).toEqual([2, ""]);
    expect(other.stderr).toContain("waits for nothing: name in wait-for the images");
  });
});
