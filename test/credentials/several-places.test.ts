// Names that mean one thing here and another there: namespaces, folders, and what a template fills in.
import { describe, expect, test } from "vitest";
import { opaqueSecretsOf, stoppedBy } from "../../src/credentials/opaque.ts";
import type { ImageUse, SecretObject } from "../../src/model.ts";
import { accountOf, named } from "../support/credentials.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { hub, pod, resolved, shown } from "./resolving.ts";

describe("a pod that lands in several namespaces", () => {
  const both: Partial<ImageUse> = { ...pod("regcred"), namespace: null, namespaces: ["shop", "shop-dev"] };
  const good = secretOf("regcred", { [hub]: "alice:one" });
  const inDev = (login: string): SecretObject => secretOf("regcred", { [hub]: login }, { namespaces: ["shop-dev"] });

  test("has a secret where each of them has the same", () => {
    const found = resolved({ use: both, access: { secrets: [good, inDev("alice:one")] } });
    expect(shown(found)).toEqual(["secret shop/regcred alice:one"]);
    expect(found.secrets).toHaveLength(1);
  });

  test.for<[string, readonly SecretObject[], readonly string[]]>([
    ["one lacks it", [good], ["there", "missing"]],
    ["one has another", [good, inDev("alice:two")], ["there", "there"]],
  ])("is tried with none where %s", ([, secrets, kinds]) => {
    const found = resolved({ use: both, access: { secrets } });
    expect(shown(found)).toEqual(["anonymous"]);
    expect(found.secrets.map((one) => [one.name, one.isPartial, one.found.kind])).toEqual([
      ["shop/regcred", true, kinds[0]],
      ["shop-dev/regcred", true, kinds[1]],
    ]);
    expect(opaqueSecretsOf(found)).toContain("shop/regcred");
  });

  test("is not stopped by what one of them can't read", () => {
    const bad = secretWith("regcred", '{"auths":{"x.test":{"auth":"%"}}}');
    expect(stoppedBy(resolved({ use: both, access: { secrets: [bad] } }))).toBeNull();
  });
});

describe("of one name, in several folders", () => {
  const at = (path: string): ImageUse["span"] => ({ file: { path, text: "" }, start: 0, end: 0 });
  const here: Partial<ImageUse> = { ...pod("regcred"), span: at("clusters/prod/web.yaml") };

  test("what makes one nearby comes before a Secret further off", () => {
    const far = secretOf("regcred", { [hub]: "alice:one" }, { span: at("clusters/dev/regcred.yaml") });
    const near = {
      name: "regcred",
      namespace: "shop",
      namespaces: ["shop"],
      by: "SealedSecret",
      span: at("clusters/prod/regcred.yaml"),
    };
    const found = resolved({ use: here, access: { secrets: [far], producers: [near] } });
    expect(found.secrets[0]?.found).toEqual({ kind: "opaque", by: "SealedSecret" });
  });

  test("accounts with other lists leave open which one it is", () => {
    const accounts = [
      { ...accountOf("web", "shop", "a"), span: at("clusters/a/sa.yaml") },
      { ...accountOf("web", "shop"), span: at("clusters/b/sa.yaml") },
    ];
    const found = resolved({ use: { span: at("base/web.yaml"), serviceAccount: named("web") }, accounts });
    expect(found).toMatchObject({ open: "accounts", missingAccount: null });
    expect(found.secrets.map(({ name }) => name)).toEqual(["shop/a"]);
  });

  test("an account that a patch changes leaves it open, too", () => {
    const accounts = [
      { ...accountOf("web", "shop"), span: at("base/sa.yaml") },
      { ...accountOf("web", "shop", "a"), span: at("overlays/prod/sa.yaml"), isPatched: true },
    ];
    const use = { span: at("base/web.yaml"), serviceAccount: named("web") };
    expect(resolved({ use, accounts }).open).toBe("patch");
  });

  test("the default account of a namespace is no pod's of which nobody says where it goes", () => {
    const accounts = [{ ...accountOf("default", "team-b", "regcred"), span: at("team-b/sa.yaml") }];
    const nowhere = { namespace: null, namespaces: [], span: at("team-a/web.yaml") };
    expect(resolved({ use: nowhere, accounts }).secrets).toEqual([]);
    const beside = [{ ...accountOf("default", null, "regcred"), span: at("team-a/sa.yaml") }];
    expect(resolved({ use: nowhere, accounts: beside }).secrets).toHaveLength(1);
  });
});

describe("what a template fills in", () => {
  test.for(["${PULL_SECRET}", "{{ .Values.secret }}", "$(SECRET)"])("%s names a secret that nobody knows", (name) => {
    expect(resolved({ use: pod(name) }).secrets[0]?.found).toEqual({ kind: "opaque", by: "a placeholder" });
  });

  test("an account so named may have any list, and isn't missed", () => {
    const found = resolved({ use: { serviceAccount: named("${SA:=web}") } });
    expect(found).toMatchObject({ open: "patch", missingAccount: null });
  });

  test("a use that a patch has a word in is open", () => {
    expect(resolved({ use: { isPatched: true } }).open).toBe("patch");
  });

  test.for<[string, string, string]>([
    ["Argo CD's Vault plugin", '{"username":"<path:kv/data/reg#user>","password":"<path:kv/data/reg#pw>"}', "opaque"],
    ["an example", '{"username":"ci","password":"<password>"}', "opaque"],
    ["envsubst without braces", '{"auth":"$AUTH"}', "opaque"],
    ["a Vault injector's", '{"username":"ci","password":"vault:secret/data/x#y"}', "opaque"],
    ["NVIDIA's user", '{"username":"$oauthtoken","password":"nvapi-1"}', "there"],
    ["a robot's name", '{"username":"robot$ci","password":"x"}', "there"],
  ])("%s", ([, entry, expected]) => {
    const secrets = [secretWith("a", `{"auths":{"${hub}":${entry}}}`)];
    const found = resolved({ use: pod("a"), access: { secrets } });
    expect(opaqueSecretsOf(found).length > 0 ? "opaque" : found.secrets[0]?.found.kind).toBe(expected);
  });
});
