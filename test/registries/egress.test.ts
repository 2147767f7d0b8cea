// Hosts that a node has to reach, as a run saw them: at each depth, and where something is in the way.
import { describe, expect, test } from "vitest";
import type { EgressHost } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

async function egress(
  images: readonly string[],
  world: Readonly<Record<string, object>>,
  settings = "",
): Promise<readonly EgressHost[]> {
  const containers = images.map((image, index) => `{ name: c${index}, image: "${image}" }`).join(", ");
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [${containers}] }\n`;
  const { edges } = testEdges({ world, files: { "pod.yaml": pod } });
  return (await checkedGate(settingsOf(settings), edges)).egress;
}

function drawn(hosts: readonly EgressHost[]): readonly string[] {
  const marks = new Map([
    [true, "reached"],
    [false, "not reached"],
    [null, "not asked"],
  ]);
  return hosts.map(({ host, port, why, reached }) => `${host}:${port} ${why.join("+")} ${marks.get(reached)}`);
}

const cdn = { path: "/blobs/", status: 307, headers: { location: "https://cdn.test/x?signature=canary" } };
const registry = {
  auth: "token",
  realm: "https://auth.test/token",
  repositories: { "shop/web": ["1"], "shop/api": ["1"] },
};

test("the registry, its token service, and where its content comes from", async () => {
  const hosts = await egress(["registry.test/shop/web:1", "registry.test/shop/api:1"], {
    "registry.test": { ...registry, faults: [cdn] },
    "auth.test": {},
    "cdn.test": { network: "timeout" },
  });
  expect(drawn(hosts)).toEqual([
    "auth.test:443 token reached",
    "cdn.test:443 blob not reached",
    "registry.test:443 registry reached",
  ]);
  expect(hosts[1]).toMatchObject({
    registries: ["registry.test"],
    images: ["registry.test/shop/api:1", "registry.test/shop/web:1"],
    detail: "cdn.test: connection timed out",
  });
  expect(JSON.stringify(hosts)).not.toContain("canary");
});

test("a registry that gives its content itself", async () => {
  const hosts = await egress(["registry.test/shop/web:1"], {
    "registry.test": { repositories: { "shop/web": ["1"] } },
  });
  expect(drawn(hosts)).toEqual(["registry.test:443 registry+blob reached"]);
  expect(hosts[0]?.detail).toBe("");
});

describe("at depth reference nobody is asked for content", () => {
  test("that of a well-known registry is listed by what its owner documents", async () => {
    const world = { "registry-1.docker.io": { repositories: { "library/web": ["1"] } } };
    const hosts = await egress(["web:1"], world, "depth: reference");
    expect(drawn(hosts)).toEqual([
      "docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com:443 blob not asked",
      "production.cloudflare.docker.com:443 blob not asked",
      "production.cloudfront.docker.com:443 blob not asked",
      "registry-1.docker.io:443 registry reached",
    ]);
  });

  test("that of any other one is said not to be known", async () => {
    const world = { "registry.test": { repositories: { "shop/web": ["1"] } } };
    const hosts = await egress(["registry.test/shop/web:1"], world, "depth: reference");
    expect(drawn(hosts)).toEqual(["registry.test:443 registry reached"]);
    expect(hosts[0]?.detail).toContain("where its content comes from was not asked for");
  });
});

test.for([
  ["private.test:5000", "private-registries: ['*.test:5000']", "private.test:5000 registry not asked"],
  ["registry.test:99999", "", null],
  ["registry.test:0", "", null],
] as const)("%s under %j", async ([host, settings, expected]) => {
  const hosts = await egress([`${host}/shop/web:1`], {}, settings);
  expect(drawn(hosts)).toEqual(expected === null ? [] : [expected]);
});

test.for([
  ["name-not-found", "not reached"],
  ["tls-untrusted", "not reached"],
  ["proxy-refused", "not reached"],
  ["address-forbidden", "not reached"],
] as const)("%s is in the way: %s", async ([network, words]) => {
  const hosts = await egress(["registry.test/shop/web:1"], { "registry.test": { network } });
  expect(drawn(hosts)).toEqual([`registry.test:443 registry ${words}`]);
  expect(hosts[0]?.detail).not.toBe("");
});

test.for([
  [{ path: "/v2/", status: 503 }, "reached"],
  [{ path: "/v2/", status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' }, "reached"],
  [{ path: "/v2/", status: 200, headers: { "content-type": "text/html" }, body: "<html>" }, "not reached"],
] as const)("whoever answers %j is %s", async ([fault, words]) => {
  const world = { "registry.test": { repositories: { "shop/web": ["1"] }, faults: [fault] } };
  expect(drawn(await egress(["registry.test/shop/web:1"], world))[0]).toBe(`registry.test:443 registry ${words}`);
});
