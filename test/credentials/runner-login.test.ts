// The runner's logins from several files: the first that has one counts, the others are read all the same.
import { afterAll, describe, expect, test } from "vitest";
import { readLoginHosts, readRunnerLogin } from "../../src/credentials/runner-login.ts";
import { auth, canary, here, referenceOf, usersOf, world } from "../support/logins.ts";

afterAll(here.remove);

describe("several files", () => {
  test("the first that has a login wins", async () => {
    const one = world(
      { auths: { "a.test": auth("one") } },
      { auths: { "a.test": auth("two"), "b.test": auth("two") } },
    );
    expect(await usersOf(["a.test/x", "b.test/x", "c.test/x"], one)).toEqual(["one", "two", null]);
  });

  test("a later helper is asked only where somebody still needs it", async () => {
    const one = world({ auths: { "a.test": auth("one"), "b.test/team": auth("one") } }, { credsStore: "any" });
    const images = ["a.test/x", "b.test/team/x", "b.test/x", "c.test/x"];
    expect(await usersOf(images, one)).toEqual(["one", "one", "b.test", "c.test"]);
    expect(one.ran()).toEqual(["any b.test", "any c.test"]);
  });

  test("what a helper doesn't have, the next file may; the same helper is not asked twice", async () => {
    const store = { credsStore: "empty" };
    const one = world(store, { credsStore: "failing" }, store, { auths: { "a.test": auth("last") } });
    expect(await usersOf(["a.test/x"], one)).toEqual(["last"]);
    expect(one.ran()).toEqual(["empty a.test", "failing a.test"]);
  });

  test("one that can't be used is said, and the others count", async () => {
    const config = '{"auths": "canary-3f9c"}';
    const one = world(config, "{", { auths: { "a.test": auth("ci"), "b.test": { auth: "%" } } });
    expect(await usersOf(["a.test/x", "b.test/x"], one)).toEqual(["ci", null]);
    expect(one.logged).toEqual([
      'the docker login in 1.json is not used: "auths" is not an object',
      "the docker login in 2.json is not used: it is not JSON",
      'the docker login in 3.json: the "auth" of "b.test" is not base64 of USER:PASSWORD: asked as anonymous',
    ]);
  });

  test("no file, no login, no word", async () => {
    const one = world();
    expect(await usersOf(["a.test/x"], one)).toEqual([null]);
    expect(one.logged).toEqual([]);
  });
});

describe("what is masked", () => {
  test("passwords, tokens and auths, each once, of files and helpers, used or not", async () => {
    const one = world({
      auths: {
        "a.test": { auth: Buffer.from("ci:pass-one").toString("base64") },
        "b.test": { identitytoken: "token-two" },
        "c.test": { username: "u", password: "pass-one" },
        "d.test": { username: "u", password: "abc" },
      },
      credHelpers: { "e.test": "any" },
    });
    await usersOf(["e.test/x"], one);
    expect(one.masked.toSorted()).toEqual(
      [Buffer.from("ci:pass-one").toString("base64"), "pass-one", "token-two", canary].toSorted(),
    );
  });

  test("a login is masked before a word of it is said", async () => {
    const events: string[] = [];
    const { edges } = world({ credsStore: "fixed" });
    const log = (line: string): void => void events.push(line.slice(0, 16));
    await readRunnerLogin([referenceOf("evil.test/x")], { ...edges, log, mask: (value) => void events.push(value) });
    expect(events).toEqual([canary, "the docker login"]);
  });
});

describe("for whom there is a login, without asking any helper", () => {
  const config = {
    auths: { "a.test": auth("ci"), "b.test": {}, "c.test/team": auth("ci"), "e.test": { auth: "%" } },
    credHelpers: { "d.test": "any" },
  };

  test.for<[string, boolean, boolean]>([
    ["a.test/x", true, true],
    ["b.test/x", false, true],
    ["c.test/team/x", true, true],
    ["c.test/x", false, true],
    ["d.test/x", true, true],
    ["e.test/x", false, true],
    ["f.test/x", false, false],
  ])("%s: %s, with a store %s", async ([image, withoutStore, withStore]) => {
    for (const [store, expected] of [
      [{}, withoutStore],
      [{ credsStore: "any" }, withStore],
    ] as const) {
      const one = world("{", { ...config, ...store });
      const hasLogin = await readLoginHosts(one.edges);
      expect(hasLogin(referenceOf(image))).toBe(expected);
      expect(one.ran()).toEqual([]);
      expect(one.logged.join()).not.toContain("canary");
    }
  });
});
