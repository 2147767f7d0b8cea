// Tokens for several repositories at once: which ones, what a node would have had instead, and what is left where nobody gives them.
import { describe, expect, test } from "vitest";
import { companionsIn } from "../../src/registries/companions.ts";
import type { Candidate, Probe } from "../../src/model.ts";
import type { Answering, Line } from "../support/scripted.ts";
import { configFor, manifestOf, reply } from "./images.ts";
import { anonymous, login as loginOf, probeOf, runOf, type ScriptedRun } from "./walks.ts";

const found = reply(manifestOf(configFor("linux/amd64")));
const login = loginOf("alice", "wonderland");

function images(count: number): readonly Probe[] {
  return Array.from({ length: count }, (_, index) => probeOf(`registry.test/shop/image-${index}:1`));
}

function kindsOf(outcomes: ScriptedRun["outcomes"]): readonly string[] {
  return [...new Set([...outcomes.values()].map(({ outcome }) => outcome.kind))].sort();
}

function probe(repository: string, candidates: readonly Candidate[] = [anonymous], registry = "registry.test") {
  return { reference: { registry, repository, tag: "1", digest: null }, candidates };
}

describe("which ones", () => {
  test("those of one registry and login, in the plan's order, each once", () => {
    const plan = [
      probe("a"),
      probe("b", [login, anonymous]),
      probe("a", [login]),
      probe("a"),
      probe("c", [anonymous], "other.test"),
    ];
    const of = companionsIn(plan);
    expect(of("registry.test", anonymous, "a")).toEqual(["a", "b"]);
    expect(of("registry.test", login, "a")).toEqual(["b", "a"]);
    expect(of("other.test", anonymous, "c")).toEqual(["c"]);
    expect(of("registry.test", anonymous, "nowhere in the plan")).toEqual(["nowhere in the plan"]);
  });

  test("Docker Hub's name and its host are one registry", () => {
    const of = companionsIn([
      probe("library/a", [anonymous], "docker.io"),
      probe("library/b", [anonymous], "docker.io"),
    ]);
    expect(of("registry-1.docker.io", anonymous, "library/b")).toEqual(["library/a", "library/b"]);
  });

  test("no more than a header and an address can hold", () => {
    const long = Array.from({ length: 100 }, (_, index) => `${"x".repeat(200)}-${index}`);
    const short = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const of = companionsIn([...long, ...short].map((name) => probe(name)));
    for (const name of long) expect(of("registry.test", anonymous, name).join("").length).toBeLessThanOrEqual(2000);
    expect(of("registry.test", anonymous, "s99").length).toBeLessThanOrEqual(24);
  });
});

/** A service that tells in its token for what it is, and a registry that reads it there. */
function scopes(url: URL): readonly string[] {
  return url.searchParams.getAll("scope").map((scope) => scope.split(":")[1] ?? "");
}
const realm = 'Bearer realm="https://auth.test/token"';
const guarded: Answering = ({ url, headers }) => {
  const repository = /\/v2\/(.+)\/(?:manifests|tags)/.exec(url.pathname)?.[1] ?? "";
  const granted = (headers["authorization"] ?? "").replace("Bearer ", "").split(",");
  if (granted.includes(repository)) return found;
  const error = headers["authorization"] === undefined ? "" : ',error="insufficient_scope"';
  return { status: 401, headers: { "www-authenticate": `${realm}${error}` } };
};

describe("what a token that is for several doesn't open", () => {
  test("is asked for with one of its own, before anything is said", async () => {
    const lacking: Line[] = [
      [
        "GET https://auth.test/token*",
        ({ url }) => {
          const all = scopes(url);
          return { body: { token: (all.length === 1 ? all : all.filter((name) => !/-[37]$/.test(name))).join(",") } };
        },
      ],
      ["* https://registry.test/*", guarded],
    ];
    const run = await runOf(lacking, images(10));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    const tokens = run.network.requests
      .filter(({ url }) => url.host === "auth.test")
      .map(({ url }) => scopes(url).length);
    expect(tokens.toSorted((a, b) => b - a)).toEqual([10, 1, 1]);
  });

  test("a 404 is taken for one only with a token of its own", async () => {
    const hiding: Line[] = [
      [
        "GET https://auth.test/token*",
        ({ url }) => ({ body: { token: (scopes(url).length === 1 ? scopes(url) : ["shop/image-0"]).join(",") } }),
      ],
      [
        "* https://registry.test/*",
        (request) => {
          const answer = typeof guarded === "function" ? guarded(request) : guarded;
          return answer.status === 401 && request.headers["authorization"] !== undefined ? { status: 404 } : answer;
        },
      ],
    ];
    const run = await runOf(hiding, images(5));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
  });

  test("the evidence of a refusal has the token of its own", async () => {
    const closed: Line[] = [
      [
        "GET https://auth.test/token*",
        ({ url }) => ({
          body: {
            token:
              scopes(url)
                .filter((n) => n !== "shop/image-1")
                .join(",") || "none",
          },
        }),
      ],
      ["* https://registry.test/*", guarded],
    ];
    const run = await runOf(closed, images(3));
    const outcome = run.outcome("registry.test/shop/image-1:1");
    expect(outcome.kind).toBe("refused");
    const token = outcome.evidence.filter(({ url }) => url.includes("auth.test"));
    expect(token.map(({ url }) => new URL(url).searchParams.getAll("scope"))).toEqual([
      ["repository:shop/image-1:pull"],
    ]);
    expect(run.outcome("registry.test/shop/image-0:1").kind).toBe("found");
  });
});

test.for([400, 401, 403, 404, 200])(
  "a service that answers several with %i is asked for each alone",
  async (status) => {
    const single: Line[] = [
      [
        "GET https://auth.test/token*",
        ({ url }) => (scopes(url).length > 1 ? { status, body: {} } : { body: { token: scopes(url).join(",") } }),
      ],
      ["* https://registry.test/*", guarded],
    ];
    const run = await runOf(single, images(30));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    const several = run.network.requests.filter(({ url }) => url.host === "auth.test" && scopes(url).length > 1);
    expect(several.length).toBeLessThanOrEqual(2);
  },
);

describe("a header that is too long", () => {
  /** A token that grows with its scopes, as those that hold what they grant. */
  const growing = (each: number): Line => [
    "GET https://auth.test/token*",
    ({ url }) => ({
      body: {
        token: scopes(url)
          .map((name) => `${name}${"x".repeat(each)}`)
          .join(","),
      },
    }),
  ];

  test.for([400, 413, 431, 500, 502])("refused with %i, is none of an image's doing", async (status) => {
    const short: Line = [
      "* https://registry.test/*",
      ({ headers }) => {
        const header = headers["authorization"];
        if (header === undefined) return { status: 401, headers: { "www-authenticate": realm } };
        return header.length > 1000 ? { status } : found;
      },
    ];
    const run = await runOf([growing(200), short], images(20));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
  });

  test("is not sent at all where no server would take it", async () => {
    const any: Line = [
      "* https://registry.test/*",
      ({ headers }) =>
        headers["authorization"] === undefined ? { status: 401, headers: { "www-authenticate": realm } } : found,
    ];
    const run = await runOf([growing(1000), any], images(20));
    expect(kindsOf(run.outcomes)).toEqual(["found"]);
    const lengths = run.network.requests.map(({ headers }) => headers["authorization"]?.length ?? 0);
    expect(Math.max(...lengths)).toBeLessThan(4096);
  });
});

test("which tokens are asked for doesn't hang on who comes first", async () => {
  const refusing = (slow: string): Line[] => [
    [
      "GET https://auth.test/token*",
      ({ url }) => ({
        latency: 5,
        ...(scopes(url).length > 1 && scopes(url).includes("shop/image-30")
          ? { status: 403, body: {} }
          : { body: { token: scopes(url).join(",") } }),
      }),
    ],
    [
      "* https://registry.test/*",
      (request) => ({
        ...(typeof guarded === "function" ? guarded(request) : guarded),
        latency: request.url.pathname.includes(slow) ? 500 : 5,
      }),
    ],
  ];
  const asked = async (slow: string): Promise<readonly string[]> =>
    (await runOf(refusing(slow), images(60))).network.asked.filter((line) => line.includes("auth.test")).toSorted();
  expect(await asked("image-3/")).toEqual(await asked("image-50/"));
});
