// Docker Hub's limit where no image's answer told it: who is asked for it, by whom, and how often.
import { describe, expect, test } from "vitest";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const silent = {
  path: "library|acme",
  headers: { "ratelimit-limit": null, "ratelimit-remaining": null, "docker-ratelimit-source": null },
};

function pods(...images: readonly string[]): string {
  return images
    .map(
      (image, index) =>
        `apiVersion: v1\nkind: Pod\nmetadata: { name: p${index} }\nspec: { containers: [{ name: a, image: "${image}" }] }\n`,
    )
    .join("---\n");
}

async function ask(images: readonly string[], hub: object, settings = "", dockerConfig?: string) {
  const world = {
    "registry-1.docker.io": {
      auth: "token",
      realm: "https://auth.docker.io/token",
      users: { acme: "canary-hub" },
      repositories: { "library/nginx": ["1", "2"], "acme/web": ["1"] },
      ...hub,
    },
    "ghcr.io": { repositories: { "acme/api": ["1"] } },
  };
  const made = testEdges({
    world,
    files: { "a.yaml": pods(...images) },
    ...(dockerConfig === undefined ? {} : { dockerConfig }),
  });
  const report = await checkedGate(settingsOf(settings), made.edges);
  const previews = made.registry.visits.filter(({ path }) => path.startsWith("/v2/ratelimitpreview/"));
  return { report, previews, registry: made.registry };
}

describe("asked", () => {
  test("once, by HEAD, where images of Docker Hub were granted and nothing was said", async () => {
    const { report, previews, registry } = await ask(["nginx:1", "nginx:2"], {
      limits: { pulls: {} },
      faults: [silent],
    });
    expect(previews.map(({ method }) => method)).toEqual(["HEAD"]);
    expect(report.limits).toMatchObject([{ told: { kind: "limit", limit: 100 } }]);
    expect(registry.counted).toHaveLength(2);
  });

  test("as each identity that was let in, with its own login", async () => {
    const auth = Buffer.from("acme:canary-hub").toString("base64");
    const config = JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth } } });
    const { report, previews } = await ask(
      ["acme/web:1"],
      { private: ["acme/web"], limits: { pulls: {} }, faults: [silent] },
      "",
      config,
    );
    expect(previews.at(-1)).toMatchObject({ method: "HEAD", status: 200, authorization: "bearer" });
    expect(report.limits).toMatchObject([
      { credentials: ["node"], told: { kind: "limit", limit: 200, source: "acme" } },
    ]);
  });

  test("a plan without a limit says nothing there either", async () => {
    const auth = Buffer.from("acme:canary-hub").toString("base64");
    const config = JSON.stringify({ auths: { "https://index.docker.io/v1/": { auth } } });
    const { report } = await ask(["acme/web:1"], { limits: { pulls: { accounts: { acme: null } } } }, "", config);
    expect(report.limits).toMatchObject([{ credentials: ["node"], told: { kind: "unlimited" }, needed: 1 }]);
  });
});

describe("not asked", () => {
  test.for<[string, readonly string[], object]>([
    ["where an answer told it", ["nginx:1"], { limits: { pulls: {} } }],
    ["where nothing was granted", ["nginx:9"], { limits: { pulls: {} }, faults: [silent] }],
    ["of another registry", ["ghcr.io/acme/api:1"], { limits: { pulls: {} } }],
  ])("%s", async ([, images, hub]) => {
    expect((await ask(images, hub)).previews).toEqual([]);
  });

  test("what it refuses changes nothing", async () => {
    const refused = { path: "ratelimitpreview", status: 500 };
    const { report } = await ask(["nginx:1"], { limits: { pulls: {} }, faults: [refused, silent] });
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(["pullable"]);
    expect(report.limits).toMatchObject([{ told: { kind: "unknown" } }]);
  });
});
