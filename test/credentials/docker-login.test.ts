// A docker `config.json`: which login it holds for which host, in every shape in which such files come.
import { describe, expect, test } from "vitest";
import { noLogin, readDockerLogin } from "../../src/credentials/docker-login.ts";
import type { Candidate } from "../../src/model.ts";

const hub = "registry-1.docker.io";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** What the file says for a host: `user:password`, `token TOKEN`, or `null`. */
function loginFor(config: unknown, host = "registry.test"): string | null {
  const reading = readDockerLogin(typeof config === "string" ? config : JSON.stringify(config));
  if (reading.kind !== "login") throw new Error(reading.why);
  return printed(reading.login.forHost(host));
}

function printed(candidate: Candidate | null): string | null {
  if (candidate === null) return null;
  switch (candidate.kind) {
    case "anonymous":
      return "anonymous";
    case "node":
      return `${candidate.username}:${candidate.secret.reveal()}`;
    case "node-token":
      return `token ${candidate.secret.reveal()}`;
  }
}

describe("an entry", () => {
  test.for<[string, unknown, string | null]>([
    ["auth", { auth: base64("ci:s3cret") }, "ci:s3cret"],
    ["auth without padding", { auth: base64("ci:s3cre").replace(/=+$/, "") }, "ci:s3cre"],
    ["auth with colons in the password", { auth: base64("ci:a:b:c") }, "ci:a:b:c"],
    ["auth with bytes of nothing behind it", { auth: base64("ci:s3cret\0\0") }, "ci:s3cret"],
    ["auth in another alphabet than ASCII", { auth: base64("çi:pässword") }, "çi:pässword"],
    ["auth before username and password", { auth: base64("ci:one"), username: "x", password: "two" }, "ci:one"],
    ["username and password", { username: "ci", password: "s3cret" }, "ci:s3cret"],
    ["an identity token, before all else", { auth: base64("00000000:"), identitytoken: "abc" }, "token abc"],
    ["an empty identity token", { auth: base64("ci:s3cret"), identitytoken: "" }, "ci:s3cret"],
    ["an empty auth, as helpers leave it", { auth: "" }, null],
    ["nothing, as helpers leave it", {}, null],
    ["auth without a colon", { auth: base64("s3cret") }, null],
    ["auth without a user", { auth: base64(":s3cret") }, null],
    ["auth without a password", { auth: base64("ci:") }, null],
    ["auth that is no base64", { auth: "%%%" }, null],
    ["an empty user", { username: "", password: "s3cret" }, null],
    ["an empty password", { username: "ci", password: "" }, null],
    ["values of other kinds", { auth: 1, username: ["ci"], password: {}, identitytoken: true }, null],
    ["no object", "ci:s3cret", null],
    ["null", null, null],
  ])("%s", ([, entry, expected]) => {
    expect(loginFor({ auths: { "registry.test": entry } })).toBe(expected);
  });
});

describe("a key", () => {
  const auths = (key: string): object => ({ auths: { [key]: { username: "ci", password: "s3cret" } } });

  test.for<[string, string]>([
    ["registry.test", "registry.test"],
    ["registry.test:5000", "registry.test:5000"],
    ["https://registry.test", "registry.test"],
    ["http://registry.test/v2/", "registry.test"],
    ["https://registry.test/v1/", "registry.test"],
    ["registry.test/team", "registry.test"],
    ["docker.io", hub],
    ["index.docker.io", hub],
    ["https://index.docker.io/v1/", hub],
  ])("%s is for %s", ([key, host]) => {
    expect(loginFor(auths(key), host)).toBe("ci:s3cret");
  });

  test.for<[string, string]>([
    ["registry.test:5000", "registry.test"],
    ["registry.test", "registry.test:5000"],
    ["registry.test", "other.registry.test"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["hub.docker.com", hub],
    ["", "registry.test"],
  ])("%j is not for %s", ([key, host]) => {
    expect(loginFor(auths(key), host)).toBeNull();
  });
});

test.for([
  ["Docker's own key first", { "docker.io": "a:1", "https://index.docker.io/v1/": "b:2" }, hub, "b:2"],
  ["the host alone before a path", { "registry.test/team": "a:1", "registry.test": "b:2" }, "registry.test", "b:2"],
  [
    "the version is no path",
    { "registry.test/team": "a:1", "https://registry.test/v2/": "b:2" },
    "registry.test",
    "b:2",
  ],
  [
    "one without a login doesn't count",
    { "registry.test": "", "https://registry.test": "b:2" },
    "registry.test",
    "b:2",
  ],
] as const)("several keys of one host: %s", ([, entries, host, expected]) => {
  const auths = Object.fromEntries(Object.entries(entries).map(([key, login]) => [key, { auth: base64(login) }]));
  expect(loginFor({ auths }, host)).toBe(expected);
});

describe("a file", () => {
  test.for<[string, string]>([
    ["{", "it is not JSON"],
    ["", "it is not JSON"],
    ["[]", "it is not a JSON object"],
    ["null", "it is not a JSON object"],
    ['{"auths":[]}', '"auths" is not an object'],
    ['{"auths":"x"}', '"auths" is not an object'],
  ])("%j can't be used", ([text, why]) => {
    expect(readDockerLogin(text)).toEqual({ kind: "unusable", why });
  });

  test("what can't be used is never quoted", () => {
    const reading = readDockerLogin('{"auths": {"registry.test": {"password": "canary-3f9c"}');
    expect(JSON.stringify(reading)).not.toContain("canary");
  });

  test.for([{}, { auths: {} }, { credsStore: "desktop" }, { credHelpers: { "registry.test": "ecr-login" } }])(
    "%j holds no login",
    (config) => {
      expect(loginFor(config)).toBeNull();
    },
  );

  test("no file, no login", () => {
    expect(noLogin.forHost("registry.test")).toBeNull();
  });

  test("names of JavaScript's own are names like others", () => {
    expect(loginFor('{"auths":{"__proto__":{"auth":"Y2k6eA=="}}}', "__proto__")).toBe("ci:x");
    expect(loginFor({ auths: {} }, "constructor")).toBeNull();
  });
});
