// The walk as a whole: candidates in turn, and a deadline that comes in the middle.
import { describe, expect, test } from "vitest";
import type { Answering, Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, manifestOf, reply, root, serving } from "./images.ts";
import { anonymous, login, networkOf } from "./walks.ts";

const image = "registry.test/shop/web:1.27.33";
const head = `HEAD ${root}/manifests/1.27.33`;
const tags = `GET ${root}/tags/list?n=1000`;
const config = configFor("linux/amd64");
const manifest = manifestOf(config);
const runner = [login("ci", "canary-3f9c"), anonymous];

describe("candidates", () => {
  /** Basic: each user sees what `answers` holds; anonymous is refused. */
  function basic(answers: Readonly<Record<string, ScriptedReply>>): Answering {
    return ({ headers }) => {
      const [user = ""] = Buffer.from((headers["authorization"] ?? "").replace("Basic ", ""), "base64")
        .toString()
        .split(":");
      return answers[user] ?? { status: 401, headers: { "www-authenticate": "Basic" } };
    };
  }

  test("the first that is let in decides", async () => {
    const network = networkOf([[head, basic({ ci: reply(manifest) })]]);
    const outcome = await network.walk(image, { candidates: runner });
    expect(outcome).toMatchObject({ kind: "found", evidence: [{ credential: "node", status: 200 }] });
  });

  test("a miss told to a login is no miss told to nobody, and anonymous is asked after it", async () => {
    const network = networkOf([
      [head.replace("HEAD", "*"), basic({ ci: { status: 404 } })],
      [tags, { body: { tags: [] } }],
    ]);
    const outcome = await network.walk(image, { candidates: runner });
    expect(outcome).toMatchObject({ kind: "absent", anonymous: false });
    expect(outcome.evidence.map(({ credential, status }) => [credential, status])).toEqual([
      ["node", 404],
      ["anonymous", 401],
    ]);
    const open = networkOf([
      [head, basic({ ci: { status: 404 }, "": reply(manifest) })],
      [tags, basic({ ci: { body: { tags: [] } } })],
    ]);
    await open.walk(image, { candidates: runner });
  });

  test("a miss without a challenge was told to nobody, whoever asked", async () => {
    const network = networkOf([
      [head, { status: 404 }],
      [tags, { body: { tags: [] } }],
    ]);
    const outcome = await network.walk(image, { candidates: runner });
    expect(outcome).toMatchObject({ kind: "absent", anonymous: true });
    expect(network.asked).toHaveLength(2);
  });

  test("a refusal without a challenge is for everybody", async () => {
    const network = networkOf([["*", { status: 403 }]]);
    const outcome = await network.walk(image, { candidates: runner });
    expect(outcome).toMatchObject({ kind: "refused", status: 403, credentials: ["anonymous"] });
    expect(network.asked).toHaveLength(2);
  });

  test("a login that is refused, and anonymous that isn't", async () => {
    const network = networkOf([
      [
        "* https://registry.test/*",
        ({ headers }) => {
          const sent = headers["authorization"];
          if (sent === "Bearer anonymous") return reply(manifest);
          return sent === "Bearer login"
            ? { status: 403 }
            : { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/t"' } };
        },
      ],
      ["POST https://auth.test/t", { body: { access_token: "login" } }],
      ["GET https://auth.test/t*", { body: { token: "anonymous" } }],
    ]);
    const outcome = await network.walk(image, { candidates: runner });
    expect(outcome).toMatchObject({ kind: "found" });
    expect(outcome.evidence.map(({ method, credential, status }) => [method, credential, status])).toEqual([
      ["POST", "node", 200],
      ["HEAD", "node", 403],
      ["GET", "anonymous", 200],
      ["HEAD", "anonymous", 200],
    ]);
  });

  test.for<[string, ScriptedReply, string]>([
    ["a time-out", { failure: { hop: "connect", cause: "timeout" } }, "unreachable"],
    ["429", { status: 429, headers: { "retry-after": "3600" } }, "throttled"],
    [
      "schema 1",
      {
        headers: {
          "content-type": "application/vnd.docker.distribution.manifest.v1+prettyjws",
          "docker-content-digest": manifest.digest,
        },
      },
      "faulty",
    ],
  ])("%s is no reason to try the next", async ([, answer, kind]) => {
    const network = networkOf([
      [head, answer],
      ["GET *", answer],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind });
    expect(network.asked.filter((line) => line.startsWith("HEAD"))).toHaveLength(1);
  });

  test("without any, nothing is asked", async () => {
    const network = networkOf([]);
    expect(await network.walk(image, { candidates: [] })).toMatchObject({ kind: "not-asked" });
  });
});

describe("the deadline", () => {
  test.for([0, 100, 250, 350])("after %i ms: not asked, and never found", async (ms) => {
    const deadline = new AbortController();
    const slow = serving(manifest, config).map(([pattern, answer]): Line => [pattern, { ...answer, latency: 130 }]);
    const network = networkOf(slow, deadline.signal);
    const walked = network.walk("registry.test/shop/web:1", { depth: "manifest" });
    await network.clock.sleep(ms, new AbortController().signal);
    deadline.abort();
    expect(await walked).toMatchObject({ kind: "not-asked", why: "deadline" });
  });

  test("in a hint: the miss stands", async () => {
    const deadline = new AbortController();
    const network = networkOf(
      [
        [head, { status: 404 }],
        [tags, { latency: 1000 }],
      ],
      deadline.signal,
    );
    const walked = network.walk(image);
    await network.clock.sleep(10, new AbortController().signal);
    deadline.abort();
    expect(await walked).toMatchObject({ kind: "absent", what: "tag" });
  });
});
