// From one login to the next: a pod's secrets are tried in turn, whatever the one before came to.
import { expect, test } from "vitest";
import type { JudgedUse } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const denied = '{"errors":[{"code":"DENIED","message":"denied"}]}';

const registry = {
  auth: "token",
  users: { alice: "canary-3f9c", bob: "canary-77aa" },
  private: ["*"],
  repositories: { "shop/web": ["1"] },
};

/** One pod whose one secret has a login of alice's, then one of bob's; `first` is what becomes of alice. */
async function judged(
  first: object | null,
  host: object = registry,
  logins = ["alice:canary-3f9c", "bob:canary-77aa"],
): Promise<JudgedUse> {
  const [longest = "", other = ""] = logins.map((login) => Buffer.from(login).toString("base64"));
  const auths = { "registry.test/shop": { auth: longest }, "registry.test": { auth: other } };
  const objects = [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web" },
      spec: {
        imagePullSecrets: [{ name: "regcred" }],
        containers: [{ name: "web", image: "registry.test/shop/web:1" }],
      },
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "regcred" },
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": JSON.stringify({ auths }) },
    },
  ];
  const faults = first === null ? [] : [{ user: "alice", ...first }];
  const { edges } = testEdges({
    world: { "registry.test": { ...host, faults } },
    files: { "pod.yaml": objects.map((object) => JSON.stringify(object)).join("\n---\n") },
  });
  const { uses } = await checkedGate(settingsOf("node-credentials: none\ndepth: blobs"), edges);
  const [use] = uses;
  if (use === undefined || uses.length > 1) throw new Error("there is one use");
  return use;
}

test.for<[string, object]>([
  ["a token service that fails over it", { path: "^/token", status: 500 }],
  ["a token that can't be read", { path: "^/token", body: '{"token":' }],
  ["a registry that fails over it", { path: "^/v2/", status: 503 }],
  ["a quota that it has spent", { path: "/manifests/", status: 429 }],
  [
    "a page in the place of the manifest",
    { path: "/manifests/", body: "<html>", headers: { "content-type": "text/html" } },
  ],
  ["a repository that isn't there for it", { path: "^/v2/", status: 404 }],
  ["content that isn't there for it", { blob: "layer", status: 404 }],
  [
    "content that it may not read, though its neighbour in the same secret may",
    { blob: "layer", status: 403, body: denied },
  ],
])("%s: the next login pulls", async ([, fault]) => {
  expect(await judged(fault)).toMatchObject({ verdict: "pullable", rules: [] });
});

test("what can't be known of one is what can't be known of all, where the next is refused", async () => {
  const use = await judged({ path: "^/token", status: 500 }, { ...registry, users: { alice: "canary-3f9c" } });
  expect(use).toMatchObject({ verdict: "unreachable", outcome: { kind: "unreachable" } });
  expect(use.outcome.evidence.at(-1)?.status).toBe(500);
});

test("a login without a password is asked with as if there were none, and so it stands in the evidence", async () => {
  const { verdict, outcome, tried } = await judged(null, registry, ["alice:", ":canary-77aa"]);
  expect(verdict).toBe("denied");
  expect(new Set(outcome.evidence.map(({ credential }) => credential))).toEqual(new Set(["anonymous"]));
  expect(tried).toMatchObject([
    { credential: "secret regcred", isExtra: false, came: { kind: "refused", unasked: true } },
  ]);
});
