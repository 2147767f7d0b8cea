// Secrets, accounts and bindings of a change: which of them are judged, and which uses for their sake; on real repositories.
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { changedAccess } from "../../src/changes/access.ts";
import { readPullSecret } from "../../src/credentials/pull-secret.ts";
import { trialsOf } from "../../src/credentials/trials.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { RoleBinding, SecretObject } from "../../src/model.ts";
import { compareWith, deployment, web } from "../support/comparison.ts";
import { named } from "../support/credentials.ts";
import { repositories, type Repository } from "../support/repository.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { somewhere } from "../support/uses.ts";

describe("a Secret is changed", () => {
  const before = secretOf("regcred", { "registry.test": "ci:one" });
  const at = (path: string) => ({ span: { file: { path, text: "" }, start: 0, end: 0 } });
  const judged = (after: readonly SecretObject[]): number =>
    changedAccess({ ...noAccess, secrets: [before] }, { ...noAccess, secrets: after }).secrets.length;

  test.for<[string, SecretObject, number]>([
    ["not by being there", secretOf("regcred", { "registry.test": "ci:one" }), 0],
    ["not by another file", secretOf("regcred", { "registry.test": "ci:one" }, at("b.yaml")), 0],
    ["by its password", secretOf("regcred", { "registry.test": "ci:two" }), 1],
    ["by its key", secretOf("regcred", { "other.test": "ci:one" }), 1],
    ["by its name", secretOf("other", { "registry.test": "ci:one" }), 1],
    [
      "by its namespace",
      secretOf("regcred", { "registry.test": "ci:one" }, { namespace: "web", namespaces: ["web"] }),
      1,
    ],
    [
      "by where a kustomization puts it",
      secretOf("regcred", { "registry.test": "ci:one" }, { namespaces: ["web"] }),
      1,
    ],
    ["by its type", secretOf("regcred", { "registry.test": "ci:one" }, { type: named("Opaque") }), 1],
    ["by losing its type", secretOf("regcred", { "registry.test": "ci:one" }, { type: null }), 1],
    ["by being encrypted", secretOf("regcred", { "registry.test": "ci:one" }, { isEncrypted: true }), 1],
    ["by being copied", secretOf("regcred", { "registry.test": "ci:one" }, { isCopied: true }), 1],
    ["by losing what it holds", secretWith("regcred", "", { values: [] }), 1],
    ["where it moved and changed", secretOf("regcred", { "registry.test": "ci:two" }, at("b.yaml")), 1],
  ])("%s", ([, after, expected]) => {
    expect(judged([after])).toBe(expected);
  });

  test("a copy of it is new", () => {
    expect(judged([before, secretOf("regcred", { "registry.test": "ci:one" }, at("b.yaml"))])).toBe(1);
    expect(judged([])).toBe(0);
  });
});

describe("a binding is changed", () => {
  const binding: RoleBinding = {
    kind: "RoleBinding",
    name: "b",
    namespace: "shop",
    namespaces: ["shop"],
    span: somewhere,
    role: { ...named("reader"), kind: "Role" },
    subjects: [{ ...named("web"), kind: "ServiceAccount", namespace: "shop" }],
  };
  test.for<[string, Partial<RoleBinding>, number]>([
    ["not by being there", {}, 0],
    ["by its role", { role: { ...named("writer"), kind: "Role" } }, 1],
    ["by its role's kind", { role: { ...named("reader"), kind: "ClusterRole" } }, 1],
    ["by whom it is for", { subjects: [] }, 1],
    ["by its namespace", { namespace: "web", namespaces: ["web"] }, 1],
  ])("%s", ([, more, expected]) => {
    const after = { ...noAccess, bindings: [{ ...binding, ...more }] };
    expect(changedAccess({ ...noAccess, bindings: [binding] }, after).bindings).toHaveLength(expected);
  });
});

describe("in a repository", () => {
  const { create, remove } = repositories();
  afterAll(remove);
  let own: Repository;
  beforeEach(() => {
    own = create();
  });

  const secret = (password: string, name = "regcred"): string =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: shop }\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{"auths":{"${name}.test":{"username":"ci","password":"${password}"}}}'\n`;
  const pulling = (image: string): string => web(image, "      imagePullSecrets: [{ name: regcred }]\n");
  const other = deployment({ name: "other", images: ["y:1"] });

  async function compared() {
    const { judged, extraction, whole } = await compareWith(own);
    const { secrets, bindings } = extraction.access;
    const names = secrets.map(({ name }) => name);
    return { judged, secrets: names, bindings: bindings.length, all: whole.access.secrets.length, extraction };
  }

  test("what a Secret holds is a fact of the uses that name it, and of no others", async () => {
    own.commit({ "web.yaml": pulling("x:1"), "other.yaml": other, "secret.yaml": secret("one") });
    own.write({ "secret.yaml": secret("two") });
    expect(await compared()).toMatchObject({ judged: ["web.yaml x:1"], secrets: ["regcred"], all: 1 });
  });

  test("so are uses judged that lose theirs", async () => {
    own.commit({ "web.yaml": pulling("x:1"), "other.yaml": other, "secret.yaml": secret("one") });
    own.write({ "secret.yaml": null });
    expect(await compared()).toMatchObject({ judged: ["web.yaml x:1"], secrets: [], all: 0 });
  });

  test("and those that come to have one", async () => {
    own.commit({ "web.yaml": pulling("x:1"), "other.yaml": other });
    own.write({ "secret.yaml": secret("one") });
    expect(await compared()).toMatchObject({ judged: ["web.yaml x:1"], secrets: ["regcred"] });
  });

  test("through a ServiceAccount as well", async () => {
    const account =
      "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default, namespace: shop }\nimagePullSecrets: [{ name: regcred }]\n";
    own.commit({ "web.yaml": web("x:1"), "account.yaml": account, "secret.yaml": secret("one") });
    own.write({ "secret.yaml": secret("two") });
    expect((await compared()).judged).toEqual(["web.yaml x:1"]);
  });

  test("a Secret that moves to another file is no change", async () => {
    own.commit({ "web.yaml": pulling("x:1"), "secret.yaml": secret("one") });
    own.git("mv", "secret.yaml", "secrets.yaml");
    expect(await compared()).toMatchObject({ judged: [], secrets: [], all: 1 });
    own.write({ "secrets.yaml": null, "web.yaml": `${pulling("x:1")}---\n${secret("one")}` });
    expect(await compared()).toMatchObject({ judged: [], secrets: [], all: 1 });
  });

  test("nor is one that is written in another way", async () => {
    own.commit({ "web.yaml": pulling("x:1"), "secret.yaml": secret("one") });
    own.write({
      "secret.yaml": `# kept here\n${secret("one").replace("metadata: { name: regcred, namespace: shop }", "metadata:\n  namespace: shop\n  name: regcred")}`,
    });
    expect(await compared()).toMatchObject({ judged: [], secrets: [] });
  });

  test("only logins of changed Secrets are tried for their own sake", async () => {
    own.commit({ "web.yaml": web("x:1"), "a.yaml": secret("one", "a"), "b.yaml": secret("one", "b") });
    own.write({ "b.yaml": secret("two", "b") });
    const { extraction } = await compared();
    const trials = trialsOf(
      extraction.access.secrets.map(readPullSecret),
      () => false,
      () => {},
    );
    expect(trials.map(({ registry }) => registry)).toEqual(["b.test"]);
  });

  test("what makes a Secret makes it known: uses are judged anew", async () => {
    const sealed =
      "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: regcred, namespace: shop }\nspec: {}\n";
    own.commit({ "web.yaml": pulling("x:1"), "other.yaml": other });
    own.write({ "sealed.yaml": sealed });
    expect(await compared()).toMatchObject({ judged: ["web.yaml x:1"], secrets: [] });
  });

  test("a binding is judged where it changed", async () => {
    const binding = (role: string): string =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: b, namespace: shop }\nroleRef: { kind: Role, name: ${role} }\nsubjects: []\n`;
    own.commit({ "web.yaml": web("x:1"), "binding.yaml": binding("one") });
    expect((await compared()).bindings).toBe(0);
    own.write({ "binding.yaml": binding("two") });
    expect(await compared()).toMatchObject({ bindings: 1, judged: [] });
  });
});
