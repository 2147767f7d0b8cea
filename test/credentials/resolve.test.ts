// Which credentials would be tried for a use, in which order, and whose list of secrets counts.
import { describe, expect, test } from "vitest";
import { credentialLabel } from "../../src/credentials/candidate.ts";
import { resolveCredentials } from "../../src/credentials/resolve.ts";
import { seal } from "../../src/credentials/secret.ts";
import { noLogins, readSources } from "../../src/credentials/sources.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { Candidate, ImageUse } from "../../src/model.ts";
import { accountOf, named } from "../support/credentials.ts";
import { secretOf, secretWith } from "../support/secrets.ts";
import { settingsOf } from "../support/settings.ts";
import { hub, node, pod, resolved, runner, shown, use, type Wish } from "./resolving.ts";

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
