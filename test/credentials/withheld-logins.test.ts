// What stands for the nodes' credentials, and what of it a fork's pull request gets: nothing sent, nothing started.
import { describe, expect, test } from "vitest";
import { noBase } from "../../src/changes/base.ts";
import type { LoginEdges } from "../../src/credentials/runner-login.ts";
import { readNodeLogins } from "../../src/credentials/node-logins.ts";
import type { NodeLogins } from "../../src/credentials/sources.ts";
import type { Edges } from "../../src/edges/edges.ts";
import type { Reference } from "../../src/model.ts";
import type { NodeCredentialsSetting } from "../../src/settings/settings.ts";
import { memoryFiles } from "../support/files.ts";

const canary = "canary-3f9c";
const forked = { ...noBase, trustsChange: false };
const runner: NodeCredentialsSetting = { kind: "runner", isOwn: false };

function imageAt(registry: string): Reference {
  return { registry, repository: "shop/web", tag: "1", digest: null };
}

const config = {
  auths: { "a.test": { auth: Buffer.from(`ci:${canary}`).toString("base64") }, "b.test": {} },
  credHelpers: { "c.test": "x" },
  credsStore: "x",
};

function world(): { edges: LoginEdges & Pick<Edges, "files">; asked: string[]; masked: string[] } {
  const [asked, masked]: [string[], string[]] = [[], []];
  const edges: LoginEdges & Pick<Edges, "files"> = {
    dockerConfigs: async () => [{ path: "config.json", text: JSON.stringify(config) }],
    credentialHelper: async (name, serverUrl) => {
      asked.push(serverUrl);
      return { kind: "login", serverUrl, username: name, secret: `${canary}-of-helper` };
    },
    files: memoryFiles({
      "kubelet.json": JSON.stringify({ auths: { "a.test": { username: "u", password: canary } } }),
    }),
    mask: (value) => void masked.push(value),
    log: () => {},
  };
  return { edges, asked, masked };
}

/** Of settings that can be read. */
async function loginsOf(...given: Parameters<typeof readNodeLogins>): Promise<NodeLogins> {
  const logins = await readNodeLogins(...given);
  if (typeof logins === "string") throw new Error(logins);
  return logins;
}

const images = ["a.test", "b.test", "c.test", "d.test"].map(imageAt);

describe("the runner's", () => {
  test("are asked for where the change is trusted", async () => {
    const { edges, asked } = world();
    const logins = await loginsOf({ nodeCredentials: runner }, images, edges, noBase);
    expect(images.map((image) => logins.for(image).length)).toEqual([1, 1, 1, 1]);
    expect(images.map((image) => logins.isWithheldFor(image))).toEqual([false, false, false, false]);
    expect(asked).toEqual(["a.test", "b.test", "c.test", "d.test"]);
  });

  test("stay here for a fork, and no helper runs to find out which they are", async () => {
    const { edges, asked } = world();
    const logins = await loginsOf({ nodeCredentials: runner }, images, edges, forked);
    expect(images.map((image) => logins.for(image))).toEqual([[], [], [], []]);
    expect(images.map((image) => logins.isWithheldFor(image))).toEqual([true, true, true, false]);
    expect(asked).toEqual([]);
  });

  test("are a fork's where the base's settings say so", async () => {
    const { edges, asked } = world();
    const logins = await loginsOf({ nodeCredentials: { ...runner, isOwn: true } }, images, edges, forked);
    expect(images.map((image) => logins.for(image).length)).toEqual([1, 1, 1, 1]);
    expect(asked).toHaveLength(4);
  });

  test("are not looked for where nodes have nothing", async () => {
    const { edges, asked, masked } = world();
    const logins = await loginsOf({ nodeCredentials: { kind: "none", isOwn: false } }, images, edges, noBase);
    expect(images.flatMap((image) => logins.for(image))).toEqual([]);
    expect([...asked, ...masked]).toEqual([]);
  });
});

test("a kubelet's config: its passwords are masked, and kept from a fork", async () => {
  const { edges, asked, masked } = world();
  const nodeCredentials = { kind: "file", path: "kubelet.json", place: "--node-credentials", isOwn: false } as const;
  const logins = await loginsOf({ nodeCredentials }, images, edges, noBase);
  expect(images.map((image) => logins.for(image).length)).toEqual([1, 0, 0, 0]);
  expect(masked).toEqual([canary]);
  const kept = await loginsOf({ nodeCredentials }, images, edges, forked);
  expect(images.map((image) => kept.for(image).length)).toEqual([0, 0, 0, 0]);
  expect(images.map((image) => kept.isWithheldFor(image))).toEqual([true, false, false, false]);
  expect(asked).toEqual([]);
});

test.for<[string, string | null, string]>([
  ["none", null, "can't be read (ENOENT)"],
  ["no JSON", "{", "is not JSON"],
  [
    "an entry that no kubelet reads",
    '{"auths":{"u:canary-x@a.test":{"auth":"canary-5"}}}',
    '"auth" of "a.test" is not base64',
  ],
  ["a list", "[]", " is a list"],
])("a kubelet's config that can't be used: %s", async ([, text, expected]) => {
  const { edges } = world();
  const files = memoryFiles(text === null ? {} : { "bad.json": text });
  const nodeCredentials = { kind: "file", path: "bad.json", place: "--node-credentials", isOwn: false } as const;
  const logins = await readNodeLogins({ nodeCredentials }, images, { ...edges, files }, noBase);
  expect(logins).toContain(expected);
  expect(logins).toMatch(/^--node-credentials: "bad\.json"/);
  expect(logins).not.toContain("canary");
});
