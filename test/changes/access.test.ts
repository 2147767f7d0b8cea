// Secrets, accounts and bindings of a change: which of them are judged, and which uses for their sake; on real repositories.
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { changedAccess } from "../../src/changes/access.ts";
import { factsIn } from "../../src/changes/facts.ts";
import { readPullSecret } from "../../src/credentials/pull-secret.ts";
import { trialsOf } from "../../src/credentials/trials.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { AccessObjects, RoleBinding, SecretObject, ServiceAccount } from "../../src/model.ts";
import { compareWith, deployment, web } from "../support/comparison.ts";
import { accountOf, bindingOf, named } from "../support/credentials.ts";
import { repositories, type Repository } from "../support/repository.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { settingsOf } from "../support/settings.ts";

interface Tree extends Partial<AccessObjects> {
  readonly accounts?: readonly ServiceAccount[];
}

/** What a change makes of one tree that was another. */
function changes(before: Tree, after: Tree): ReturnType<typeof changedAccess> {
  const [then, now] = [before, after].map(({ accounts = [], ...access }) => ({
    access: { ...noAccess, ...access },
    serviceAccounts: accounts,
    uses: [],
  }));
  if (then === undefined || now === undefined) throw new Error("no tree");
  const facts = (tree: typeof then) => factsIn(tree, settingsOf(), new Map());
  return changedAccess(then, now, { before: facts(then), after: facts(now) });
}

describe("a Secret is changed", () => {
  const before = secretOf("regcred", { "registry.test": "ci:one" });
  const at = (path: string) => ({ span: { file: { path, text: "" }, start: 0, end: 0 } });
  const judged = (after: readonly SecretObject[]): number =>
    changes({ secrets: [before] }, { secrets: after }).access.secrets.length;

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
  const binding = bindingOf({ subjects: [{ ...named("web"), kind: "ServiceAccount", namespace: "shop" }] });
  test.for<[string, Partial<RoleBinding>, number]>([
    ["not by being there", {}, 0],
    ["by its role", { role: { ...named("writer"), kind: "Role" } }, 1],
    ["by its role's kind", { role: { ...named("reader"), kind: "ClusterRole" } }, 1],
    ["by whom it is for", { subjects: [] }, 1],
    ["by its namespace", { namespace: "web", namespaces: ["web"] }, 1],
  ])("%s", ([, more, expected]) => {
    const { access } = changes({ bindings: [binding] }, { bindings: [{ ...binding, ...more }] });
    expect(access.bindings).toHaveLength(expected);
  });

  const role = (name: string, kind: "Role" | "ClusterRole" = "Role") => ({ ...binding, kind, name });
  test.for<[string, Tree, Tree, number]>([
    ["by its role's going", { roles: [role("reader")] }, {}, 1],
    ["by its role's new name", { roles: [role("reader")] }, { roles: [role("read")] }, 1],
    ["by its role's coming", {}, { roles: [role("reader")] }, 1],
    ["by its account's going", { accounts: [accountOf("web", "shop")] }, {}, 1],
    [
      "by its account's new namespace",
      { accounts: [accountOf("web", "shop")] },
      { accounts: [accountOf("web", "x")] },
      1,
    ],
    ["not by another role's going", { roles: [role("other")] }, {}, 0],
    ["not by another account's going", { accounts: [accountOf("other", "shop")] }, {}, 0],
    ["not by a role that nobody had", {}, {}, 0],
  ])("%s", ([, before, after, expected]) => {
    const { access } = changes({ ...before, bindings: [binding] }, { ...after, bindings: [binding] });
    expect(access.bindings).toHaveLength(expected);
  });
});

describe("an account is changed", () => {
  const account = accountOf("web", "shop", "regcred");
  const secrets = [secretOf("regcred", { "registry.test": "ci:one" })];
  test.for<[string, Tree, Tree, number]>([
    ["not by being there", { accounts: [account] }, { accounts: [account] }, 0],
    ["by being new", {}, { accounts: [account] }, 1],
    ["by its list", { accounts: [account] }, { accounts: [accountOf("web", "shop", "other")] }, 1],
    ["by its namespace", { accounts: [account] }, { accounts: [{ ...account, namespaces: ["x"] }] }, 1],
    ["by a Secret's going", { accounts: [account], secrets }, { accounts: [account] }, 1],
    [
      "not by what a Secret holds",
      { accounts: [account], secrets },
      { accounts: [account], secrets: [secretOf("regcred", { "registry.test": "ci:two" })] },
      0,
    ],
  ])("%s", ([, before, after, expected]) => {
    expect(changes(before, after).serviceAccounts).toHaveLength(expected);
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
      { isPrivate: () => false, reachOf: () => "anywhere" },
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

  test("an account that no use needs is judged where it changed, and where its Secret goes", async () => {
    const account = (name: string): string =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}, namespace: shop }\nimagePullSecrets: [{ name: regcred }]\n`;
    own.commit({
      "web.yaml": web("x:1"),
      "a.yaml": account("a"),
      "b.yaml": account("b"),
      "secret.yaml": secret("one"),
    });
    const accounts = async () => (await compared()).extraction.serviceAccounts.map(({ name }) => name);
    expect(await accounts()).toEqual([]);
    own.write({ "b.yaml": account("c") });
    expect(await accounts()).toEqual(["c"]);
    own.write({ "secret.yaml": null });
    expect((await accounts()).toSorted()).toEqual(["a", "c"]);
    expect(await compared()).toMatchObject({ judged: [] });
  });

  test("a binding is judged where its role or its account went", async () => {
    const role =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: one, namespace: shop }\nrules: []\n";
    const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\n";
    const binding =
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: b, namespace: shop }\nroleRef: { kind: Role, name: one }\nsubjects: [{ kind: ServiceAccount, name: web, namespace: shop }]\n";
    own.commit({ "web.yaml": web("x:1"), "binding.yaml": binding, "role.yaml": role, "account.yaml": account });
    expect((await compared()).bindings).toBe(0);
    own.write({ "role.yaml": role.replace("one", "two") });
    expect((await compared()).bindings).toBe(1);
    own.write({ "role.yaml": role, "account.yaml": null });
    expect((await compared()).bindings).toBe(1);
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
