// `pullgate egress` on the command line: what it prints, where to, and how it ends.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepare } from "./support/command-line.ts";
import { assertEgress } from "./support/egress-schema.ts";
import { openRegistry } from "./support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";

const unrendered =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: "${IMAGE}" }] }\n';

describe("egress", () => {
  const world = readWorld({ "registry.test": { repositories: { "shop/web": ["1"] } } });
  const pod = (image: string): string => unrendered.replace('"${IMAGE}"', image);
  let served: ServedRegistry;
  beforeAll(async () => {
    served = await serveRegistry(openRegistry(world));
  });
  afterAll(async () => served.close());

  /** Beside this process, whose registry has to answer meanwhile. */
  async function ended(args: readonly string[], image: string): Promise<readonly [number | null, string, string]> {
    const { arguments_, options, folder } = prepare({ files: { "a.yaml": pod(served.address(image)) } });
    const child = spawn(process.execPath, [...arguments_, ...args], options);
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return [code, texts.stdout, folder];
  }

  test("is about hosts: an image that is missing fails the check alone", async () => {
    const [code, text] = await ended(["egress"], "registry.test/shop/web:2");
    expect(text).toMatch(/^\d+ hosts?.*\n$/m);
    expect(code).toBe(0);
    expect((await ended(["check"], "registry.test/shop/web:2"))[0]).toBe(1);
  });

  test("fails for a host that isn't reached, as --fail-on says", async () => {
    expect((await ended(["egress"], "localhost:1/shop/web:1"))[0]).toBe(0);
    expect((await ended(["egress", "--fail-on", "warning"], "localhost:1/shop/web:1"))[0]).toBe(1);
    expect((await ended(["egress", "--strict"], "localhost:1/shop/web:1"))[0]).toBe(1);
    expect((await ended(["egress", "--strict", "--fail-on", "never"], "localhost:1/shop/web:1"))[0]).toBe(0);
  });

  test("goes where it was asked to go, as JSON", async () => {
    const args = ["egress", "--format=json", "--output", "egress.json", "--output", "text=egress.txt"];
    const [code, stdout, folder] = await ended(args, "registry.test/shop/web:1");
    expect([code, stdout]).toEqual([0, ""]);
    assertEgress(readFileSync(join(folder, "egress.json"), "utf8"));
    expect(readFileSync(join(folder, "egress.txt"), "utf8")).toMatch(/^\d+ hosts?/m);
  });
});
