// Who is shown a login: the host that it is for, and the token service that this one names over TLS. Hostile manifests, hostile hosts.
import { describe, expect, test } from "vitest";
import { askWorld, podWith, secretWith } from "./support/pull-world.ts";

const [runner, hub, own, other] = ["cnry-runner", "cnry-hub", "cnry-own", "cnry-other"];

function auth(password: string): { readonly auth: string } {
  return { auth: Buffer.from(`ci:${password}`).toString("base64") };
}

const hidden = { private: ["*"], repositories: { "shop/web": ["1"] } };
/** Asks whoever comes for a login, in either way, and has nothing for anybody. */
const greedy = { auth: "basic", private: ["*"], repositories: { "shop/web": ["1"] } };
const challenging = (challenge: string): object => ({
  faults: [{ path: "^/v2/", status: 401, headers: { "www-authenticate": challenge } }],
});
const evilNames = [
  "evil.test",
  "evil.test:8443",
  "docker.io.evil.test",
  "good.test.evil.test",
  "xgood.test",
  "good.test:8443",
  "sub.good.test",
];

const world = {
  "good.test": { ...hidden, auth: "basic", users: { ci: runner } },
  "registry-1.docker.io": { ...hidden, auth: "token", realm: "https://auth.docker.io/token", users: { ci: hub } },
  ...Object.fromEntries(evilNames.map((name) => [name, greedy])),
  "lure.test": challenging('Bearer realm="https://good.test/token",service="good.test"'),
  "evil-realm.test": challenging('Bearer realm="https://evil.test/token",service="good.test"'),
};

const dockerConfig = { auths: { "good.test": auth(runner), "https://index.docker.io/v1/": auth(hub) } };

describe("the runner's login", () => {
  const written = [
    ...evilNames.map((name) => `${name}/shop/web:1`),
    "EVIL.test/shop/web:1",
    "evil.test:443/shop/web:1",
    "evil.test./shop/web:1",
    "good.test@evil.test/shop/web:1",
    "ci:x@evil.test/shop/web:1",
    "https://evil.test/shop/web:1",
    "good.test%2f.evil.test/shop/web:1",
    "lure.test/shop/web:1",
    "evil-realm.test/shop/web:1",
    "good.test/shop/web:1",
    "shop/web:1",
  ];

  test("reaches its own host, whatever else a change names", async () => {
    const secrets = ["*", "*.test", "", "https://", "good.test.", "*/shop", "[::]", "evil.test"].map((key, at) =>
      secretWith(`s${at}`, { [key]: ["evil", "pw"] }),
    );
    const pods = [podWith("plain", written), ...secrets.map((_, at) => podWith(`with-${at}`, written, [`s${at}`]))];
    const { registry, verdicts } = await askWorld({ world, dockerConfig, manifests: [...secrets, ...pods] });
    expect(registry.hostsThatSaw(runner)).toEqual(["good.test"]);
    expect(registry.hostsThatSaw(hub)).toEqual(["auth.docker.io"]);
    expect(verdicts["plain"]?.slice(-2)).toEqual(["pullable", "pullable"]);
    // Tokens that a login got are shown to its registry alone.
    const token = Buffer.from('{"host":"registry-1.docker.io","user":"ci",').toString("base64url").slice(0, -2);
    expect(registry.hostsThatSaw(token)).toEqual(["registry-1.docker.io"]);
  });

  test.for(["manifest", "token"])("does not follow a redirect to anybody else: %s", async (what) => {
    const lost = (path: string): object => ({
      faults: [
        {
          path,
          authorization: what === "token" ? undefined : "basic",
          status: 307,
          headers: { location: "https://evil.test$1" },
        },
      ],
    });
    const registries =
      what === "token"
        ? {
            "good.test": { ...hidden, auth: "token", realm: "https://auth.test/token", users: { ci: runner } },
            "auth.test": lost("^(/token.*)"),
          }
        : { "good.test": { ...hidden, auth: "basic", users: { ci: runner }, ...lost("^(/v2/.*)") } };
    const { registry, verdicts } = await askWorld({
      world: { "evil.test": greedy, ...registries },
      dockerConfig: { auths: { "good.test": auth(runner) } },
      manifests: [podWith("web", ["good.test/shop/web:1"])],
      settings: "depth: blobs",
    });
    expect(registry.hostsThatSaw(runner)).toEqual([what === "token" ? "auth.test" : "good.test"]);
    expect(registry.count({ host: "evil.test" })).toBeGreaterThan(0);
    expect(verdicts["web"]).not.toEqual(["pullable"]);
  });

  test("nor do blobs that are elsewhere take it along", async () => {
    const { registry } = await askWorld({
      world: {
        "good.test": { ...hidden, auth: "basic", users: { ci: runner }, blobs: "https://evil.test" },
        "evil.test": {},
      },
      dockerConfig: { auths: { "good.test": auth(runner) } },
      manifests: [podWith("web", ["good.test/shop/web:1"])],
      settings: "depth: blobs",
    });
    expect(registry.hostsThatSaw(runner)).toEqual(["good.test"]);
    expect(registry.count({ host: "evil.test" })).toBeGreaterThan(0);
  });

  test.for([
    ["http://auth.test/token", []],
    ["https://auth.test/token", ["auth.test"]],
    ["ftp://auth.test/token", []],
    ["//auth.test/token", []],
  ] as const)("is told to a token service over TLS alone: %s", async ([realm, seen]) => {
    const { registry } = await askWorld({
      world: {
        "good.test": challenging(`Bearer realm="${realm}",service="good.test"`),
        "auth.test": { scheme: realm.startsWith("http:") ? "http" : "https" },
      },
      dockerConfig: { auths: { "good.test": auth(runner) } },
      manifests: [podWith("web", ["good.test/shop/web:1"])],
    });
    expect(registry.hostsThatSaw(runner)).toEqual(seen);
  });

  test("of a helper that answers everybody goes nowhere, unless it names the host", async () => {
    const images = ["good.test", "evil.test", "evil.test:8443"].map((host) => `${host}/shop/web:1`);
    const ask = async (serverUrl: string) => {
      const { registry, logged } = await askWorld({
        world,
        dockerConfig: { credsStore: "x" },
        manifests: [podWith("web", images)],
        helper: async () => ({ kind: "login", serverUrl, username: "ci", secret: runner }),
      });
      expect(logged.join("\n")).not.toContain(runner);
      return registry.hostsThatSaw(runner);
    };
    expect(await ask("good.test")).toEqual(["good.test"]);
    expect(await ask("https://good.test/v2/")).toEqual(["good.test"]);
    for (const nobody of ["", "*", "test", "https://good.test@evil.example"]) expect(await ask(nobody)).toEqual([]);
  });
});

describe("a Secret's login", () => {
  test("goes to the hosts that its key is for, and no other Secret's", async () => {
    const images = ["good.test", "sub.good.test", "evil.test", "xgood.test", "good.test:8443"].map(
      (host) => `${host}/shop/web:1`,
    );
    const { registry } = await askWorld({
      world,
      manifests: [
        secretWith("own", { "good.test": ["ci", own] }),
        secretWith("elsewhere", { "good.test": ["ci", other] }, "other"),
        podWith("web", images, ["own"]),
        podWith("thief", images, ["elsewhere"], "evil"),
      ],
      settings: "depth: blobs",
    });
    expect(registry.hostsThatSaw(own)).toEqual(["good.test"]);
    expect(registry.hostsThatSaw(other)).toEqual(["good.test"]);
  });

  test("two registries that share a token service never share a login, nor what it got", async () => {
    const shared = { ...hidden, auth: "token", realm: "https://auth.test/token", service: "shared" };
    const { registry } = await askWorld({
      world: { "a.test": { ...shared, users: { ci: own } }, "b.test": { ...shared, users: { ci: own } } },
      manifests: [
        secretWith("own", { "a.test": ["ci", own] }),
        podWith("web", ["a.test/shop/web:1", "b.test/shop/web:1"], ["own"]),
      ],
    });
    expect(registry.hostsThatSaw(own)).toEqual(["auth.test"]);
    const bearers = registry.visits.filter(({ authorization }) => authorization === "bearer");
    const granted = Buffer.from('{"host":"a.test","user":"ci",').toString("base64url").slice(0, -2);
    const shownAt = bearers.filter(({ received }) => received.includes(granted)).map(({ host }) => host);
    expect(new Set(shownAt)).toEqual(new Set(["a.test"]));
  });
});
