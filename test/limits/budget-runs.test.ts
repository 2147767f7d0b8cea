// A run within its budget: no more counted pulls than it allows, whatever the images are like; and what is said of the rest.
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/model.ts";
import { renderJson } from "../../src/report/json.ts";
import { testEdges, type TestEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const images = {
  "shop/single": { "1": {} },
  "shop/index": { "1": { index: true } },
  "shop/nested": { "1": { index: true, nested: true } },
  "shop/both": { "1": { platforms: ["linux/amd64", "linux/arm64"] } },
  "shop/twice": { "1": { platforms: ["linux/amd64", "linux/amd64"] } },
  "shop/old": { "1": { kind: "schema1" } },
  "shop/chart": { "1": { kind: "helm" } },
};

const hub = { auth: "token", realm: "https://auth.docker.io/token", limits: { pulls: {} }, repositories: images };

function pods(names: readonly string[]): string {
  const containers = names.map((name, index) => `{ name: c${index}, image: "${name}" }`);
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [${containers.join(", ")}] }\n`;
}

async function run(
  host: object,
  settings: string,
  names = Object.keys(images).map((name) => `${name}:1`),
): Promise<{ report: Report; made: TestEdges }> {
  const made = testEdges({ world: { "registry-1.docker.io": host }, files: { "a.yaml": pods(names) } });
  return { report: await checkedGate(settingsOf(settings), made.edges), made };
}

const noHead = [{ method: "HEAD", path: "/manifests/1$", status: 405 }];
const noDigest = [{ method: "HEAD", path: "/manifests/1$", headers: { "docker-content-digest": null } }];

describe("no more counted pulls than it allows", () => {
  test.for(
    [0, 1, 2, 3, 5, 8, 100].flatMap((budget) =>
      (["2.1", "1.7"] as const).flatMap((containerd) =>
        [[], noHead, noDigest].map((faults) => [budget, containerd, faults] as const),
      ),
    ),
  )("%i, containerd %s, %j", async ([budget, containerd, faults]) => {
    const settings = `pull-budget: ${budget}\ncontainerd: "${containerd}"\nplatform: [linux/amd64, linux/arm64]\nconcurrency: 2\n`;
    const { report, made } = await run({ ...hub, faults }, settings);
    expect(made.registry.counted.length).toBeLessThanOrEqual(budget);
    expect(report.cost.countedPulls).toBe(made.registry.counted.length);
    for (const { verdict, outcome, rules } of report.uses) {
      const isShort = outcome.kind === "found" && outcome.depth === "reference" && outcome.reduced !== undefined;
      expect(isShort).toBe(rules.includes("depth-reduced"));
      if (isShort) expect(verdict).toBe("pullable");
    }
  });

  test.for([1, 2, 64])("with many more images than may be asked at once: %i", async (concurrency) => {
    const repositories = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`shop/i${index}`, ["1"]]));
    const names = Object.keys(repositories).map((name) => `${name}:1`);
    const { report, made } = await run({ ...hub, repositories }, `concurrency: ${concurrency}\n`, names);
    expect(made.registry.counted).toHaveLength(20);
    expect(report.uses.filter(({ outcome }) => outcome.kind === "found" && outcome.depth === "manifest")).toHaveLength(
      20,
    );
    expect(report.uses.every(({ verdict }) => verdict === "pullable")).toBe(true);
  });
});

test("of a login's budget, also where its blobs come from a host that it isn't shown to", async () => {
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: pull }\ntype: kubernetes.io/dockerconfigjson\nstringData: { .dockerconfigjson: '{"auths":{"registry.test":{"username":"robot","password":"pa55word"}}}' }\n`;
  const pod = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { imagePullSecrets: [{ name: pull }], containers: [{ name: web, image: "registry.test/shop/twice:1" }] }\n`;
  const host = { auth: "basic", users: { robot: "pa55word" }, private: ["*"], blobs: "https://cdn.test" };
  const repositories = { "shop/twice": { "1": { platforms: ["linux/amd64", "linux/x86_64"] } } };
  const made = testEdges({
    world: { "registry.test": { ...host, limits: { pulls: {} }, repositories }, "cdn.test": {} },
    files: { "a.yaml": [secret, pod].join("---\n") },
  });
  const report = await checkedGate(settingsOf("pull-budget: 2"), made.edges);
  expect([made.registry.counted.length, report.cost.countedPulls]).toEqual([2, 2]);
  expect(report.uses.map(({ rules }) => rules)).toEqual([["depth-reduced"]]);
});

test("a platform that was not looked at is not called proved, though another one was", async () => {
  const repositories = {
    "shop/deep": { "1": { platforms: ["linux/amd64", "linux/arm64"], nested: true, missing: ["child linux/arm64"] } },
  };
  const settings = (budget: number): string => `pull-budget: ${budget}\nplatform: [linux/amd64, linux/arm64]\n`;
  const short = await run({ ...hub, repositories }, settings(3), ["shop/deep:1"]);
  expect(short.report.uses.map(({ verdict, rules }) => [verdict, rules])).toEqual([["pullable", ["depth-reduced"]]]);
  const whole = await run({ ...hub, repositories }, settings(9), ["shop/deep:1"]);
  expect(whole.report.uses.map(({ verdict }) => verdict)).toEqual(["broken"]);
});

test("tags of one broken image are broken, whatever is left of the budget", async () => {
  const spec = { index: true, missing: ["child"] };
  const repositories = { "shop/web": { "1": spec, "2": { ...spec, twin: "1" }, "3": { ...spec, twin: "1" } } };
  const names = ["shop/web:1", "shop/web:2", "shop/web:3"];
  const faults = [{ path: "manifests", latency: 20 }];
  const { report } = await run({ ...hub, repositories, faults }, "pull-budget: 2\n", names);
  expect(report.uses.map(({ verdict }) => verdict)).toEqual(["broken", "broken", "broken"]);
});

describe("where HEAD tells no digest", () => {
  const names = ["shop/a:1", "shop/b:1", "shop/c:1"];
  const repositories = { "shop/a": { "1": { index: true } }, "shop/b": { "1": { index: true } }, "shop/c": ["1"] };

  test("none is spent on a name alone, where what it leads to may not be asked for", async () => {
    const { report, made } = await run({ ...hub, repositories, faults: noDigest }, "pull-budget: 3\n", names);
    const depths = report.uses.map(({ use, outcome }) => [use.image, outcome.kind === "found" && outcome.depth]);
    expect(Object.fromEntries(depths)).toEqual({
      "shop/a:1": "manifest",
      "shop/b:1": "reference",
      "shop/c:1": "manifest",
    });
    expect(made.registry.counted).toHaveLength(3);
  });

  test("a spent quota is told, and nothing is called fine", async () => {
    const limits = { pulls: { anonymous: 10, spent: { anonymous: 10 } } };
    const spent = { "ratelimit-limit": "10;w=21600", "ratelimit-remaining": "0;w=21600" };
    const [fault] = noDigest;
    const faults = [{ ...fault, headers: { ...fault?.headers, ...spent } }];
    const { report } = await run({ ...hub, repositories, limits, faults }, "pull-budget: 0\n", names);
    expect(report.uses.map(({ verdict, rules }) => [verdict, rules])).toEqual(
      names.map(() => ["throttled", ["rate-limited"]]),
    );
  });
});

describe("the same each time", () => {
  const plain = (report: Report): string =>
    renderJson(report)
      .replaceAll(/"(?:ms|durationMs|requests|remaining)": [\d.]+/g, "")
      .replaceAll(/"date": [^,]+/g, "");

  test("whichever image answers first", async () => {
    const repositories = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`shop/i${index}`, ["1"]]));
    const names = Object.keys(repositories).map((name) => `${name}:1`);
    const reports = new Set<string>();
    for (let slow = 0; slow < 8; slow += 1) {
      const faults = [{ path: `shop/i${slow * 5}/manifests/1$`, latency: 3000 }];
      const { report } = await run({ ...hub, repositories, faults }, "pull-budget: 7\n", names);
      reports.add(plain(report));
    }
    expect(reports.size).toBe(1);
  });
});

test("an image that never answers keeps nobody waiting for ever", async () => {
  const faults = [{ path: "shop/single/manifests/1$", stall: true }];
  const { report } = await run({ ...hub, faults }, "pull-budget: 2\ntimeout: 60s\n");
  const [single, ...others] = report.uses.toSorted(
    (a, b) => Number(b.use.image === "shop/single:1") - Number(a.use.image === "shop/single:1"),
  );
  expect(single?.verdict).not.toBe("pullable");
  expect(
    others.every(
      ({ outcome }) => outcome.kind !== "not-asked" || outcome.why === "budget" || outcome.why === "deadline",
    ),
  ).toBe(true);
});
