// Which credentials would be tried for a use, and which secrets are known by name alone.
import { describe, expect, test } from "vitest";
import { type DockerLogin, noLogin } from "../../src/credentials/docker-login.ts";
import { credentialLabel, indexServiceAccounts, resolveCredentials } from "../../src/credentials/resolve.ts";
import { readRunnerLogin } from "../../src/credentials/runner-login.ts";
import { seal } from "../../src/credentials/secret.ts";
import type { Candidate, Credentials, ImageUse, Reference, ServiceAccount } from "../../src/model.ts";
import { somewhere, useOf } from "../support/uses.ts";

const nginx: Reference = { registry: "docker.io", repository: "library/nginx", tag: "1", digest: null };
const node: Candidate = { kind: "node", username: "ci", secret: seal("canary-3f9c") };

function use(more: Partial<ImageUse>): ImageUse {
  return useOf("nginx:1", { namespace: "shop", ...more });
}

function account(name: string, namespace: string | null, ...pullSecrets: readonly string[]): ServiceAccount {
  return { name, namespace, pullSecrets, span: somewhere };
}

function resolved(
  more: Partial<ImageUse>,
  accounts: readonly ServiceAccount[] = [],
  login: DockerLogin = noLogin,
): Credentials {
  return resolveCredentials(use(more), nginx, indexServiceAccounts(accounts), login);
}

describe("candidates", () => {
  test("without a login, anonymous", () => {
    expect(resolved({}).candidates).toEqual([{ kind: "anonymous" }]);
  });

  test("the login of the host that answers, then anonymous", () => {
    const login: DockerLogin = { forHost: (host) => (host === "registry-1.docker.io" ? node : null) };
    expect(resolved({}, [], login).candidates).toEqual([node, { kind: "anonymous" }]);
  });

  test("what is no reference has no host", () => {
    const credentials = resolveCredentials(use({}), null, new Map(), { forHost: () => node });
    expect(credentials.candidates).toEqual([{ kind: "anonymous" }]);
  });

  test("labels are the contract's words", () => {
    const token: Candidate = { kind: "node-token", secret: seal("x") };
    expect([node, token, { kind: "anonymous" } as const].map(credentialLabel)).toEqual(["node", "node", "anonymous"]);
  });
});

describe("secrets that are known by name", () => {
  const accounts = [
    account("default", "shop", "of-default"),
    account("default", "other", "of-other"),
    account("builder", "shop", "of-builder"),
    account("default", null, "of-nowhere"),
  ];

  test.for<[string, Partial<ImageUse>, readonly string[]]>([
    ["the pod's own", { pullSecrets: ["a", "b"] }, ["shop/a", "shop/b"]],
    ["never merged with its account's", { pullSecrets: ["a"], serviceAccount: "builder" }, ["shop/a"]],
    ["its account's", { serviceAccount: "builder" }, ["shop/of-builder"]],
    ["the default account's", {}, ["shop/of-default"]],
    ["of the account in its namespace", { namespace: "other" }, ["other/of-other"]],
    ["without a namespace", { namespace: null }, ["of-nowhere"]],
    ["an account that isn't there", { serviceAccount: "nobody" }, []],
    ["an account elsewhere", { namespace: "other", serviceAccount: "builder" }, []],
    ["an artifact's", { slot: "artifact", pullSecrets: ["a"] }, ["shop/a"]],
    [
      "of the account that an artifact's object names",
      { slot: "artifact", serviceAccount: "builder" },
      ["shop/of-builder"],
    ],
    ["the default account's is no artifact's", { slot: "artifact" }, []],
  ])("%s", ([, more, expected]) => {
    expect(resolved(more, accounts).opaqueSecrets).toEqual(expected);
  });
});

describe("the runner's login", () => {
  async function read(
    config: { readonly path: string; readonly text: string } | null,
  ): Promise<readonly [DockerLogin, readonly string[]]> {
    const logged: string[] = [];
    const login = await readRunnerLogin({ dockerConfig: async () => config, log: (line) => void logged.push(line) });
    return [login, logged];
  }

  test("no file", async () => {
    expect(await read(null)).toEqual([noLogin, []]);
  });

  test("a file", async () => {
    const [login, logged] = await read({
      path: "config.json",
      text: '{"auths":{"a.test":{"username":"u","password":"p"}}}',
    });
    expect(login.forHost("a.test")).toMatchObject({ kind: "node", username: "u" });
    expect(logged).toEqual([]);
  });

  const good = Buffer.from("ci:canary-3f9c").toString("base64");
  test.for<[string, object, string]>([
    ["a store", { credsStore: "desktop", auths: { "ghcr.io": {} } }, "credsStore is not read yet"],
    ["helpers", { credHelpers: { "gcr.io": "gcloud" } }, 'credHelpers ("gcr.io") is not read yet'],
    [
      "many helpers",
      { credHelpers: { "a.test": "x", "b.test": "x", "c.test": "x", "d.test": "x", "e.test": "x" } },
      'credHelpers ("a.test", "b.test", "c.test", 2 more) is not read yet',
    ],
    [
      "an auth that is none",
      { auths: { "a.test": { auth: "canary-3f9c" }, "https://u:canary-3f9c@b.test/v2/": { auth: "%%%" } } },
      'the "auth" of "a.test", "b.test" is not base64 of USER:PASSWORD',
    ],
    [
      "all of it",
      { credsStore: "x", credHelpers: { "a.test": "x" }, auths: { "b.test": { auth: "%" } } },
      'credsStore is not read yet; credHelpers ("a.test") is not read yet; the "auth" of "b.test" is not base64 of USER:PASSWORD',
    ],
  ])("logins that are not read are told in one line, and never quoted: %s", async ([, config, told]) => {
    const [, logged] = await read({ path: "config.json", text: JSON.stringify(config) });
    expect(logged).toEqual([`the docker login in config.json: ${told}: asked as anonymous`]);
    expect(logged.join("")).not.toContain("canary");
  });

  test.for<[string, object]>([
    ["nothing in it", {}],
    ["no logins", { auths: null }],
    ["names of no helper", { credsStore: "", credHelpers: {} }],
    ["entries that helpers left empty", { auths: { "a.test": {}, "b.test": { auth: "" } } }],
    ["a login beside its helper", { auths: { "a.test": { auth: good } }, credHelpers: { "a.test": "x" } }],
    ["a good auth beside a broken one", { auths: { "a.test": { auth: good }, "https://a.test/v2/": { auth: "%" } } }],
  ])("no word of %s", async ([, config]) => {
    expect((await read({ path: "config.json", text: JSON.stringify(config) }))[1]).toEqual([]);
  });

  test("a file that can't be used is said, and not quoted", async () => {
    const [login, logged] = await read({ path: "config.json", text: '{"auths": "canary-3f9c"}' });
    expect(login).toBe(noLogin);
    expect(logged).toEqual(['the docker login in config.json is not used: "auths" is not an object']);
  });
});
