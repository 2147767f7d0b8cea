import { describe, expect, test } from "vitest";
import { type AskedHost, askedHost } from "./asking.ts";

const digest = (host: AskedHost, repository: string, tag: string): Promise<unknown> =>
  host
    .ask({ method: "HEAD", url: `https://registry.test/v2/${repository}/manifests/${tag}` })
    .then((answer) => (answer.kind === "answer" ? answer.headers["docker-content-digest"] : answer));

const basic = (login: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(login).toString("base64")}`,
});

const source = "198.51.100.7";

function saidOf(limit: number, remaining: number, whose = source): Readonly<Record<string, string>> {
  return {
    "ratelimit-limit": `${limit};w=21600`,
    "ratelimit-remaining": `${remaining};w=21600`,
    "docker-ratelimit-source": whose,
  };
}

describe("pulls", () => {
  test("a GET of a manifest is counted, and a HEAD, a blob, a list and what fails are not", async () => {
    const { ask, registry } = askedHost({ limits: { pulls: {} } });
    const manifest = "https://registry.test/v2/shop/web/manifests/1";
    expect(await ask({ method: "HEAD" })).toMatchObject({ status: 200, headers: saidOf(100, 100) });
    expect(await ask()).toMatchObject({ status: 200, headers: saidOf(100, 99) });
    expect(await ask({ url: manifest.replace("/1", "/2") })).toMatchObject({ status: 404 });
    expect(await ask({ url: "https://registry.test/v2/shop/web/tags/list" })).toMatchObject({ status: 200 });
    expect(await ask({ url: "https://registry.test/v2/" })).not.toHaveProperty(["headers", "ratelimit-limit"]);
    expect(await ask()).toMatchObject({ status: 200, headers: saidOf(100, 98) });
    expect(registry.counted).toMatchObject([
      { host: "registry.test", source, path: "/v2/shop/web/manifests/1" },
      { host: "registry.test", source, path: "/v2/shop/web/manifests/1" },
    ]);
  });

  test("over the limit a GET is refused, a HEAD isn't, and when the window ends there are some again", async () => {
    const { ask, registry, clock } = askedHost({ limits: { pulls: { anonymous: 2, window: 60 } } });
    await ask();
    await clock.sleep(30_000, new AbortController().signal);
    await ask();
    const refused = await ask();
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.kind === "answer" && String(refused.body)).toBe(
      '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit"}]}\n',
    );
    expect(await ask({ method: "HEAD" })).toMatchObject({ status: 200, headers: { "ratelimit-remaining": "0;w=60" } });
    expect(registry.counted).toHaveLength(2);
    await clock.sleep(31_000, new AbortController().signal);
    expect(await ask()).toMatchObject({ status: 200, headers: { "ratelimit-remaining": "0;w=60" } });
  });

  test("an account has its own, one with a paid plan is told nothing, and others have spent some of it", async () => {
    const users = { alice: "a", bob: "b", carol: "c" };
    const pulls = { accounts: { bob: null, carol: 50 }, spent: { carol: 50, [source]: 97 } };
    const { ask } = askedHost({ auth: "basic", users, limits: { pulls } });
    expect(await ask({ headers: basic("alice:a") })).toMatchObject({ headers: saidOf(200, 199, "alice") });
    expect(await ask({ headers: basic("carol:c") })).toMatchObject({ status: 429 });
    const paid = await ask({ headers: basic("bob:b") });
    expect(paid).toMatchObject({ status: 200 });
    expect(paid).not.toHaveProperty(["headers", "ratelimit-limit"]);
    expect(await ask()).toMatchObject({ headers: saidOf(100, 2) });
  });

  test("with a token it is the account that it was made for", async () => {
    const hub = { auth: "token", realm: "https://auth.test/token", users: { alice: "a" }, limits: { pulls: {} } };
    const { ask, registry } = askedHost(hub);
    const url = "https://auth.test/token?service=registry.test&scope=repository:shop/web:pull";
    for (const headers of [{}, basic("alice:a")]) {
      const given = await ask({ url, headers });
      expect(given).not.toHaveProperty(["headers", "ratelimit-limit"]);
      const token = /"token":"([^"]+)"/.exec(given.kind === "answer" ? String(given.body) : "")?.[1];
      await ask({ headers: { authorization: `Bearer ${token}` } });
    }
    expect(registry.counted.map((pull) => pull.source)).toEqual([source, "alice"]);
  });

  test("ratelimitpreview/test is there", async () => {
    const host = askedHost({ limits: { pulls: {} } });
    expect(await digest(host, "ratelimitpreview/test", "latest")).toMatch(/^sha256:/);
    expect(await digest(askedHost({}), "ratelimitpreview/test", "latest")).toBeUndefined();
  });

  test("what a fault says of them is believed in its place", async () => {
    const faults = [{ headers: { "RateLimit-Remaining": "-3;w=x" } }, { status: 500 }];
    const { ask } = askedHost({ limits: { pulls: {} }, faults });
    expect(await ask()).toMatchObject({
      headers: { "ratelimit-limit": "100;w=21600", "ratelimit-remaining": "-3;w=x" },
    });
  });
});

describe("requests by the second", () => {
  test("a burst, then as many as the rate lets through; the rest gets a plain 429", async () => {
    const { ask, clock, registry } = askedHost({ limits: { rate: { perSecond: 20, burst: 3, retryAfter: "1" } } });
    const statuses = async (): Promise<readonly unknown[]> =>
      (await Promise.all([ask(), ask({ method: "HEAD" }), ask(), ask()])).map((answer) =>
        answer.kind === "answer" ? answer.status : answer,
      );
    expect(await statuses()).toEqual([200, 200, 200, 429]);
    expect(await ask()).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
    await clock.sleep(100, new AbortController().signal);
    expect(await statuses()).toEqual([200, 200, 429, 429]);
    await clock.sleep(60_000, new AbortController().signal);
    expect(await statuses()).toEqual([200, 200, 200, 429]);
    expect(registry.count({})).toBe(13);
  });

  test("who is refused is neither counted nor struck by a fault, and may be told nothing", async () => {
    const limits = { pulls: {}, rate: { perSecond: 1, burst: 1 } };
    const { ask, registry, clock } = askedHost({ limits, faults: [{ status: 503, times: 1 }] });
    expect(await ask()).toMatchObject({ status: 503 });
    const refused = await ask();
    expect(refused).toMatchObject({ status: 429 });
    expect(refused).not.toHaveProperty(["headers", "retry-after"]);
    expect(registry.counted).toEqual([]);
    await clock.sleep(1000, new AbortController().signal);
    expect(await ask()).toMatchObject({ status: 200, headers: saidOf(100, 99) });
  });
});

test("two tags may name the same digest", async () => {
  const host = askedHost({ repositories: { "shop/web": { "1": {}, stable: { twin: "1" }, "2": {} } } });
  const [first, twin, other] = await Promise.all(["1", "stable", "2"].map((tag) => digest(host, "shop/web", tag)));
  expect(twin).toBe(first);
  expect(other).not.toBe(first);
});
