// Findings about secrets, accounts and bindings: one for all uses that share them, and the same one from run to run.
import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const world = {
  "registry.test": {
    auth: "token",
    users: { ci: "pass" },
    private: ["shop/secret"],
    repositories: { "shop/secret": ["1", "2"], "shop/web": ["1", "2"] },
  },
};

const secret = (password: string, before = ""): string =>
  `${before}apiVersion: v1\nkind: Secret\nmetadata: { name: regcred, namespace: shop }\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{"auths":{"registry.test":{"username":"ci","password":"${password}"}}}'\n`;

const pod = (image: string, names: string, name = "web"): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  serviceAccountName: nobody\n  imagePullSecrets: [${names}]\n  containers:\n    - name: web\n      image: registry.test/${image}\n`;

async function run(files: Readonly<Record<string, string>>, settings = ""): Promise<Report> {
  const { edges } = testEdges({ world, files });
  return checkedGate(settingsOf(settings), edges);
}

function prints({ findings }: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(findings.map(({ rule, fingerprint }) => [rule, fingerprint]));
}

const one = (report: Report, rule: string): Finding => {
  const found = report.findings.filter((finding) => finding.rule === rule);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} findings of ${rule}`);
  return first;
};

describe("a fingerprint", () => {
  test("stays while an image's tag changes: it is of the name, or of the secret", async () => {
    const at = (tag: string) =>
      run({ "pod.yaml": pod(`shop/secret:${tag}`, "{ name: gone }, { name: regcred }"), "secret.yaml": secret("old") });
    const [before, after] = [prints(await at("1")), prints(await at("2"))];
    const rules = ["pull-secret-missing", "pull-secret-rejected", "pull-secret-in-git", "service-account-missing"];
    expect(Object.keys(before).toSorted()).toEqual(rules.toSorted());
    expect(after).toEqual(before);
  });

  test("stays while lines move, and while a password changes", async () => {
    const at = (password: string, before: string) =>
      run({ "pod.yaml": pod("shop/web:1", ""), "secret.yaml": secret(password, before) });
    const [before, after] = [prints(await at("one", "")), prints(await at("two", "# one\n# two\n"))];
    expect(after["pull-secret-in-git"]).toBe(before["pull-secret-in-git"]);
    expect(after["pull-secret-rejected"]).toBe(before["pull-secret-rejected"]);
  });

  test("tells two names of one pod apart, and two workloads of one name", async () => {
    const report = await run({
      "a.yaml": pod("shop/web:1", "{ name: a }, { name: b }"),
      "b.yaml": `${pod("shop/web:1", "{ name: a }", "one")}---\n${pod("shop/web:1", "{ name: a }", "two")}`,
    });
    const found = report.findings.filter(({ rule }) => rule === "pull-secret-missing");
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });
});

describe("one finding", () => {
  test("speaks of a secret to all pods that name it", async () => {
    const pods = ["one", "two", "three"].map((name) => pod("shop/secret:1", "{ name: regcred }", name)).join("---\n");
    const report = await run({ "pods.yaml": pods, "secret.yaml": secret("old") });
    const finding = one(report, "pull-secret-rejected");
    expect(finding.workloads.toSorted()).toEqual(["Pod shop/one", "Pod shop/three", "Pod shop/two"]);
    expect(finding).toMatchObject({ severity: "error", span: { file: { path: "secret.yaml" } }, reference: null });
    expect(finding.evidence.map(({ credential }) => credential)).toContain("secret shop/regcred");
    expect(report.uses.every(({ rules }) => rules.includes("pull-secret-rejected"))).toBe(true);
  });

  test("has the requests that were made for its own sake, where no image was asked with it", async () => {
    const report = await run({ "pod.yaml": pod("shop/web:1", ""), "secret.yaml": secret("old") });
    const finding = one(report, "pull-secret-rejected");
    expect(finding).toMatchObject({ severity: "warning", workloads: [], kubelet: null, image: "" });
    expect(finding.evidence.map(({ credential, status }) => [credential, status])).toContainEqual([
      "secret shop/regcred",
      401,
    ]);
  });
});

describe("the rules' severities", () => {
  test("can be set", async () => {
    const files = { "pod.yaml": pod("shop/web:1", ""), "secret.yaml": secret("pass") };
    expect(one(await run(files, "rules: { pull-secret-in-git: error }"), "pull-secret-in-git").severity).toBe("error");
    expect((await run(files, "rules: { pull-secret-in-git: off }")).findings.map(({ rule }) => rule)).toEqual([
      "service-account-missing",
    ]);
  });

  test("strict makes errors of warnings, and leaves notices", async () => {
    const report = await run({ "pod.yaml": pod("shop/web:1", ""), "secret.yaml": secret("pass") }, "strict: true");
    const found = Object.fromEntries(report.findings.map(({ rule, severity }) => [rule, severity]));
    expect(found).toEqual({ "pull-secret-in-git": "error", "service-account-missing": "notice" });
  });

  test("of names behind a private registry are notices", async () => {
    const report = await run(
      { "pod.yaml": pod("shop/web:1", "{ name: gone }") },
      "private-registries: [registry.test]",
    );
    expect(one(report, "pull-secret-missing").severity).toBe("notice");
  });
});

test("what comes on standard input is in no Git", async () => {
  const { edges } = testEdges({ world, stdin: `${pod("shop/secret:1", "{ name: regcred }")}---\n${secret("pass")}` });
  const report = await checkedGate(settingsOf("paths: ['-']"), edges);
  expect(report.uses.map(({ verdict }) => verdict)).toEqual(["pullable"]);
  expect(report.findings.map(({ rule }) => rule)).not.toContain("pull-secret-in-git");
});

test("a Secret over 1 MiB is refused by the API server, and read no further", async () => {
  const report = await run({
    "pod.yaml": pod("shop/web:1", "{ name: regcred }"),
    "secret.yaml": secret("x".repeat(1024 * 1024)),
  });
  expect(one(report, "pull-secret-invalid")).toMatchObject({ severity: "error", kubelet: null });
  expect(one(report, "pull-secret-invalid").message).toContain("larger than 1 MiB");
});

test("three thousand names that are nowhere, beside as many Secrets, are told in time", async () => {
  const many = Array.from({ length: 3000 }, (_, index) => index);
  const pods = pod("shop/web:1", many.map((index) => `{ name: gone-${index} }`).join(", "));
  const secrets = many.map((index) => secret("pass").replace("regcred", `there-${index}`)).join("---\n");
  const started = performance.now();
  const report = await run({ "pod.yaml": pods, "secrets.yaml": secrets }, "rules: { pull-secret-in-git: off }");
  expect(report.findings.filter(({ rule }) => rule === "pull-secret-missing")).toHaveLength(3000);
  expect(performance.now() - started).toBeLessThan(15_000);
});

test("three thousand accounts with lists that are nowhere, beside Secrets to guess at, are told in time", async () => {
  const accounts = Array.from(
    { length: 3000 },
    (_, index) =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a-${index}, namespace: shop }\nimagePullSecrets: [{ name: gone-and-far-${index} }]\n`,
  );
  const secrets = Array.from({ length: 400 }, (_, index) =>
    secret("pass").replace("regcred", `there-and-near-${index}`),
  );
  const started = performance.now();
  const report = await run(
    { "accounts.yaml": accounts.join("---\n"), "secrets.yaml": secrets.join("---\n") },
    "rules: { pull-secret-in-git: off }",
  );
  expect(report.findings.filter(({ rule }) => rule === "pull-secret-missing")).toHaveLength(3000);
  expect(performance.now() - started).toBeLessThan(15_000);
});
