// Logins that helpers keep: who is asked, whose login an answer is, and what is said where there is none.
import { afterAll, describe, expect, test } from "vitest";
import { type LoginEdges, readRunnerLogin } from "../../src/credentials/runner-login.ts";
import { auth, canary, here, printed, referenceOf, usersOf, world } from "../support/logins.ts";
import { printing } from "../support/programs.ts";

afterAll(here.remove);

describe("helpers", () => {
  test("of the host before the store, and the store before what stands there", async () => {
    const one = world({
      auths: { "a.test": auth("ci"), "b.test": auth("ci"), "c.test": auth("ci") },
      credsStore: "other",
      credHelpers: { "a.test": "any", "c.test": "" },
    });
    expect(await usersOf(["a.test/x", "b.test/x", "c.test/x"], one)).toEqual(["a.test", "b.test", "ci"]);
    expect(one.ran()).toEqual(["any a.test", "other b.test"]);
    expect(one.logged).toEqual([]);
  });

  test("are asked once for a host, for hosts of images alone, with Docker Hub's own address", async () => {
    const credHelpers = { "a.test": "any", "index.docker.io": "any", "unused.test": "any" };
    const one = world({ credHelpers });
    const users = await usersOf(["a.test/x:1", "a.test/x:2", "a.test/y", "nginx", "acme/api"], one);
    expect(users).toEqual(["a.test", "a.test", "a.test", "https://index.docker.io/v1/", "https://index.docker.io/v1/"]);
    expect(one.ran()).toEqual(["any a.test", "any https://index.docker.io/v1/"]);
  });

  test("none runs where nobody is to be asked", async () => {
    const one = world({ credsStore: "any", credHelpers: { "a.test": "any" } });
    expect(await usersOf([], one)).toEqual([]);
    expect(one.ran()).toEqual([]);
  });

  test("at most four at once, a host each", async () => {
    let [running, most] = [0, 0];
    const one = world({ credsStore: "any" });
    const login = await readRunnerLogin(
      Array.from({ length: 20 }, (_, index) => referenceOf(`r${index}.test/x`)),
      {
        ...one.edges,
        credentialHelper: async (_, serverUrl) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return { kind: "login", serverUrl, username: serverUrl, secret: canary };
        },
      },
    );
    expect(most).toBe(4);
    expect(printed(login.for(referenceOf("r19.test/x")))).toBe("r19.test");
  });

  test("a store that is named for nobody is asked for a hundred hosts", async () => {
    const hosts = Array.from({ length: 103 }, (_, index) => `r${index + 100}.test`);
    const asked: string[] = [];
    const one = world({ credsStore: "any", auths: { "r202.test": {} } });
    const edges: LoginEdges = {
      ...one.edges,
      credentialHelper: async (_, serverUrl) => {
        asked.push(serverUrl);
        return { kind: "none" };
      },
    };
    await usersOf(
      hosts.map((host) => `${host}/x`),
      { ...one, edges },
    );
    expect(asked.toSorted()).toEqual([...hosts.slice(0, 100), "r202.test"]);
    expect(one.logged).toEqual([
      'the docker login in 1.json: docker-credential-any gave none for "r200.test", "r201.test": it is named for no host, and was asked for 100 others: asked without it',
    ]);
  });

  test("a token is a token", async () => {
    expect(await usersOf(["a.test/x"], world({ credHelpers: { "a.test": "token" } }))).toEqual([`token ${canary}`]);
  });
});

describe("whose login it is", () => {
  test.for<[string, object, string, string | null]>([
    ["the same, by another address", { credHelpers: { "good.test": "fixed" } }, "good.test/x", "ci"],
    ["a stranger's", { credHelpers: { "evil.test": "fixed" } }, "evil.test/x", null],
    ["a stranger's, of a store", { credsStore: "fixed" }, "evil.test/x", null],
    ["another port's", { credsStore: "fixed" }, "good.test:5000/x", null],
    ["nobody's, where the file names the host", { credHelpers: { "good.test": "mute" } }, "good.test/x", "ci"],
    ["nobody's, where docker left an entry", { credsStore: "mute", auths: { "good.test": {} } }, "good.test/x", "ci"],
    ["nobody's, of a store", { credsStore: "mute", auths: { "good.test": {} } }, "evil.test/x", null],
  ])("%s", async ([, config, image, user]) => {
    const one = world(config);
    expect(await usersOf([image], one)).toEqual([user]);
    expect(one.ran()).toHaveLength(1);
    expect(one.logged).toHaveLength(user === null ? 1 : 0);
    expect(one.masked).toContain(canary);
  });

  test.for(["docker.io", "https://index.docker.io/v1/", "registry-1.docker.io", "https://DOCKER.IO/v2/"])(
    "Docker Hub is %s, too",
    async (ServerURL) => {
      here.helper("hub", printing({ ServerURL, Username: "ci", Secret: canary }));
      expect(await usersOf(["nginx"], world({ credsStore: "hub" }))).toEqual(["ci"]);
    },
  );

  test.for(["hub.docker.com", "https://docker.io.evil.test", "https://docker.io@evil.test", "not an address", "//"])(
    "Docker Hub is not %s",
    async (ServerURL) => {
      here.helper("hub", printing({ ServerURL, Username: "ci", Secret: canary }));
      expect(await usersOf(["nginx"], world({ credsStore: "hub" }))).toEqual([null]);
    },
  );
});

describe("a helper that is broken is a line, once for each file, and no more", () => {
  test.for<[string, string]>([
    ["missing", "it is not on the PATH"],
    ["failing", "it ended with exit code 4 (to see why: printf HOST | docker-credential-failing get)"],
    ["broken", "what it printed is not a JSON object"],
    ["hanging", "it took longer than 2 s"],
    ["fixed", "its login is for another host"],
  ])("%s", async ([name, why]) => {
    const one = world({ credsStore: name, auths: { "a.test": auth("ci"), "b.test": {} } }, { credsStore: name });
    expect(await usersOf(["a.test/x", "b.test/x", "c.test/x", "d.test/x", "a.test/y"], one)).toEqual(
      Array.from({ length: 5 }, () => null),
    );
    expect(one.logged).toEqual(
      ["1.json", "2.json"].map(
        (path) =>
          `the docker login in ${path}: docker-credential-${name} gave none for "a.test", "b.test", "c.test", 1 more: ${why}: asked without it`,
      ),
    );
  });

  test("one that hangs is not waited for again", async () => {
    const images = Array.from({ length: 40 }, (_, index) => `r${index}.test/x`);
    const one = world({ credsStore: "hanging" });
    const started = performance.now();
    await usersOf(images, one);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(one.ran()).toHaveLength(4);
  });

  test("none is asked once its time is over", async () => {
    const one = world({ credsStore: "any" });
    const login = await readRunnerLogin([referenceOf("a.test/x")], one.edges, () => 0);
    expect([printed(login.for(referenceOf("a.test/x"))), one.ran()]).toEqual([null, []]);
    expect(one.logged).toEqual([expect.stringContaining("no time is left to ask it")]);
  });

  test("one is told for how long it is waited for", async () => {
    const told: number[] = [];
    const credentialHelper: LoginEdges["credentialHelper"] = async (_, __, timeoutMs) => {
      told.push(timeoutMs);
      return { kind: "none" };
    };
    await readRunnerLogin(
      [referenceOf("a.test/x")],
      { ...world({ credsStore: "any" }).edges, credentialHelper },
      () => 1234,
    );
    expect(told).toEqual([1234]);
  });

  test.for(["../x", "a/b", `canary-name ${canary}`])("a name that names no program is not shown: %s", async (name) => {
    const one = world({ credsStore: name });
    await usersOf(["a.test/x"], one);
    expect(one.logged).toEqual([
      'the docker login in 1.json: its helper gave none for "a.test": its name is not made of letters, digits, dots, _ and - alone: asked without it',
    ]);
  });

  test("where no program can be started", async () => {
    const one = world({ credsStore: "any" });
    const { credentialHelper: _, ...edges } = one.edges;
    expect(await usersOf(["a.test/x"], { ...one, edges })).toEqual([null]);
    expect(one.logged).toEqual([expect.stringContaining("no program can be started here")]);
  });

  test("one that has no login is not broken", async () => {
    const one = world({ credsStore: "empty", auths: { "a.test": auth("ci") } });
    expect(await usersOf(["a.test/x"], one)).toEqual([null]);
    expect(one.logged).toEqual([]);
  });
});
