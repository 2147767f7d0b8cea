// How far requests may lead: on whose choice each host is asked.
import { expect, test } from "vitest";
import { noBase } from "../../src/changes/base.ts";
import type { Edges } from "../../src/edges/edges.ts";
import type { PullHost } from "../../src/mirrors/hosts.ts";
import type { Reach } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";
import { mirror } from "./mirrored.ts";

const foreign = {
  mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
  urls: ["https://layers.test/{{digest}}"],
};

/** The reach of each request, by host. */
async function reaches(
  trustsChange: boolean,
  hosts: readonly PullHost[] | null = null,
): Promise<ReadonlyMap<string, Reach>> {
  const { edges } = testEdges({
    world: {
      "registry.test": {
        auth: "token",
        realm: "https://auth.test/token",
        repositories: { "shop/web": { "1": { layers: [foreign, {}] } } },
      },
      "auth.test": {},
      "layers.test": {},
      "mirror.test": { repositories: {} },
    },
    files: {
      "pod.yaml":
        'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a, image: "registry.test/shop/web:1" }] }\n',
    },
  });
  const seen = new Map<string, Reach>();
  const http: Edges["http"] = async (request) => {
    seen.set(request.url.host, request.reach ?? "anywhere");
    return edges.http(request);
  };
  const pullHosts = { for: () => hosts, secrets: [] };
  await checkedGate(settingsOf("depth: blobs"), { ...edges, http, pullHosts }, { ...noBase, trustsChange });
  return seen;
}

test("a change of the repository's own may lead anywhere", async () => {
  const own = await reaches(true);
  expect([...own.values()].every((reach) => reach === "anywhere")).toBe(true);
  expect([...own.keys()].toSorted()).toEqual(["auth.test", "layers.test", "registry.test"]);
});

test("what a fork names may not: the registry, who gives it tokens, and addresses that its manifest names", async () => {
  const forks = await reaches(false);
  expect(Object.fromEntries(forks)).toEqual({
    "auth.test": "public",
    "layers.test": "public",
    "registry.test": "public",
  });
});

test("hosts of hosts.toml are nobody's choice but the base's", async () => {
  const forks = await reaches(false, [
    mirror,
    { ...mirror, url: new URL("https://registry.test/v2"), isMirror: false },
  ]);
  expect(forks.get("mirror.test")).toBe("anywhere");
  expect(forks.get("registry.test")).toBe("public");
});
