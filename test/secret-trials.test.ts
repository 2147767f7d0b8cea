// Logins of Secrets that no image uses, and the cost of many: what is asked for them, how often, and what never is.
import { describe, expect, test } from "vitest";
import { askWorld, podWith, secretWith } from "./support/pull-world.ts";

const closed = { auth: "token", private: ["*"], repositories: { "shop/web": ["1"] } };

describe("a Secret that no image uses", () => {
  const world = {
    "open.test": { repositories: { "shop/web": ["1"] } },
    "token.test": { ...closed, realm: "https://auth.test/token", users: { ci: "good" } },
    "basic.test": { ...closed, auth: "basic", users: { ci: "good" } },
    "down.test": { network: "refused" },
    "private.corp.test": { ...closed, auth: "basic", users: { ci: "good" } },
    "registry-1.docker.io": { ...closed, realm: "https://auth.docker.io/token", users: { ci: "good" } },
  };

  test("is tried: /v2/ and a token, once for each login and host, and nothing that a quota counts", async () => {
    const login = { "token.test": ["ci", "good"], "basic.test": ["ci", "good"] } as const;
    const { registry, report } = await askWorld({
      world,
      manifests: [
        podWith("web", ["open.test/shop/web:1"]),
        secretWith("one", login),
        secretWith("same", login, "other"),
        secretWith("paths", { "token.test/a": ["ci", "good"], "token.test/b": ["ci", "good"] }),
      ],
    });
    const asked = registry.visits
      .filter(({ host }) => host !== "open.test")
      .map(({ host, method, path }) => `${method} ${host}${path.replace(/\?.*/, "")}`);
    expect(asked.toSorted()).toEqual([
      "GET basic.test/v2/",
      "GET basic.test/v2/",
      "GET token.test/v2/",
      "POST auth.test/token",
    ]);
    expect(report.cost.countedPulls).toBe(1);
    expect(report.findings.filter(({ rule }) => rule === "pull-secret-rejected")).toEqual([]);
  });

  test("that is refused is a finding, on its line", async () => {
    const { report } = await askWorld({
      world,
      manifests: [
        podWith("web", ["open.test/shop/web:1"]),
        secretWith("stale", { "token.test": ["ci", "bad"], "basic.test": ["ci", "bad"] }),
      ],
    });
    const rejected = report.findings.filter(({ rule }) => rule === "pull-secret-rejected");
    expect(rejected.length).toBeGreaterThan(0);
    expect(JSON.stringify(rejected)).not.toContain(Buffer.from("ci:bad").toString("base64"));
  });

  test.for([
    ["*.test", ""],
    ["*", ""],
    ["", ""],
    ["https://", ""],
    ["registry-1.docker.io", ""],
    ["hub.docker.com", ""],
    ["private.corp.test", 'private-registries: ["*.corp.test"]'],
  ])("is not tried where its key is %j", async ([key = "", settings = ""]) => {
    const { registry } = await askWorld({
      world,
      manifests: [podWith("web", ["open.test/shop/web:1"]), secretWith("one", { [key]: ["ci", "good"] })],
      settings,
    });
    expect(new Set(registry.visits.map(({ host }) => host))).toEqual(new Set(["open.test"]));
  });

  test("for a host that is down costs one attempt, and is no finding", async () => {
    const { registry, report } = await askWorld({
      world,
      manifests: [
        podWith("web", ["open.test/shop/web:1"]),
        secretWith("one", { "down.test": ["ci", "good"], "nowhere.test": ["ci", "x"] }),
      ],
    });
    expect(["down.test", "nowhere.test"].map((host) => registry.count({ host }))).toEqual([1, 1]);
    expect(report.findings.map(({ rule }) => rule)).toEqual(["pull-secret-in-git"]);
  });

  test("of ten thousand hosts: no more than some are asked", async () => {
    const logins = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`h${at}.test`, ["ci", "x"] as const]));
    const { registry, logged } = await askWorld({
      world,
      manifests: [podWith("web", ["open.test/shop/web:1"]), secretWith("one", logins)],
    });
    expect(registry.visits.length).toBeLessThan(1200);
    expect(logged.join("\n")).toContain("10000");
  });
});

describe("500 workloads with 50 Secrets", () => {
  const hosts = ["a.test", "b.test", "c.test", "d.test"];
  const repositories = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`shop/app${at}`, ["1"]]));
  const passwords = ["one", "two", "three"];
  const users = Object.fromEntries(passwords.map((password) => [password, password]));
  // Two of them share a token service.
  const realms = ["shared", "shared", "c", "d"];
  const world = Object.fromEntries(
    hosts.map((host, at) => [
      host,
      { auth: "token", realm: `https://auth-${realms[at]}.test/token`, users, private: ["*"], repositories },
    ]),
  );
  const namespaces = Array.from({ length: 10 }, (_, at) => `team-${at}`);
  const secrets = namespaces.flatMap((namespace, at) =>
    Array.from({ length: 5 }, (_, index) => {
      const password = passwords[(at + index) % 3] ?? "";
      return secretWith(
        `s${index}`,
        Object.fromEntries(hosts.map((host) => [host, [password, password] as const])),
        namespace,
      );
    }),
  );
  const pods = Array.from({ length: 500 }, (_, at) => {
    const [host, namespace] = [hosts[at % 4] ?? "", namespaces[Math.floor(at / 50)] ?? ""];
    return podWith(`web-${at}`, [`${host}/shop/app${at % 25}:1`], [`s${at % 5}`], namespace);
  });

  test("one token for each host and login that all its repositories share, and all of them pull", async () => {
    const { registry, report } = await askWorld({ world, manifests: [...secrets, ...pods] });
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 500 }, () => "pullable"));
    const asked = registry.visits.filter(({ path }) => path.startsWith("/token"));
    // The embedded service takes POST, so that nothing is asked a second time by GET.
    const questions = asked.map(({ host, received }) => [host, ...received.split("\n").slice(1)].join("\n"));
    expect(questions.length).toBe(new Set(questions).size);
    const needed = new Set(
      pods.map((_, at) => `${hosts[at % 4]} app${at % 25} ${passwords[(Math.floor(at / 50) + (at % 5)) % 3]}`),
    );
    // Twenty-five repositories are one more than a token is asked for at once.
    expect(questions.length).toBeLessThanOrEqual(2 * hosts.length * passwords.length);
    expect(needed.size).toBeGreaterThan(100);
    expect(registry.count({ path: /manifests/ })).toBeLessThan(4 * needed.size);
  });
});
