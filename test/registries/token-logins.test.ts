// Logins at token services: the forms in which they go, what a stale one costs, and who never hears of one.
import { describe, expect, test } from "vitest";
import type { Answering, Line, ScriptedReply } from "../support/scripted.ts";
import { reply } from "./images.ts";
import { manifest, password, pull, realm, registry, runner, token } from "./token-registry.ts";
import { identityToken, login, networkOf } from "./walks.ts";

describe("with a login", () => {
  test("POST, as containerd's form has it", async () => {
    const { network, outcome } = await pull([[`POST ${realm}`, token()], ...registry()], runner);
    expect(outcome).toMatchObject({
      kind: "found",
      evidence: [
        { method: "POST", credential: "node", status: 200 },
        { method: "HEAD", credential: "node", status: 200 },
      ],
    });
    const post = network.requests[1];
    expect(post?.headers["content-type"]).toBe("application/x-www-form-urlencoded; charset=utf-8");
    expect(Object.fromEntries(new URLSearchParams(post?.body ?? ""))).toEqual({
      grant_type: "password",
      service: "r.test",
      client_id: "containerd-client",
      scope: "repository:shop/web:pull",
      username: "ci",
      password,
    });
    expect(network.hostsThatSaw(password)).toEqual(["auth.test"]);
  });

  test.for([400, 401, 404, 405])("%i to POST: GET with Basic", async (status) => {
    const { network, outcome } = await pull(
      [[`POST ${realm}`, { status }], [`GET ${realm}*`, token()], ...registry()],
      runner,
    );
    expect(outcome).toMatchObject({ kind: "found" });
    expect(network.asked.map((line) => line.split(" ", 1)[0])).toEqual(["HEAD", "POST", "GET", "HEAD"]);
    expect(network.requests[2]?.headers["authorization"]).toBe(
      `Basic ${Buffer.from(`ci:${password}`).toString("base64")}`,
    );
  });

  test("what is known of the service is not asked again", async () => {
    const network = networkOf([[`POST ${realm}`, { status: 404 }], [`GET ${realm}*`, token()], ...registry()]);
    for (const name of ["a", "b", "c"]) await network.walk(`registry.test/shop/${name}:1`, { candidates: runner });
    expect(network.asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
    expect(network.asked).toHaveLength(4 + 2 + 2);
  });

  test("an identity token is exchanged, and there is no GET for it", async () => {
    const candidates = [identityToken("identity-canary")];
    const { network, outcome } = await pull([[`POST ${realm}`, token()], ...registry()], candidates);
    expect(outcome.kind).toBe("found");
    expect(Object.fromEntries(new URLSearchParams(network.requests[1]?.body ?? ""))).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "identity-canary",
    });
    const stale = await pull(
      [[`POST ${realm}`, { status: 401 }], [`GET ${realm}*`, { status: 401 }], ...registry()],
      candidates,
    );
    expect(stale.outcome).toMatchObject({ kind: "refused", at: "token", status: 401 });
  });

  test("Basic on the registry itself", async () => {
    const opens = (sent: string): boolean => sent === `Basic ${Buffer.from(`ci:${password}`).toString("base64")}`;
    const { network, outcome } = await pull(registry({ challenge: 'Basic realm="r"', opens }), runner);
    expect(outcome).toMatchObject({ kind: "found", evidence: [{ credential: "node" }] });
    expect(network.asked).toHaveLength(2);
  });

  test("a registry that doesn't challenge is shown no login, and the evidence says so", async () => {
    const { network, outcome } = await pull(registry({ opens: () => true }), runner);
    expect(outcome).toMatchObject({ kind: "found", evidence: [{ credential: "anonymous" }] });
    expect(network.hostsThatSaw(password)).toEqual([]);
  });

  test("two registries of one token service have each its own login", async () => {
    const challenge = { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}"` } };
    const network = networkOf([
      [`POST ${realm}`, token("first"), token("second")],
      ["*", ({ headers }) => (headers["authorization"] === undefined ? challenge : reply(manifest))],
    ]);
    await network.walk("one.test/a:1", { candidates: [login("ci", "password-one")] });
    await network.walk("two.test/a:1", { candidates: [login("ci", "password-two")] });
    const sent = network.requests
      .filter(({ url }) => url.host === "auth.test")
      .map(({ body }) => new URLSearchParams(body ?? "").get("password"));
    expect(sent).toEqual(["password-one", "password-two"]);
    const bearers = network.requests.map(({ url, headers }) => [url.host, headers["authorization"]]);
    expect(bearers).toContainEqual(["two.test", "Bearer second"]);
    expect(bearers).not.toContainEqual(["two.test", "Bearer first"]);
  });
});

test("a service that takes no form for one repository may take it for another", async () => {
  const post: Answering = ({ body }) =>
    new URLSearchParams(body ?? "").get("scope") === "repository:shop/web:pull" ? { status: 404 } : token();
  const get: Answering = ({ url }) => (url.search.includes("shop%2Fweb") ? token() : { status: 403 });
  const network = networkOf([[`POST ${realm}`, post], [`GET ${realm}*`, get], ...registry()]);
  for (const name of ["shop/web", "shop/api", "shop/web"]) {
    const outcome = await network.walk(`registry.test/${name}:1`, { candidates: [login("ci", password)] });
    expect(outcome).toMatchObject({ kind: "found" });
  }
});

test("a service that knows no form at all is sent one, whomever it refuses", async () => {
  const network = networkOf([[`POST ${realm}`, { status: 405 }], [`GET ${realm}*`, { status: 403 }], ...registry()]);
  for (const name of ["a", "b", "c"]) {
    const candidates = [login("ci", password)];
    expect(await network.walk(`registry.test/${name}/x:1`, { candidates })).toMatchObject({ kind: "refused" });
  }
  expect(network.asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
});

describe("a stale login", () => {
  const stale: readonly Line[] = [
    [`POST ${realm}`, { status: 401, body: { details: "incorrect username or password" } }],
    [
      `GET ${realm}*`,
      ({ headers }) =>
        headers["authorization"] === undefined
          ? token()
          : { status: 401, body: { details: "incorrect username or password" } },
    ],
  ];

  test("anonymous is asked after it", async () => {
    const { outcome } = await pull([...stale, ...registry()], runner);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(outcome.evidence.map(({ credential, status }) => [credential, status])).toEqual([
      ["anonymous", 401],
      // The form that came before it is no news: whoever comes later doesn't send it any more.
      ["node", 401],
      ["anonymous", 200],
      ["anonymous", 200],
    ]);
  });

  test("a repository that doesn't challenge is pulled all the same", async () => {
    const network = networkOf([
      ["HEAD https://registry.test/v2/shop/open/manifests/1", reply(manifest)],
      ...stale,
      ...registry(),
    ]);
    await network.walk("registry.test/shop/web:1", { candidates: runner });
    const outcome = await network.walk("registry.test/shop/open:1", { candidates: runner });
    expect(outcome).toMatchObject({ kind: "found", evidence: [{ credential: "anonymous" }] });
  });

  test("refused twice: both are named", async () => {
    const { outcome } = await pull([[`* ${realm}*`, { status: 403 }], ...registry()], runner);
    expect(outcome).toMatchObject({ kind: "refused", at: "token", status: 403, credentials: ["node", "anonymous"] });
  });
});

describe("where a login is not sent", () => {
  test("to a realm over http; anonymous is still asked", async () => {
    const challenge = 'Bearer realm="http://auth.test/token"';
    const open = await pull([["GET http://auth.test/token*", token()], ...registry({ challenge })], runner);
    expect(open.outcome.kind).toBe("found");
    expect(open.network.hostsThatSaw(password)).toEqual([]);
  });

  test("and where anonymous isn't let in, the login wasn't refused: it was never shown", async () => {
    const challenge = 'Bearer realm="http://auth.test/token"';
    const { network, outcome } = await pull(
      [["GET http://auth.test/token*", { status: 401 }], ...registry({ challenge })],
      runner,
    );
    expect(outcome).toMatchObject({ kind: "unreachable", hop: "token", host: "auth.test", cause: "login-withheld" });
    expect(network.hostsThatSaw(password)).toEqual([]);
  });

  test.for(["https://other.test/token", "https://sub.auth.test/token"])(
    "a form is not sent on to %s, and what is refused without it is not known",
    async (location) => {
      const { network, outcome } = await pull(
        [[`* ${realm}*`, { status: 307, headers: { location } }], [`GET ${location}*`, { status: 401 }], ...registry()],
        [login("ci", password)],
      );
      expect(outcome).toMatchObject({
        kind: "unreachable",
        hop: "token",
        host: new URL(location).host,
        cause: "login-elsewhere",
      });
      expect(network.hostsThatSaw(password)).toEqual(["auth.test"]);
      expect(outcome.evidence.at(-1)).toMatchObject({ credential: "anonymous" });
    },
  );

  test.for(["manifest", "nothing"])(
    "a token that was given without it opens %s: what it lacks is not known",
    async (what) => {
      const location = "https://other.test/token";
      const { outcome } = await pull(
        [
          [`* ${realm}*`, { status: 307, headers: { location } }],
          [`GET ${location}*`, token()],
          ...registry(what === "manifest" ? {} : { opens: () => false }),
        ],
        [login("ci", password)],
      );
      const unknown = { kind: "unreachable", hop: "token", host: "other.test", cause: "login-elsewhere" };
      expect(outcome).toMatchObject(what === "manifest" ? { kind: "found" } : unknown);
    },
  );

  test("nor is an identity token", async () => {
    const { outcome } = await pull(
      [[`POST ${realm}`, { status: 308, headers: { location: "https://other.test/" } }], ...registry()],
      [identityToken("canary-id")],
    );
    expect(outcome).toMatchObject({ kind: "unreachable", host: "other.test", cause: "login-elsewhere" });
  });

  test.for([307, 308])("to the same host it is sent again, form and all (%i)", async (status) => {
    const script: readonly Line[] = [
      [`POST ${realm}`, { status, headers: { location: "/token/" } }],
      [`POST ${realm}/`, token()],
      ...registry(),
    ];
    for (const candidate of [login("ci", password), identityToken("canary-id")]) {
      const { network, outcome } = await pull(script, [candidate]);
      expect(outcome).toMatchObject({ kind: "found" });
      expect(network.requests[2]?.body).toBe(network.requests[1]?.body);
    }
  });

  test.for<[string, ScriptedReply, object]>([
    ["a page", { headers: { "content-type": "text/html" }, body: "<h1>log in" }, { cause: "no-token" }],
    ["a token", { body: { access_token: "t" } }, { kind: "found" }],
    ["nothing", { status: 404 }, { kind: "found" }],
  ])("a form that is answered by 302 is asked for without it, as Go does: %s", async ([, answer, expected]) => {
    const { network, outcome } = await pull(
      [
        [`POST ${realm}`, { status: 302, headers: { location: "https://auth.test/login" } }],
        ["GET https://auth.test/login", answer],
        [`GET ${realm}*`, token()],
        ...registry(),
      ],
      [login("ci", password)],
    );
    expect(outcome).toMatchObject(expected);
    expect(network.requests[2]).toMatchObject({ method: "GET", body: null, headers: {} });
  });

  test("on loopback it is", async () => {
    const network = networkOf([
      ["POST http://127.0.0.1:5001/token", token()],
      [
        "HEAD http://127.0.0.1:5000/*",
        ({ headers }) =>
          headers["authorization"] === undefined
            ? { status: 401, headers: { "www-authenticate": 'Bearer realm="http://127.0.0.1:5001/token"' } }
            : reply(manifest),
      ],
    ]);
    expect(await network.walk("127.0.0.1:5000/shop/web:1", { candidates: runner })).toMatchObject({ kind: "found" });
  });

  test("from loopback to elsewhere over http it isn't", async () => {
    const network = networkOf([
      ["GET http://auth.test/token*", { status: 401 }],
      ["*", { status: 401, headers: { "www-authenticate": 'Bearer realm="http://auth.test/token"' } }],
    ]);
    await network.walk("127.0.0.1:5000/shop/web:1", { candidates: runner });
    expect(network.hostsThatSaw(password)).toEqual([]);
  });
});
