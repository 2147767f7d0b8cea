// Artifacts from use to verdict, over the embedded registry: what is there is pullable, whatever it is.
import { expect, test } from "vitest";
import { judgeArtifacts } from "../support/artifacts.ts";
import { testEdges } from "../support/edges.ts";

const world = {
  "registry.test": {
    repositories: {
      "charts/web": { "1.0.0": { kind: "helm" }, "1.0.1": { kind: "helm" } },
      packages: {
        artifact: { kind: "artifact" },
        wasm: { kind: "wasm" },
        old: { kind: "schema1" },
        arm: { platforms: ["linux/arm64"] },
        empty: { missing: ["config", "layer"] },
        broken: { wrong: "json" },
      },
    },
  },
  "closed.test": { auth: "token", private: ["*"], hides: true, repositories: { "charts/web": ["1.0.0"] } },
};

test("what is there is pullable, whatever it is made of and whatever depth is set", async () => {
  const { edges } = testEdges({ world });
  const tags = ["artifact", "wasm", "old", "arm", "empty", "broken"];
  const names = ["charts/web:1.0.0", ...tags.map((tag) => `packages:${tag}`)].map((name) => `registry.test/${name}`);
  const { uses, findings, cost } = await judgeArtifacts(names, edges, "depth: blobs");
  expect(findings).toEqual([]);
  expect(
    uses.map(({ verdict, platforms, outcome }) => [verdict, platforms, "depth" in outcome && outcome.depth]),
  ).toEqual(names.map(() => ["pullable", [], "reference"]));
  expect(cost).toMatchObject({ requests: names.length, countedPulls: 0 });
});

test("what isn't there is missing, and what is closed is denied", async () => {
  const { edges } = testEdges({ world });
  const names = [
    "registry.test/charts/web:1.0.2",
    `registry.test/charts/web@sha256:${"0".repeat(64)}`,
    "registry.test/charts/none:1.0.0",
    "closed.test/charts/web:1.0.0",
    "nowhere.test/charts/web:1.0.0",
  ];
  const { uses, findings, cost } = await judgeArtifacts(names, edges);
  expect(uses.map(({ verdict }) => verdict)).toEqual(["missing", "missing", "missing", "denied", "unreachable"]);
  expect(findings.map(({ rule, severity, kubelet, message }) => [rule, severity, kubelet, message])).toEqual([
    ["tag-missing", "error", null, 'tag "1.0.2" is not in registry.test/charts/web'],
    ["digest-missing", "error", null, "digest sha256:000000000000… is not in registry.test/charts/web"],
    ["repository-missing", "error", null, 'repository "charts/none" is not in registry.test'],
    [
      "access-denied",
      "error",
      null,
      expect.stringContaining("closed.test/charts/web is missing or private: what closed.test answers fits both"),
    ],
    ["host-not-found", "error", null, '"nowhere.test" does not exist in DNS'],
  ]);
  expect(cost.countedPulls).toBe(0);
});
