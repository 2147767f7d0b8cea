// Which credentials would be tried for a use, in which order, and what became of the secrets that it names.
import { describe, expect, test } from "vitest";
import { credentialLabel } from "../../src/credentials/candidate.ts";
import { opaqueSecretsOf, stoppedBy } from "../../src/credentials/opaque.ts";
import { resolveCredentials } from "../../src/credentials/resolve.ts";
import { seal } from "../../src/credentials/secret.ts";
import { type CredentialSources, noLogins, readSources } from "../../src/credentials/sources.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type {
  AccessObjects,
  Candidate,
  Credentials,
  ImageUse,
  SecretObject,
  Reference,
  ServiceAccount,
} from "../../src/model.ts";
import { accountOf, named } from "../support/credentials.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { settingsOf } from "../support/settings.ts";
import { somewhere, useOf } from "../support/uses.ts";

const nginx: Reference = { registry: "docker.io", repository: "library/nginx", tag: "1", digest: null };
const node: Candidate = { kind: "login", holder: "node", username: "ci", secret: seal("canary-3f9c") };

function use(more: Partial<ImageUse>): ImageUse {
  return useOf("nginx:1", { namespace: "shop", namespaces: ["shop"], ...more });
}

interface Wish {
  readonly use?: Partial<ImageUse>;
  readonly accounts?: readonly ServiceAccount[];
  readonly access?: Partial<AccessObjects>;
  readonly settings?: string;
  readonly nodes?: CredentialSources["nodes"];
}

function resolved({
  use: more = {},
  accounts = [],
  access = {},
  settings = "",
  nodes = noLogins("none"),
}: Wish): Credentials {
  const extraction = { serviceAccounts: accounts, access: { ...noAccess, ...access } };
  return resolveCredentials(use(more), nginx, readSources(extraction, settingsOf(settings), nodes));
}

/** `secret shop/a alice:one`, `node ci`, `anonymous`. */
function shown({ candidates }: Credentials): readonly string[] {
  return candidates.map((candidate) => {
    const label = credentialLabel(candidate);
    return candidate.kind === "login" ? `${label} ${candidate.username}:${candidate.secret.reveal()}` : label;
  });
}

const pod = (...names: readonly string[]): Partial<ImageUse> => ({ pullSecrets: names.map(named) });
const runner = { ...noLogins("runner"), for: () => [node] };
const hub = "https://index.docker.io/v1/";

describe("candidates", () => {
  test.for<[string, Wish, readonly string[]]>([
    ["without a login, anonymous", {}, ["anonymous"]],
    ["the runner's login, then anonymous", { nodes: runner }, ["node ci:canary-3f9c", "anonymous"]],
    [
      "a kubelet's own, and nothing after it",
      { nodes: { ...noLogins("file"), for: () => [node] } },
      ["node ci:canary-3f9c"],
    ],
    [
      "a secret that matches, and nothing after it",
      { use: pod("a"), access: { secrets: [secretOf("a", { [hub]: "alice:one" })] } },
      ["secret shop/a alice:one"],
    ],
    [
      "a secret, then what nodes have",
      { use: pod("a"), access: { secrets: [secretOf("a", { [hub]: "alice:one" })] }, nodes: runner },
      ["secret shop/a alice:one", "node ci:canary-3f9c"],
    ],
    [
      "a secret for another host",
      { use: pod("a"), access: { secrets: [secretOf("a", { "ghcr.io": "alice:one" })] } },
      ["anonymous"],
    ],
    [
      "several secrets, by their keys and then as they are named",
      {
        use: pod("a", "b"),
        access: {
          secrets: [
            secretOf("b", { "docker.io/library": "bob:two", "docker.io": "bob:three" }),
            secretOf("a", { "docker.io": "alice:one" }),
          ],
        },
      },
      ["secret shop/b bob:two", "secret shop/a alice:one", "secret shop/b bob:three"],
    ],
    [
      "the same login twice, once",
      {
        use: pod("a", "b"),
        access: { secrets: [secretOf("a", { [hub]: "alice:one" }), secretOf("b", { [hub]: "alice:one" })] },
      },
      ["secret shop/a alice:one"],
    ],
    [
      "bytes that are no text aren't sent",
      {
        use: pod("a"),
        access: {
          secrets: [
            secretWith(
              "a",
              JSON.stringify({ auths: { [hub]: { auth: Buffer.from([97, 58, 255]).toString("base64") } } }),
            ),
          ],
        },
      },
      ["anonymous"],
    ],
  ])("%s", ([, wish, expected]) => {
    expect(shown(resolved(wish))).toEqual(expected);
  });

  test("what is no reference has no host", () => {
    const sources = readSources({ serviceAccounts: [], access: noAccess }, settingsOf(""), runner);
    expect(resolveCredentials(use({}), null, sources).candidates).toEqual([{ kind: "anonymous" }]);
  });

  test("a login that is kept from a fork is told", () => {
    expect(resolved({ nodes: { ...noLogins("runner"), isWithheldFor: () => true } }).isWithheld).toBe(true);
  });

  test("labels are the contract's words", () => {
    const token: Candidate = { kind: "identity-token", holder: "node", secret: seal("x") };
    const secret: Candidate = { kind: "login", holder: "secret shop/a", username: "u", secret: seal("x") };
    const all = [node, token, secret, { kind: "anonymous" } as const];
    expect(all.map(credentialLabel)).toEqual(["node", "node", "secret shop/a", "anonymous"]);
  });
});

describe("the list that counts", () => {
  const accounts = [
    accountOf("default", "shop", "of-default"),
    accountOf("default", "other", "of-other"),
    accountOf("builder", "shop", "of-builder"),
  ];

  test.for<[string, Partial<ImageUse>, readonly string[]]>([
    ["the pod's own", pod("a", "b"), ["shop/a", "shop/b"]],
    ["never merged with its account's", { ...pod("a"), serviceAccount: named("builder") }, ["shop/a"]],
    ["its account's", { serviceAccount: named("builder") }, ["shop/of-builder"]],
    ["the default account's", {}, ["shop/of-default"]],
    ["of another namespace", { namespace: "other", namespaces: ["other"] }, ["other/of-other"]],
    ["an entry without a name hides the account's, too", pod(""), []],
    ["an account that isn't there", { serviceAccount: named("nobody") }, []],
    ["an artifact's", { slot: "artifact", ...pod("a") }, ["shop/a"]],
    ["an artifact's account", { slot: "artifact", serviceAccount: named("builder") }, ["shop/of-builder"]],
    ["the default account's is no artifact's", { slot: "artifact" }, []],
  ])("%s", ([, more, expected]) => {
    expect(resolved({ use: more, accounts }).secrets.map(({ name }) => name)).toEqual(expected);
  });

  test("what the pod's list hides", () => {
    const { shadowed } = resolved({ use: pod("a"), accounts: [accountOf("default", "shop", "a", "b")] });
    expect(shadowed.map(({ name }) => name)).toEqual(["b"]);
  });

  test.for<[string, Partial<ImageUse>, string | null]>([
    ["an account that isn't there", { serviceAccount: named("nobody") }, "nobody"],
    ["one that is", { serviceAccount: named("builder") }, null],
    ["the default one, which every namespace has", { serviceAccount: named("default"), namespaces: ["third"] }, null],
    ["one in another namespace", { serviceAccount: named("builder"), namespaces: ["other"] }, "builder"],
  ])("%s", ([, more, expected]) => {
    expect(resolved({ use: more, accounts }).missingAccount?.name ?? null).toBe(expected);
  });
});

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
