// Tokens: how they are asked for, how long they last, and what happens where there are none.
import { describe, expect, test } from "vitest";
import type { HttpRequest } from "../../src/edges/edges.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { reply } from "./images.ts";
import { manifest, pull, realm, registry, token } from "./token-registry.ts";
import { type Network, networkOf } from "./walks.ts";

describe("a token that is no good any more", () => {
  const expired = `Bearer realm="${realm}",service="r.test",error="invalid_token"`;

  /** Serves who brings `good`, and says of every other token that it is invalid. */
  function behind(good: string): readonly Line[] {
    return [
      [
        "* https://registry.test/v2/*/manifests/*",
        ({ headers }) => {
          const sent = headers["authorization"];
          if (sent === `Bearer ${good}`) return reply(manifest);
          const challenge = sent === undefined ? `Bearer realm="${realm}",service="r.test"` : expired;
          return { status: 401, headers: { "www-authenticate": challenge } };
        },
      ],
    ];
  }

  test("is asked for anew, once for all who had it", async () => {
    let good = "first";
    const network = networkOf([
      [`GET ${realm}*`, token("first"), token("second")],
      ["* https://registry.test/*", (request) => answerOf(behind(good), request)],
    ]);
    expect(await network.walk("registry.test/shop/web:1")).toMatchObject({ kind: "found" });
    good = "second";
    const tags = ["1", "2", "3", "4"].map(async (tag) => network.walk(`registry.test/shop/web:${tag}`));
    for (const outcome of await Promise.all(tags)) expect(outcome).toMatchObject({ kind: "found" });
    expect(network.asked.filter((line) => line.includes("auth.test"))).toHaveLength(2);
  });

  test("one that was given up by others, and spent by yet others, is given up once more", async () => {
    let made = 0;
    const uses = new Map<string, number>();
    const network = networkOf([
      [`GET ${realm}*`, () => token(`t${(made += 1)}`)],
      [
        "* https://registry.test/*",
        ({ headers }) => {
          const sent = headers["authorization"] ?? "";
          uses.set(sent, (uses.get(sent) ?? 0) + 1);
          if (sent !== "" && (uses.get(sent) ?? 0) <= 2) return reply(manifest);
          const challenge = sent === "" ? `Bearer realm="${realm}",service="r.test"` : expired;
          return { status: 401, headers: { "www-authenticate": challenge } };
        },
      ],
    ]);
    for (let index = 0; index < 6; index += 1) {
      expect(await network.walk(`registry.test/shop/web:${index}`)).toMatchObject({ kind: "found" });
    }
  });

  test.for([401, 403])(
    "one that was revoked without a word (%i) is given up when it is no news any more",
    async (status) => {
      let good = "first";
      const refused = { status, headers: { "www-authenticate": `Bearer realm="${realm}",service="r.test"` } };
      const network = networkOf([
        [`GET ${realm}*`, () => token(good, { expires_in: 3600 })],
        [
          "* https://registry.test/*",
          ({ headers }) => {
            if (headers["authorization"] === `Bearer ${good}`) return reply(manifest);
            return headers["authorization"] === undefined ? { ...refused, status: 401 } : refused;
          },
        ],
      ]);
      expect(await network.walk("registry.test/shop/web:1")).toMatchObject({ kind: "found" });
      good = "second";
      await network.clock.sleep(11_000, new AbortController().signal);
      for (const tag of ["1", "2", "3"]) {
        expect(await network.walk(`registry.test/shop/web:${tag}`)).toMatchObject({ kind: "found" });
      }
      expect(network.asked.filter((line) => line.includes("auth.test"))).toHaveLength(2);
    },
  );

  test("one that is young was not, when another was refused too: what lacks is the right, for all alike", async () => {
    const network = networkOf([[`GET ${realm}*`, token()], ...registry({ opens: () => false })]);
    for (const tag of ["1", "2", "3"]) {
      expect(await network.walk(`registry.test/shop/web:${tag}`)).toMatchObject({ kind: "refused", status: 401 });
    }
    expect(network.asked.filter((line) => line.includes("auth.test"))).toHaveLength(2);
  });

  test("a host that refuses one token takes the next: a replica was behind", async () => {
    let made = 0;
    const late = registry({ opens: (sent) => sent === "Bearer t2" });
    const { outcome } = await pull([[`GET ${realm}*`, () => token(`t${(made += 1)}`)], ...late]);
    expect(outcome).toMatchObject({ kind: "found" });
  });

  test("who waited for the same one gets another, where it is spent by then", async () => {
    let made = 0;
    const uses = new Map<string, number>();
    const network = networkOf([
      [`GET ${realm}*`, () => ({ ...token(`t${(made += 1)}`), latency: 5 })],
      [
        "* https://registry.test/*",
        ({ headers }) => {
          const sent = headers["authorization"] ?? "";
          uses.set(sent, (uses.get(sent) ?? 0) + 1);
          if (sent !== "" && (uses.get(sent) ?? 0) <= 4) return { ...reply(manifest), latency: 5 };
          const challenge = sent === "" ? `Bearer realm="${realm}",service="r.test"` : expired;
          return { status: 401, headers: { "www-authenticate": challenge } };
        },
      ],
    ]);
    const tags = Array.from({ length: 8 }, async (_, index) => network.walk(`registry.test/shop/web:${index}`));
    expect(new Set((await Promise.all(tags)).map(({ kind }) => kind))).toEqual(new Set(["found"]));
  });

  test("one that was just given is not: the registry and its service don't agree", async () => {
    const { network, outcome } = await pull([[`GET ${realm}*`, token()], ...behind("another")]);
    expect(outcome).toMatchObject({ kind: "refused", status: 401 });
    expect(network.asked.filter((line) => line.includes("auth.test"))).toHaveLength(2);
  });
});

function answerOf(lines: readonly Line[], request: HttpRequest): ScriptedReply {
  const [, answer] = lines[0] ?? [];
  return typeof answer === "function" ? answer(request) : (answer ?? {});
}

describe("anonymous", () => {
  test("challenge, token, answer", async () => {
    const { network, outcome } = await pull([[`GET ${realm}*`, token()], ...registry()]);
    expect(outcome).toMatchObject({
      kind: "found",
      evidence: [
        { method: "GET", credential: "anonymous", status: 200 },
        { method: "HEAD", credential: "anonymous", status: 200 },
      ],
    });
    expect(network.asked).toEqual([
      "HEAD https://registry.test/v2/shop/web/manifests/1",
      `GET ${realm}?service=r.test&scope=repository%3Ashop%2Fweb%3Apull`,
      "HEAD https://registry.test/v2/shop/web/manifests/1",
    ]);
    expect(network.requests.map(({ headers }) => headers["authorization"])).toEqual([
      undefined,
      undefined,
      "Bearer t0k3n-canary",
    ]);
  });

  test.for<[string, object]>([
    ["access_token alone", { access_token: "t0k3n-canary" }],
    ["both", { token: "other", access_token: "t0k3n-canary" }],
    ["an empty one beside it", { token: "t0k3n-canary", access_token: "" }],
  ])("%s", async ([, body]) => {
    const { network, outcome } = await pull([[`GET ${realm}*`, { body }], ...registry()]);
    expect(outcome.kind).toBe("found");
    expect(network.requests.at(-1)?.headers["authorization"]).toBe("Bearer t0k3n-canary");
  });

  test("the scope of the challenge is added, once and sorted", async () => {
    const challenge = `Bearer realm="${realm}?x=1",scope="repository:shop/web:pull repository:base/os:pull"`;
    const { network } = await pull([[`GET ${realm}*`, token()], ...registry({ challenge })]);
    const asked = new URL(network.requests[1]?.url ?? "");
    expect(asked.searchParams.getAll("scope")).toEqual(["repository:base/os:pull", "repository:shop/web:pull"]);
    expect(asked.searchParams.get("x")).toBe("1");
    expect(asked.searchParams.has("service")).toBe(false);
  });

  test("a realm over http works without a login", async () => {
    const challenge = 'Bearer realm="http://auth.test/token"';
    const { outcome } = await pull([["GET http://auth.test/token*", token()], ...registry({ challenge })]);
    expect(outcome.kind).toBe("found");
  });

  test("Basic has nothing to say for anonymous", async () => {
    const { network, outcome } = await pull(registry({ challenge: 'Basic realm="r"' }));
    expect(outcome).toMatchObject({
      kind: "refused",
      status: 401,
      at: "manifest",
      credentials: ["anonymous"],
      mayBeAbsent: true,
    });
    expect(network.asked).toEqual(
      ["HEAD", "GET"].map((method) => `${method} https://registry.test/v2/shop/web/manifests/1`),
    );
  });

  test("401 without a challenge is final", async () => {
    const { network, outcome } = await pull([["*", { status: 401 }]]);
    expect(outcome).toMatchObject({ kind: "refused", status: 401 });
    expect(network.asked).toHaveLength(2);
  });

  test("a 401 to two tokens is final", async () => {
    const { network, outcome } = await pull([[`GET ${realm}*`, token()], ...registry({ opens: () => false })]);
    expect(outcome).toMatchObject({ kind: "refused", status: 401, at: "manifest" });
    expect(network.asked.map((line) => line.split(" ", 1)[0])).toEqual(["HEAD", "GET", "HEAD", "GET", "HEAD", "GET"]);
  });

  test("Basic after a token, as Harbor refuses", async () => {
    const basic: ScriptedReply = { status: 401, headers: { "www-authenticate": 'Basic realm="harbor"' } };
    const bearer: ScriptedReply = { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}"` } };
    const { network, outcome } = await pull([
      [`GET ${realm}*`, token()],
      ["*", ({ headers }) => (headers["authorization"] === undefined ? bearer : basic)],
    ]);
    expect(outcome).toMatchObject({ kind: "refused", status: 401 });
    expect(network.asked).toHaveLength(4);
  });

  test("challenges and tokens that change each time come to an end", async () => {
    let count = 0;
    const changing = (): ScriptedReply => {
      count += 1;
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}",scope="repository:x:${count}"` } };
    };
    const { network, outcome } = await pull([
      [`GET ${realm}*`, () => token(`t0k3n-${count}`)],
      ["* https://registry.test/*", changing],
    ]);
    expect(outcome.kind).toBe("refused");
    // Three tokens, and one request more for the words.
    expect(network.asked).toHaveLength(1 + 3 * 2 + 1);
  });
});

describe("how long a token lasts", () => {
  const pause = async (network: Network, ms: number): Promise<void> =>
    network.clock.sleep(ms, new AbortController().signal);

  test.for([
    ["as long as the service says", 300, 269_000, 271_000],
    ["however short that is", 10, 8_000, 10_000],
    ["a minute where it doesn't say", undefined, 53_000, 55_000],
    ["a minute where it says nothing of use", 0, 53_000, 55_000],
  ] as const)("%s", async ([, seconds, valid, stale]) => {
    const network = networkOf([[`GET ${realm}*`, token("t0k3n", { expires_in: seconds })], ...registry()]);
    const tokens = (): number => network.asked.filter((line) => line.includes("/token")).length;
    await network.walk("registry.test/shop/web:1");
    await pause(network, valid);
    await network.walk("registry.test/shop/web:1");
    expect(tokens()).toBe(1);
    await pause(network, stale - valid);
    await network.walk("registry.test/shop/web:1");
    expect(tokens()).toBe(2);
  });

  test("many who need it at once ask once", async () => {
    const network = networkOf([[`GET ${realm}*`, { ...token(), latency: 50 }], ...registry()]);
    await Promise.all(Array.from({ length: 20 }, async (_, index) => network.walk(`registry.test/shop/web:${index}`)));
    expect(network.asked.filter((line) => line.includes("/token"))).toHaveLength(1);
    expect(network.asked).toHaveLength(1 + 1 + 20);
  });
});
