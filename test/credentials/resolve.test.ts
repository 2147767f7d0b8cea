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

  test("a file that can't be used is said, and not quoted", async () => {
    const [login, logged] = await read({ path: "config.json", text: '{"auths": "canary-3f9c"}' });
    expect(login).toBe(noLogin);
    expect(logged).toEqual(['the docker login in config.json is not used: "auths" is not an object']);
  });
});
