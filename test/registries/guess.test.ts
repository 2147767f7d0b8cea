// A token without a challenge of one's own: how the first answer of a host spares the others a request, and decides nothing.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/model.ts";
import type { Answering, Line } from "../support/scripted.ts";
import { configFor, manifestOf, reply, serving } from "./images.ts";
import { amd64, amd64Image } from "./two-platforms.ts";
import { anonymous, login, networkOf, probeOf, runOf } from "./walks.ts";

const manifest = manifestOf(configFor("linux/amd64"));
const runner = [login("ci", "canary-3f9c"), anonymous];

function challenge(realm: string): Exclude<Answering, (request: never) => unknown> {
  return { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}",service="r.test"` } };
}

/** A repository that lets in who brings the token of `realm`. */
function closed(name: string, realm = "https://auth.test/token"): Line {
  const opens = `Bearer token of ${realm} for repository:${name}:pull`.replaceAll(" ", "_").replace("_", " ");
  return [
    `* https://registry.test/v2/${name}/*`,
    ({ headers }) => (headers["authorization"] === opens ? reply(manifest) : challenge(realm)),
  ];
}

/** One that nobody needs anything for, and that takes nothing. */
function open(name: string, refusal: Answering, answer: Answering = reply(manifest)): Line {
  return [
    `* https://registry.test/v2/${name}/*`,
    (request) => {
      const reply = request.headers["authorization"] === undefined ? answer : refusal;
      return typeof reply === "function" ? reply(request) : reply;
    },
  ];
}

const services: Line = [
  "* https://auth.test/*",
  ({ url, body }) => {
    const scopes = body === null ? url.searchParams.getAll("scope") : [new URLSearchParams(body).get("scope") ?? ""];
    const token = `token_of_${url.origin}${url.pathname}_for_${scopes.join("_")}`;
    return { body: { token, access_token: token } };
  },
];

describe("what was not asked for decides nothing", () => {
  test.for<[string, Answering]>([
    ...[400, 401, 403, 404, 405, 408, 410, 429, 500, 503].map((status): [string, Answering] => [
      `${status}`,
      { status },
    ]),
    ["an hour's patience", { status: 429, headers: { "retry-after": "3600" } }],
    ["a page", { headers: { "content-type": "text/html" }, body: "<h1>log in" }],
    ["a cut connection", { failure: { hop: "ping", cause: "reset" } }],
    ["a loop", { status: 307, headers: { location: "https://registry.test/v2/b/open/manifests/1" } }],
    ["a bad address", { status: 307, headers: { location: "ftp://registry.test/" } }],
  ])("an open repository that answers a token with %s", async ([name, refusal]) => {
    const isLimit = name === "429";
    const network = networkOf([services, closed("a/closed"), open("b/open", refusal)]);
    expect(await network.walk("registry.test/a/closed:1", { candidates: runner })).toMatchObject({ kind: "found" });
    expect(await network.walk("registry.test/b/open:1", { candidates: runner })).toMatchObject({
      kind: "found",
      evidence: [{ credential: "anonymous" }],
    });
    // Nor is it held against the host: but for a limit that names no time, whatever was asked met it.
    expect(await network.walk("registry.test/a/closed:2", { candidates: runner })).toMatchObject({ kind: "found" });
    expect(network.clock.now()).toBe(isLimit ? 1125 : 0);
  });

  test("nor a challenge to it", async () => {
    const network = networkOf([services, closed("a/closed"), open("b/open", challenge("https://auth.test/other"))]);
    await network.walk("registry.test/a/closed:1", { candidates: runner });
    expect(await network.walk("registry.test/b/open:1", { candidates: runner })).toMatchObject({
      kind: "found",
      evidence: [{ credential: "anonymous" }],
    });
  });

  test("a miss is told as a node is told it: without a login", async () => {
    const nothing = { status: 404 };
    const network = networkOf([services, closed("a/closed"), open("b/open", nothing, nothing)]);
    await network.walk("registry.test/a/closed:1", { candidates: runner });
    expect(await network.walk("registry.test/b/open:1", { candidates: runner })).toMatchObject({
      kind: "absent",
      anonymous: true,
    });
  });

  test("and with one, where it is asked for one: the answer is known by then", async () => {
    const miss: Line = [
      "* https://registry.test/v2/b/*",
      ({ headers }) =>
        headers["authorization"] === undefined ? challenge("https://auth.test/token") : { status: 404 },
    ];
    const network = networkOf([services, closed("a/closed"), miss]);
    await network.walk("registry.test/a/closed:1", { candidates: runner });
    expect(await network.walk("registry.test/b/open:1", { candidates: [login("ci", "canary-3f9c")] })).toMatchObject({
      kind: "absent",
      anonymous: false,
    });
    const heads = network.requests.filter(({ method, url }) => method === "HEAD" && url.pathname.includes("/b/"));
    expect(heads.map(({ headers }) => headers["authorization"] !== undefined)).toEqual([true, false]);
  });

  test("Basic behaves the same", async () => {
    const basic: Line = [
      "HEAD https://registry.test/v2/a/*",
      ({ headers }) =>
        headers["authorization"] === undefined
          ? { status: 401, headers: { "www-authenticate": "Basic" } }
          : reply(manifest),
    ];
    const network = networkOf([basic, open("b/open", { status: 403 })]);
    await network.walk("registry.test/a/closed:1", { candidates: runner });
    expect(await network.walk("registry.test/b/open:1", { candidates: runner })).toMatchObject({
      kind: "found",
      evidence: [{ credential: "anonymous" }],
    });
  });

  test("a realm of each repository's own is asked by that repository's image", async () => {
    const realms = ["a", "b", "c"].map((key) => `https://auth.test/${key}/token`);
    const network = networkOf([services, ...realms.map((realm, index) => closed(`team-${index}/web`, realm))]);
    for (const [index, realm] of realms.entries()) {
      const outcome = await network.walk(`registry.test/team-${index}/web:1`, { candidates: [anonymous] });
      expect(outcome).toMatchObject({ kind: "found" });
      expect(outcome.evidence[0]?.url).toMatch(new RegExp(`^${realm}`));
    }
  });
});

describe("one pull", () => {
  test("that was let in bare asks for the rest of its image bare", async () => {
    const lines: readonly Line[] = serving(amd64Image, amd64).map(([pattern, answer]) => [
      pattern,
      ({ headers }) => (headers["authorization"] === undefined ? answer : { status: 401 }),
    ]);
    const network = networkOf([services, closed("a/closed"), ...lines]);
    await network.walk("registry.test/a/closed:1", { candidates: runner });
    const before = network.asked.length;
    const outcome = await network.walk("registry.test/shop/web:1", { candidates: runner, depth: "manifest" });
    expect(outcome).toMatchObject({ kind: "found" });
    // The guess, and then manifest by HEAD and GET, and config; the token is one request more.
    expect(network.asked.slice(before).filter((line) => line.includes("registry.test"))).toHaveLength(4);
  });

  test("that was challenged shows its token from then on", async () => {
    const lines: readonly Line[] = serving(amd64Image, amd64).map(([pattern, answer]) => [
      pattern,
      ({ headers }) => (headers["authorization"] === undefined ? challenge("https://auth.test/token") : answer),
    ]);
    const network = networkOf([services, ...lines]);
    expect(await network.walk("registry.test/shop/web:1", { depth: "manifest" })).toMatchObject({ kind: "found" });
    // HEAD twice, a token, manifest, config.
    expect(network.asked).toHaveLength(5);
  });
});

describe("whatever comes first", () => {
  const repositories: readonly Line[] = [
    services,
    closed("a/closed"),
    closed("a/own-realm", "https://auth.test/own"),
    open("b/refuses", { status: 401 }),
    open("b/takes", reply(manifest)),
    open("c/missing", { status: 404 }, { status: 404 }),
    ["GET https://registry.test/v2/", { status: 401 }],
  ];
  const images = ["a/closed", "a/own-realm", "b/refuses", "b/takes", "c/missing"].flatMap((name) =>
    ["1", "2", "3"].map((tag) => `registry.test/${name}:${tag}`),
  );

  /** The same answers, each after a time of its own. */
  function delayed(seed: number): readonly Line[] {
    let state = seed;
    const next = (): number => (state = (state * 48_271) % 2_147_483_647) % 50;
    return repositories.map(([pattern, answer]) => [
      pattern,
      (request) => ({ ...(typeof answer === "function" ? answer(request) : answer), latency: next() }),
    ]);
  }

  test("the same is reported of every image", async () => {
    const probes = images.map((image) => probeOf(image, { candidates: runner }));
    const reports = new Set<string>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const { outcomes } = await runOf(delayed(seed), probes);
      const sorted = [...outcomes]
        .map(([image, { outcome }]) => [image, outcome] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      expect(kindsOf(sorted)).toEqual(["absent", "found"]);
      reports.add(JSON.stringify(sorted).replaceAll(/"ms":[\d.]+/g, ""));
    }
    expect(reports.size).toBe(1);
  });

  test("the verdicts hang on no order of the images", async () => {
    const expected = new Map(images.map((image) => [image, image.includes("missing") ? "absent" : "found"]));
    for (let turn = 0; turn < images.length; turn += 1) {
      const turned = [...images.slice(turn), ...images.slice(0, turn)];
      const { outcomes } = await runOf(
        repositories,
        turned.map((image) => probeOf(image, { candidates: runner })),
      );
      expect(new Map([...outcomes].map(([image, { outcome }]) => [image, outcome.kind]))).toEqual(
        new Map(turned.map((image) => [image, expected.get(image)])),
      );
    }
  });
});

function kindsOf(outcomes: readonly (readonly [string, Outcome])[]): readonly string[] {
  return [...new Set(outcomes.map(([, { kind }]) => kind))].sort();
}
