// Whose code is in dist/, and under which licence: read from the packages as they are installed.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { licencesOf } from "../../scripts/licences.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const titlesIn = (text: string): readonly string[] =>
  [...text.matchAll(/^={80}\n(.+)\n={80}$/gm)].map(([, title = ""]) => title.replace(/ \d+\.\d+\.\d+/, ""));

describe("licences", () => {
  test("each package has one, once, and our own sources need none", async () => {
    const inputs = ["src/cli.ts", "<stdin>", "node_modules/yaml/browser/dist/index.js"];
    await expect(licencesOf(inputs, root)).resolves.toContain("Copyright Eemeli Aro");
    expect(titlesIn(await licencesOf(inputs, root))).toEqual(["yaml (ISC)"]);
    expect(await licencesOf([], root)).not.toContain("====");
  });

  test("what a package took from somebody else has its own, where its code is there", async () => {
    const agent = "node_modules/undici/lib/dispatcher/agent.js";
    expect(titlesIn(await licencesOf([agent], root))).toEqual(["undici (MIT)"]);
    const all = await licencesOf(
      [agent, "node_modules/undici/lib/web/fetch/body.js", "node_modules/undici/lib/llhttp/llhttp-wasm.js"],
      root,
    );
    expect(titlesIn(all)).toEqual(["undici (MIT)", "undici, lib/llhttp", "undici, lib/web/fetch"]);
    expect(all).toContain("Ethan Arrowood");
    expect(all).toContain("Fedor Indutny");
    expect(titlesIn(await licencesOf(["node_modules/undici/lib/milo/simd.js"], root))).toContain("undici, lib/milo");
  });

  test("a nested copy of a package is refused", async () => {
    await expect(licencesOf(["node_modules/a/node_modules/b/index.js"], root)).rejects.toThrow("a copy of its own");
  });

  test("but for an older one that two packages can't do without: each version is told once", async () => {
    const inside = ["minipass-flush", "minipass-pipeline"].map(
      (name) => `node_modules/${name}/node_modules/minipass/index.js`,
    );
    const all = await licencesOf([...inside, "node_modules/minipass/dist/commonjs/index.js"], root);
    expect(titlesIn(all)).toEqual(["minipass (BlueOak-1.0.0)", "minipass (ISC)"]);
  });
});
