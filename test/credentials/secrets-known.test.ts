// What became of the secrets that a use names.
import { describe, expect, test } from "vitest";
import { opaqueSecretsOf, stoppedBy } from "../../src/credentials/opaque.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { somewhere } from "../support/uses.ts";
import { hub, pod, resolved, shown, type Wish } from "./resolving.ts";

describe("what became of a secret", () => {
  const regcred = secretOf("regcred", { [hub]: "alice:one" });
  const producer = { name: "made", namespace: "shop", namespaces: ["shop"], by: "SealedSecret", span: somewhere };

  test.for<[string, Wish, object]>([
    ["there", { use: pod("regcred"), access: { secrets: [regcred] } }, { kind: "there", matching: [hub] }],
    [
      "there, and Docker Hub's own key gives way to another secret's",
      { use: pod("regcred", "b"), access: { secrets: [regcred, secretOf("b", { "*.io": "bob:two" })] } },
      { kind: "there", matching: [], isIdle: true },
    ],
    [
      "there, and nobody says in which namespace",
      { use: pod("regcred"), access: { secrets: [{ ...regcred, namespace: null, namespaces: [] }] } },
      { kind: "there" },
    ],
    [
      "there, and for another registry",
      { use: pod("regcred"), access: { secrets: [secretOf("regcred", { "ghcr.io": "alice:one" })] } },
      { kind: "there", matching: [], isIdle: true },
    ],
    [
      "there, with two keys for Docker Hub, of which one counts",
      { use: pod("regcred"), access: { secrets: [secretOf("regcred", { [hub]: "a:1", "docker.io": "b:2" })] } },
      { kind: "there", matching: ["docker.io"], isIdle: false },
    ],
    ["nowhere", { use: pod("regcred") }, { kind: "missing", nearest: null, elsewhere: [] }],
    [
      "nowhere, and one is nearly called so",
      { use: pod("regcreds"), access: { secrets: [regcred] } },
      { kind: "missing", nearest: "regcred" },
    ],
    [
      "elsewhere",
      { use: { ...pod("regcred"), namespaces: ["web"] }, access: { secrets: [regcred] } },
      { kind: "missing", elsewhere: ["shop"] },
    ],
    [
      "elsewhere, and copied",
      { use: { ...pod("regcred"), namespaces: ["web"] }, access: { secrets: [{ ...regcred, isCopied: true }] } },
      { kind: "opaque" },
    ],
    ["made", { use: pod("made"), access: { producers: [producer] } }, { kind: "opaque", by: "SealedSecret" }],
    [
      "made in another namespace",
      { use: { ...pod("made"), namespaces: ["web"] }, access: { producers: [producer] } },
      { kind: "missing", nearest: null, elsewhere: ["shop"] },
    ],
    [
      "made under a name that a template fills in",
      { use: pod("web-made"), access: { producers: [{ ...producer, name: "*-made", by: "Helm template" }] } },
      { kind: "opaque", by: "Helm template" },
    ],
    ["listed", { use: pod("a"), settings: "external-secrets: [a]" }, { kind: "opaque", by: "external-secrets" }],
    ["listed by a glob", { use: pod("a-b"), settings: 'external-secrets: ["a-*"]' }, { kind: "opaque" }],
    ["listed for its namespace", { use: pod("a"), settings: "external-secrets: [shop/a]" }, { kind: "opaque" }],
    ["listed for another", { use: pod("a"), settings: "external-secrets: [web/a]" }, { kind: "missing" }],
    [
      "several of one name",
      { use: pod("regcred"), access: { secrets: [regcred, secretOf("regcred", { [hub]: "alice:two" })] } },
      { kind: "opaque", by: "several" },
    ],
    [
      "several of one name and one content",
      { use: pod("regcred"), access: { secrets: [regcred, secretOf("regcred", { [hub]: "alice:one" })] } },
      { kind: "there" },
    ],
    [
      "the settings' namespace",
      {
        use: { ...pod("regcred"), namespace: null, namespaces: [] },
        access: { secrets: [regcred, secretOf("regcred", { [hub]: "bob:two" }, { namespaces: ["web"] })] },
        settings: "namespace: shop",
      },
      { kind: "there" },
    ],
  ])("%s", ([, wish, expected]) => {
    expect(resolved(wish).secrets[0]?.found).toMatchObject(expected);
  });

  test("of several the one nearest to the file that names it", () => {
    const at = (path: string) => ({ file: { path, text: "" }, start: 0, end: 0 });
    const secrets = ["dev", "prod"].map((cluster) =>
      secretOf("regcred", { [hub]: `${cluster}:one` }, { span: at(`clusters/${cluster}/secrets/regcred.yaml`) }),
    );
    const candidates = resolved({
      use: { ...pod("regcred"), span: at("clusters/prod/apps/web.yaml") },
      access: { secrets },
    });
    expect(shown(candidates)).toEqual(["secret shop/regcred prod:one"]);
  });

  test("what nobody can read may open what is refused", () => {
    const secrets = [secretOf("sealed", {}, { isEncrypted: true }), regcred];
    const { secrets: found } = resolved({
      use: pod("sealed", "regcred", "made"),
      access: { secrets, producers: [producer] },
    });
    expect(opaqueSecretsOf({ secrets: found })).toEqual(["shop/sealed", "shop/made"]);
  });

  test("an entry that the kubelet can't read stops all of the pod's pulls; one that no cluster takes doesn't", () => {
    const stopped = (config: string): unknown =>
      stoppedBy(resolved({ use: pod("a"), access: { secrets: [secretWith("a", config)] } }));
    expect(stopped('{"auths":{"other.test":{"auth":"%%%"}}}')).toMatchObject({ by: "kubelet" });
    expect(stopped("{")).toBeNull();
  });
});

describe("a template whose Secret's whole name is filled in", () => {
  const span = { file: { path: "charts/web/templates/secret.yaml", text: "" }, start: 0, end: 0 };
  const producer = { name: "*", namespace: null, namespaces: [], by: "Helm template", span };
  const named = (path: string): string =>
    resolved({
      use: { ...pod("regcred"), span: { file: { path, text: "" }, start: 0, end: 0 } },
      access: { producers: [producer] },
    }).secrets[0]?.found.kind ?? "";

  test("may make any of its own chart's, and nobody else's", () => {
    expect(named("charts/web/extra.yaml")).toBe("opaque");
    expect(named("charts/web2/extra.yaml")).toBe("missing");
    expect(named("apps/web.yaml")).toBe("missing");
  });
});
