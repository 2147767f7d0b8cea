// A docker `config.json`: which login it holds for which image, and who keeps the others, in every shape in which such files come.
import { describe, expect, test } from "vitest";
import { type DockerLogin, type Helper, readDockerLogin } from "../../src/credentials/docker-login.ts";
import type { Candidate, Reference } from "../../src/model.ts";

const hub = "docker.io";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function read(config: unknown): DockerLogin {
  const reading = readDockerLogin(typeof config === "string" ? config : JSON.stringify(config));
  if (reading.kind !== "login") throw new Error(reading.why);
  return reading.login;
}

function referenceOf(registry: string, repository = "shop/web"): Reference {
  return { registry, repository, tag: "1", digest: null };
}

/** What the file says for a registry's image: `user:password`, `token TOKEN`, or `null`. */
function loginFor(config: unknown, registry = "registry.test", repository?: string): string | null {
  return printed(read(config).for(referenceOf(registry, repository)));
}

function printed(candidate: Candidate | null): string | null {
  if (candidate === null) return null;
  switch (candidate.kind) {
    case "anonymous":
      return "anonymous";
    case "login":
      return `${candidate.username}:${candidate.secret.reveal()}`;
    case "identity-token":
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
    ["https://registry.test/v2", "registry.test"],
    ["registry.test/", "registry.test"],
    ["registry.test/v2/", "registry.test"],
    ["docker.io", hub],
    ["index.docker.io", hub],
    ["registry-1.docker.io", hub],
    ["index.docker.io/v1/", hub],
    ["docker.io", "registry-1.docker.io"],
    ["https://index.docker.io/v1/", hub],
  ])("%s is for %s", ([key, host]) => {
    expect(loginFor(auths(key), host)).toBe("ci:s3cret");
  });

  test.for<[string, string]>([
    ["registry.test:5000", "registry.test"],
    ["registry.test", "registry.test:5000"],
    ["registry.test", "other.registry.test"],
    ["registry.test/team", "registry.test"],
    ["registry.test/v2", "registry.test"],
    ["https://registry.test/team", "registry.test"],
    ["https://index.docker.io/v1/access-token", hub],
    ["hub.docker.com", hub],
    ["registry.test@evil.test", "registry.test"],
    ["https://evil.test/registry.test", "registry.test"],
    ["*", "registry.test"],
    ["", "registry.test"],
  ])("%j is not for %s", ([key, host]) => {
    expect(loginFor(auths(key), host)).toBeNull();
  });
});

describe("a path of a key is for what is under it, segment by segment", () => {
  const auths = {
    "registry.test/team": "team:1",
    "registry.test/team/app": "app:2",
    "https://registry.test/old/": "old:3",
    "docker.io/acme": "acme:4",
  };

  test.for<[string, string, string | null]>([
    ["registry.test", "team/web", "team:1"],
    ["registry.test", "team", "team:1"],
    ["registry.test", "team/app", "app:2"],
    ["registry.test", "team/app/worker", "app:2"],
    ["registry.test", "team/apple", "team:1"],
    ["registry.test", "teams/web", null],
    ["registry.test", "web", null],
    ["registry.test", "old/web", "old:3"],
    ["registry.test:5000", "team/web", null],
    [hub, "acme/api", "acme:4"],
    [hub, "library/nginx", null],
  ])("%s/%s: %s", ([registry, repository, expected]) => {
    expect(loginFor({ auths: keyed(auths) }, registry, repository)).toBe(expected);
  });

  test("the host's own login is for the rest", () => {
    const config = { auths: keyed({ ...auths, "registry.test": "all:5" }) };
    expect(loginFor(config, "registry.test", "web")).toBe("all:5");
    expect(loginFor(config, "registry.test", "team/web")).toBe("team:1");
  });

  test("many keys of one host cost no more than one", () => {
    const many = Object.fromEntries(
      Array.from({ length: 15_000 }, (_, index) => [`registry.test/t${index}`, { auth: base64("a:b") }]),
    );
    const login = read({ auths: many });
    const started = performance.now();
    for (let index = 0; index < 15_000; index += 1) login.for(referenceOf("registry.test", `t${index}/web`));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

function keyed(logins: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(logins).map(([key, login]) => [key, { auth: base64(login) }]));
}

test.for([
  ["Docker's own key first", { "docker.io": "a:1", "https://index.docker.io/v1/": "b:2" }, hub, "b:2"],
  [
    "the plain one before an address",
    { "https://registry.test": "a:1", "registry.test": "b:2" },
    "registry.test",
    "b:2",
  ],
  [
    "one without a login doesn't count",
    { "registry.test": "", "https://registry.test": "b:2" },
    "registry.test",
    "b:2",
  ],
  ["nor does a narrower one", { "registry.test/shop": "", "registry.test": "b:2" }, "registry.test", "b:2"],
] as const)("several keys for one image: %s", ([, entries, host, expected]) => {
  expect(loginFor({ auths: keyed(entries) }, host)).toBe(expected);
});

describe("who keeps the logins", () => {
  const ecr = { name: "ecr-login", isNamed: true };
  const store = { name: "desktop", isNamed: false };

  test.for<[string, object, string, Helper | null]>([
    ["nobody", { auths: { "registry.test": {} } }, "registry.test", null],
    ["the host's helper", { credHelpers: { "registry.test": "ecr-login" } }, "registry.test", ecr],
    ["another host's", { credHelpers: { "registry.test": "ecr-login" } }, "registry.test:5000", null],
    ["a store", { credsStore: "desktop" }, "registry.test", store],
    [
      "before the store",
      { credsStore: "desktop", credHelpers: { "registry.test": "ecr-login" } },
      "registry.test",
      ecr,
    ],
    ["the store for the others", { credsStore: "desktop", credHelpers: { a: "ecr-login" } }, "registry.test", store],
    [
      "a store with an entry",
      { credsStore: "desktop", auths: { "registry.test": {} } },
      "registry.test",
      { ...store, isNamed: true },
    ],
    [
      "an empty name takes the host back",
      { credsStore: "desktop", credHelpers: { "registry.test": "" } },
      "registry.test",
      null,
    ],
    ["fields as Go finds them", { CREDSSTORE: "desktop", CredHelpers: {} }, "registry.test", store],
    ["an empty store", { credsStore: "" }, "registry.test", null],
    ["an address", { credHelpers: { "https://registry.test": "ecr-login" } }, "registry.test", ecr],
    [
      "docker's own key first",
      { credHelpers: { "docker.io": "x", "https://index.docker.io/v1/": "ecr-login" } },
      "registry-1.docker.io",
      ecr,
    ],
  ])("%s", ([, config, host, expected]) => {
    expect(read(config).helperFor(host)).toEqual(expected);
  });

  test.for([
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "https://docker.io",
    "https://index.docker.io/v1/",
  ])("%s is Docker Hub", (key) => {
    expect(read({ credHelpers: { [key]: "ecr-login" } }).helperFor("registry-1.docker.io")).toEqual(ecr);
  });

  test.for<[object, readonly string[]]>([
    [{ credsStore: 1 }, ['"credsStore" is not a text']],
    [{ credHelpers: ["ecr-login"] }, ['"credHelpers" is not an object']],
    [{ credHelpers: { "a.test": {}, "b.test": "x" } }, ['"credHelpers" names no program for "a.test"']],
    [
      { auths: { "a.test": { auth: "canary-3f9c" }, "https://u:canary-3f9c@b.test/v2/": { auth: "%%%" } } },
      ['the "auth" of "a.test", "b.test" is not base64 of USER:PASSWORD'],
    ],
    [
      { auths: Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, { auth: "%" }])) },
      ['the "auth" of "a", "b", "c", 2 more is not base64 of USER:PASSWORD'],
    ],
    [{ auths: { "a.test": { auth: "%" }, "https://a.test/v2/": { auth: base64("a:b") } } }, []],
    [{ auths: { "a.test": {}, "b.test": { auth: "" } }, credHelpers: null, credsStore: null }, []],
  ])("%j: what is not read is told, and never quoted", ([config, unread]) => {
    expect(readDockerLogin(JSON.stringify(config))).toMatchObject({ kind: "login", unread });
  });
});

test("every secret of the file is known, used or not", () => {
  const auths = {
    a: { auth: base64("ci:one-secret"), password: "two-secret" },
    b: { identitytoken: "three-secret", auth: "four-secret" },
    c: { username: "", password: "five-secret" },
    d: { registrytoken: "six-secret", auth: 7 },
  };
  const known = read({ auths }).secrets.map((secret) => secret.reveal());
  expect(new Set(known.filter((text) => text !== ""))).toEqual(
    new Set([
      base64("ci:one-secret"),
      "one-secret",
      "two-secret",
      "three-secret",
      "four-secret",
      "five-secret",
      "six-secret",
    ]),
  );
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

  test("names of JavaScript's own are names like others", () => {
    expect(loginFor('{"auths":{"__proto__":{"auth":"Y2k6eA=="}}}', "__proto__")).toBe("ci:x");
    expect(loginFor({ auths: {} }, "constructor")).toBeNull();
  });
});
