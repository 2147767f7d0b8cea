// Comments at Secrets, bindings and the names of pull secrets: what they silence, and what is said of those that do nothing.
import { describe, expect, test } from "vitest";
import { ignoresIn, plainView } from "../../src/ignores/ignores.ts";
import { readManifests } from "../../src/manifests/read.ts";
import type { Report } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { memoryFiles } from "../support/files.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const world = {
  "registry.test": {
    auth: "token",
    users: { ci: "pass" },
    private: ["shop/secret"],
    repositories: { "shop/secret": ["1"], "shop/web": ["1"] },
  },
};

const ignore = (rules: string): string => `# pullgate: ignore ${rules} -- known`;

interface Wish {
  readonly login?: string;
  readonly image?: string;
  /** Comments behind these lines, by what the line holds. */
  readonly at?: Readonly<Record<string, string>>;
  readonly settings?: string;
}

function manifest({ login = "ci:pass", image = "shop/web:1", at = {} }: Wish): string {
  const auth = Buffer.from(login).toString("base64");
  const lines = [
    "apiVersion: v1",
    "kind: Secret",
    "metadata:",
    "  name: regcred",
    "type: kubernetes.io/dockerconfigjson",
    "stringData:",
    `  .dockerconfigjson: '{"auths":{"registry.test":{"auth":"${auth}"}}}'`,
    "---",
    "apiVersion: v1",
    "kind: Pod",
    "metadata: { name: web }",
    "spec:",
    "  serviceAccountName: worker",
    "  imagePullSecrets:",
    "    - name: 'regcred'",
    "  containers:",
    `    - image: registry.test/${image}`,
    "---",
    "apiVersion: rbac.authorization.k8s.io/v1",
    "kind: RoleBinding",
    "metadata:",
    "  name: binding",
    "roleRef:",
    "  kind: Role",
    "  name: reader",
    "subjects:",
    "  - kind: ServiceAccount",
    "    name: nobody",
    "    namespace: shop",
  ];
  const commented = lines.map((line) => {
    const found = Object.entries(at).find(([part]) => line.includes(part));
    return found === undefined ? line : `${line} ${found[1]}`;
  });
  return `${commented.join("\n")}\n`;
}

async function run(wish: Wish): Promise<Report> {
  const { edges } = testEdges({ world, files: { "all.yaml": manifest(wish) } });
  return checkedGate(settingsOf(wish.settings ?? ""), edges);
}

const rulesIn = ({ findings }: Report): readonly string[] => findings.map(({ rule }) => rule);
const inAll = ["pull-secret-in-git", "service-account-missing", "role-binding-dangling"];

test("without a comment everything is said", async () => {
  expect(rulesIn(await run({}))).toEqual(inAll);
});

describe("a rule is silenced", () => {
  test.for<[string, string, string]>([
    ["pull-secret-in-git", "at the Secret's value", ".dockerconfigjson:"],
    ["pull-secret-in-git", "at its name", "  name: regcred"],
    ["pull-secret-in-git", "at its type", "type: kubernetes.io"],
    ["service-account-missing", "at the account's name", "serviceAccountName"],
    ["service-account-missing", "at the image", "- image"],
    ["role-binding-dangling", "at the role", "name: reader"],
    ["role-binding-dangling", "at the subject", "name: nobody"],
    ["role-binding-dangling", "at the binding's name", "name: binding"],
  ])("%s %s", async ([rule, , part]) => {
    expect(rulesIn(await run({ at: { [part]: ignore(rule) } }))).toEqual(inAll.filter((one) => one !== rule));
  });

  test("and no other", async () => {
    const report = await run({ at: { ".dockerconfigjson:": ignore("pull-secret-rejected") } });
    expect(rulesIn(report)).toEqual(inAll);
  });
});

describe("a login that is refused", () => {
  test.for<[string, Wish["at"] & object, string, readonly string[]]>([
    ["speaks for its uses", {}, "denied", ["pull-secret-rejected"]],
    ["at the Secret", { ".dockerconfigjson:": ignore("pull-secret-rejected") }, "skipped", []],
    ["at the only image", { "- image": ignore("pull-secret-rejected") }, "skipped", []],
    ["where the secret is named", { "'regcred'": ignore("pull-secret-rejected") }, "skipped", []],
  ])("%s", async ([, at, verdict, rules]) => {
    const report = await run({ login: "ci:old", image: "shop/secret:1", at });
    expect(report.uses.map((use) => [use.verdict, use.rules.filter((rule) => rule.startsWith("pull"))])).toEqual([
      [verdict, rules],
    ]);
    expect(rulesIn(report).includes("pull-secret-rejected")).toBe(rules.length > 0);
    expect(rulesIn(report)).not.toContain("access-denied");
  });

  test("what was silenced is told", async () => {
    const report = await run({
      login: "ci:old",
      image: "shop/secret:1",
      at: { "kubernetes.io": ignore("pull-secret-rejected") },
    });
    expect(report.uses[0]?.ignored).toMatchObject([{ rules: ["pull-secret-rejected"], reason: "known" }]);
  });
});

test("an image that is pulled stays so, whatever is silenced beside it", async () => {
  const report = await run({ at: { serviceAccountName: ignore("service-account-missing") } });
  expect(report.uses[0]).toMatchObject({ verdict: "pullable", ignored: [{ reason: "known" }] });
});

describe("of a comment that does nothing is said", () => {
  const said = async (at: Wish["at"] & object): Promise<string> =>
    (await run({ at })).findings.find(({ rule }) => rule === "ignore-unused")?.message ?? "";

  test("that its rule finds nothing", async () => {
    expect(await said({ "type: kubernetes.io": ignore("pull-secret-unmatched") })).toContain(
      "pull-secret-unmatched finds nothing wrong",
    );
    expect(await said({ "name: reader": ignore("pull-secret-in-git") })).toContain("finds nothing wrong");
  });

  test("nothing, of rules that come and go", async () => {
    expect(await said({ "type: kubernetes.io": ignore("pull-secret-rejected, pull-secret-expiring") })).toBe("");
  });

  test("that it has to name a rule, at what is no image", async () => {
    expect(await said({ "type: kubernetes.io": "# pullgate: ignore -- known" })).toContain("silences nothing");
  });

  test.for(["kind: Secret", "kind: RoleBinding", "stringData:", "roleRef:", "subjects:"])(
    "that its line decides nothing: %s",
    async (line) => {
      expect(await said({ [line]: ignore("pull-secret-in-git, role-binding-dangling") })).toContain("silences nothing");
    },
  );
});

test("an entry of the settings is for a Secret by its file", async () => {
  const entry = (path: string): string => `ignore: [{ rule: pull-secret-in-git, path: "${path}", reason: known }]`;
  expect(rulesIn(await run({ settings: entry("all.yaml") }))).toEqual(inAll.slice(1));
  expect(rulesIn(await run({ settings: entry("b/**") }))).toContain("pull-secret-in-git");
});

describe("whom a run believes", () => {
  const extraction = async (text: string) => {
    const reading = await readManifests({ paths: ["."], exclude: [] }, memoryFiles({ "all.yaml": text }));
    if (reading.kind !== "read") throw new Error(reading.kind);
    return reading.extraction;
  };

  test("a comment that a fork brings to a Secret counts for nothing", async () => {
    const read = await extraction(manifest({ at: { ".dockerconfigjson:": ignore("pull-secret-in-git") } }));
    const trusting = ignoresIn(read, settingsOf(), plainView("2026-11-01"));
    const doubting = ignoresIn(read, settingsOf(), { ...plainView("2026-11-01"), trusts: () => false });
    expect([trusting.onObject.size, doubting.onObject.size]).toEqual([1, 0]);
    expect(doubting.all.map(({ standing }) => standing.kind)).toEqual(["untrusted"]);
  });

  test("one over several objects is for each whose part is on its line", async () => {
    const row =
      "  - { apiVersion: v1, kind: Secret, metadata: { name: NAME }, type: kubernetes.io/dockercfg, data: {} }";
    const both = `${row.replace("NAME", "a").slice(4)}, ${row.replace("NAME", "b").slice(4)}`;
    const read = await extraction(`apiVersion: v1\nkind: List\nitems: [${both}] ${ignore("pull-secret-invalid")}\n`);
    expect(ignoresIn(read, settingsOf(), plainView("2026-11-01")).onObject.size).toBe(2);
  });
});
