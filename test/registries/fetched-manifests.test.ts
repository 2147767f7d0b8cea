// Manifests that a run has fetched already: once for all names of them, and again where it came to nothing.
import { describe, expect, test } from "vitest";
import { createFetchedManifests } from "../../src/registries/fetched-manifests.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

async function ask(images: readonly string[], host: object, settings = "pull-budget: 100%") {
  const containers = images.map((name, index) => `{ name: c${index}, image: "registry.test/${name}" }`);
  const manifest = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [${containers.join(", ")}] }\n`;
  const made = testEdges({
    world: { "registry.test": { limits: { pulls: {} }, ...host } },
    files: { "a.yaml": manifest },
  });
  const report = await checkedGate(settingsOf(settings), made.edges);
  return { report, counted: made.registry.counted.length };
}

const twins = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [String(index), { index: true, ...(index === 0 ? {} : { twin: "0" }) }]),
);
const tags = Array.from({ length: 12 }, (_, index) => `shop/web:${index}`);

describe("in a run", () => {
  test("twelve tags of one index cost what one costs", async () => {
    const { report, counted } = await ask(tags, { repositories: { "shop/web": twins } });
    expect(report.uses.map(({ verdict, outcome }) => [verdict, outcome.kind === "found" && outcome.depth])).toEqual(
      tags.map(() => ["pullable", "manifest"]),
    );
    expect([counted, report.cost.countedPulls]).toEqual([2, 2]);
  });

  test("and are charged as one", async () => {
    const { report, counted } = await ask(tags, { repositories: { "shop/web": twins } }, "pull-budget: 2");
    expect(report.findings.filter(({ rule }) => rule === "depth-reduced")).toEqual([]);
    expect(counted).toBe(2);
  });

  test("what is broken is broken for each", async () => {
    const { report } = await ask(tags.slice(0, 3), {
      repositories: {
        "shop/web": {
          "0": { index: true, missing: ["child"] },
          "1": { index: true, missing: ["child"], twin: "0" },
          "2": { index: true, missing: ["child"], twin: "0" },
        },
      },
    });
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(["broken", "broken", "broken"]);
  });
});

test("one that was brought to nobody is fetched by whoever asks next; at once there is one", async () => {
  const fetched = createFetchedManifests();
  let asked = 0;
  const failing = async (): Promise<string> => {
    asked += 1;
    return Promise.resolve("nothing");
  };
  expect(await Promise.all([fetched.once("a", failing), fetched.once("a", failing)])).toEqual(["nothing", "nothing"]);
  expect(asked).toBe(2);
  await expect(fetched.once("b", async () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await fetched.once("b", failing)).toBe("nothing");
});

test("those who waited for what came to nothing ask beside each other", async () => {
  const fetched = createFetchedManifests();
  let now = 0;
  let most = 0;
  const failing = async (): Promise<string> => {
    most = Math.max(most, (now += 1));
    await new Promise(setImmediate);
    now -= 1;
    return "nothing";
  };
  await Promise.all(Array.from({ length: 6 }, async () => fetched.once("a", failing)));
  expect(most).toBe(5);
});

test("who waits for somebody else's says so: whoever that one waits for may need the place", async () => {
  const fetched = createFetchedManifests();
  const { promise, resolve } = Promise.withResolvers<string>();
  let waiting = 0;
  const ask = async (): Promise<unknown> =>
    fetched.once(
      "a",
      async () => promise,
      async (other) => {
        waiting += 1;
        return other;
      },
    );
  const all = [ask(), ask(), ask()];
  expect(waiting).toBe(2);
  resolve("nothing");
  await Promise.all(all);
});

test("the evidence of what somebody else has fetched is told as one's own", async () => {
  const names = ["one", "two"];
  const secret = (name: string): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: shop }\ntype: kubernetes.io/dockerconfigjson\nstringData: { .dockerconfigjson: '{"auths":{"registry.test":{"username":"robot","password":"pa55word"}}}' }\n`;
  const pod = (name: string, index: number): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\nspec: { imagePullSecrets: [{ name: ${name} }], containers: [{ name: web, image: "registry.test/shop/web:${index}" }] }\n`;
  const users = { robot: "pa55word" };
  const made = testEdges({
    world: { "registry.test": { auth: "basic", users, private: ["*"], repositories: { "shop/web": twins } } },
    files: { "a.yaml": [...names.map(secret), ...names.map(pod)].join("---\n") },
  });
  const report = await checkedGate(settingsOf(""), made.edges);
  const shown = report.uses.map(({ outcome }) => [...new Set(outcome.evidence.map(({ credential }) => credential))]);
  expect(shown).toEqual(names.map((name) => [`secret shop/${name}`]));
});
