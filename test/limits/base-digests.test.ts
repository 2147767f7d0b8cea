// A change against its base: what nodes have by another name is none that they pull, and what it takes to know that.
import { afterAll, describe, expect, test } from "vitest";
import type { Base } from "../../src/changes/base.ts";
import { commitFiles } from "../../src/edges/commit-files.ts";
import type { CommitFiles } from "../../src/edges/edges.ts";
import { nodeFiles } from "../../src/edges/files.ts";
import { openObjects } from "../../src/edges/objects.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { fillDigests } from "../support/registry/contents.ts";
import { readWorld } from "../support/registry/world.ts";
import { gitEnvironment, repositories } from "../support/repository.ts";
import { settingsOf } from "../support/settings.ts";

const many = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`b${index}`, { twin: "2" }]));
const hub = {
  auth: "token",
  realm: "https://auth.docker.io/token",
  limits: { pulls: {} },
  repositories: {
    "acme/web": { "1": { index: true }, same: { index: true, twin: "1" }, "2": { index: true, layers: 2 } },
    "acme/many": { "1": {}, "2": {}, "3": {}, ...many },
  },
};
const world = { "registry-1.docker.io": hub, "registry.test": { repositories: { "acme/web": ["1", "2"] } } };

const { create, remove } = repositories();
const opened: CommitFiles[] = [];
afterAll(() => {
  for (const files of opened) files.close();
  remove();
});

function daemon(images: string | readonly string[]): string {
  const containers = [images].flat().map((image, index) => {
    return `{ name: web-${index}, image: "${fillDigests(readWorld(world), image)}" }`;
  });
  return `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: web }\nspec: { template: { spec: { containers: [${containers.join(", ")}] } } }\n`;
}

async function change(before: string | readonly string[], after: string | readonly string[]) {
  const repository = create();
  const commit = repository.commit({ "a.yaml": daemon(before) });
  repository.write({ "a.yaml": daemon(after) });
  const disk = nodeFiles(repository.path);
  const settings = settingsOf("nodes: 10\ndepth: reference");
  const place = { folder: repository.path, environment: gitEnvironment };
  const made = testEdges({ world, files: disk });
  const base = await made.clock.hold(async (): Promise<Base> => {
    const files = commitFiles(commit, await openObjects(place), { ...place, prefix: "", disk });
    opened.push(files);
    return { kind: "commit", trustsChange: true, commit, files, settings };
  });
  const report = await checkedGate(settings, made.edges, base);
  return {
    report,
    log: made.logged,
    needed: report.limits[0]?.needed,
    heads: made.registry.count({ method: "HEAD", path: /\/2?manifests\// }),
  };
}

const digest = "acme/web@{{digest registry-1.docker.io/acme/web:1}}";

describe("what nodes have already", () => {
  test.for<[string, string, string, number]>([
    ["a pin of the tag", "acme/web:1", "acme/web:1@{{digest registry-1.docker.io/acme/web:1}}", 0],
    ["a pin without the tag", "acme/web:1", digest, 0],
    ["another tag of the same digest", "acme/web:1", "acme/web:same", 0],
    ["another digest", "acme/web:1", "acme/web:2", 20],
    ["the same tag of another registry", "registry.test/acme/web:1", "acme/web:1", 20],
  ])("%s", async ([, before, after, expected]) => {
    expect((await change(before, after)).needed).toBe(expected);
  });
});

test("it costs a HEAD for each tag of the base that may be it, and none where no limit is told", async () => {
  // The challenge, the image and the base's tag.
  expect((await change("acme/web:1", "acme/web:2")).report.cost).toMatchObject({ countedPulls: 0 });
  expect((await change("acme/web:1", "acme/web:2")).heads).toBe(3 + 1);
  expect((await change(digest, "acme/web:2")).heads).toBe(2);
  expect((await change("registry.test/acme/web:1", "registry.test/acme/web:2")).heads).toBe(1);
});

test("however many tags of one repository there are, of some it is asked, and the log says what it cost", async () => {
  const tags = Object.keys(many).map((tag) => `acme/many:${tag}`);
  const { heads, log } = await change(tags, ["acme/many:1", "acme/many:2", "acme/many:3"]);
  // Each of the two runs is challenged first.
  expect(heads).toBe(1 + 3 + 1 + 500);
  expect(log.at(-1)).toMatch(/^with the base's tags, requests: registry-1\.docker\.io 505, /);
});

test("a base's tag that is gone is nobody's finding", async () => {
  const { report, needed } = await change("acme/web:gone", "acme/web:2");
  expect(report.findings).toEqual([]);
  expect(needed).toBe(20);
});
