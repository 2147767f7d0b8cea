// Token services that give too much: what is read, sent and kept of it has an end, and nothing of it is told.
import { runInNewContext } from "node:vm";
import { setFlagsFromString } from "node:v8";
import { describe, expect, test } from "vitest";
import type { Line } from "../support/scripted.ts";
import { reply } from "./images.ts";
import { manifest, pull, realm, registry, token } from "./token-registry.ts";
import { anonymous, networkOf, probeOf, runOf } from "./walks.ts";
import { question } from "./questions.ts";

const KiB = 1024;

/** Of so many characters, another one for each seed, and nowhere the same twice. */
function tokenOf(length: number, seed: number): string {
  let text = "";
  for (let state = seed + 1; text.length < length;) {
    state = (state * 48_271) % 2_147_483_647;
    text += `${state.toString(36).toUpperCase()}+${state.toString(36)}/`;
  }
  return text.slice(0, length);
}

describe("the longest token", () => {
  test("that is sent has 64 KiB", async () => {
    const value = tokenOf(64 * KiB, 1);
    const { network, outcome } = await pull([[`GET ${realm}*`, token(value)], ...registry()]);
    expect(outcome.kind).toBe("found");
    expect(network.requests.at(-1)?.headers["authorization"]).toBe(`Bearer ${value}`);
  });

  test.for([
    ["a character more", 64 * KiB + 1, "its token is longer than the 64 KiB that a header may be"],
    ["as much as would fit the answer once more", 2100 * KiB, "it is longer than 4096 KiB"],
    ["four megabytes", 4096 * KiB, "it is longer than 4096 KiB"],
  ] as const)("%s is none", async ([, length, detail]) => {
    const { network, outcome } = await pull([[`GET ${realm}*`, token(tokenOf(length, 2))], ...registry()]);
    expect(outcome).toMatchObject({ kind: "unreachable", hop: "token", cause: "no-token", detail });
    expect(network.requests.every(({ headers }) => headers["authorization"] === undefined)).toBe(true);
  });

  test("an answer that goes on after its document is one all the same", async () => {
    const body = `{"token":"t0k3n"}${" ".repeat(5000 * KiB)}`;
    const { outcome } = await pull([[`GET ${realm}*`, { body }], ...registry()]);
    expect(outcome.kind).toBe("found");
  });
});

test.for([20, 2000, 64 * KiB + 1])(
  "a token of %i characters in the headers of its own answer is not told",
  async (length) => {
    const value = tokenOf(length, 3);
    const headers = { "x-request-id": `id ${value}` };
    const { outcome } = await pull([[`GET ${realm}*`, { ...token(value), headers }], ...registry()]);
    expect(JSON.stringify(outcome)).toContain('"requestId":"id ***"');
    expect(JSON.stringify(outcome)).not.toContain(value.slice(0, 12));
  },
);

test("an error of megabytes is read for its beginning", async () => {
  const body = `denied, ${"SAMEEND".repeat(1024 * KiB)}`;
  const refused = { status: 403, headers: { "content-type": "text/plain" }, body };
  const { network, outcome } = await pull([[`GET ${realm}*`, refused], ...registry()]);
  expect(outcome).toMatchObject({ kind: "refused", at: "token" });
  expect(JSON.stringify(outcome)).toContain("denied, SAMEEND");
  const reply = await network.transport.ask({
    purpose: "token",
    method: "GET",
    url: new URL(realm),
    headers: {},
    body: null,
    maxBytes: 4096 * KiB,
    credential: "anonymous",
    direct: true,
    leg: question().leg,
  });
  expect(reply.kind === "answer" ? reply.answer.body.length : null).toBe(64 * KiB);
});

describe("many tokens", () => {
  const images = Array.from({ length: 200 }, (_, index) => `registry.test/shop/web-${index}:1`);

  /** Each repository has a token of its own. */
  function script(length: number): readonly Line[] {
    let made = 0;
    return [
      [`GET ${realm}*`, () => token(tokenOf(length, (made += 1)))],
      [
        "* https://registry.test/v2/*",
        ({ headers }) =>
          headers["authorization"] === undefined
            ? { status: 401, headers: { "www-authenticate": `Bearer realm="${realm}",service="r.test"` } }
            : reply(manifest),
      ],
    ];
  }

  test("of 60 KB are kept in no more than five times the room", async () => {
    setFlagsFromString("--expose-gc");
    const network = networkOf(script(60_000));
    const used = (): number => {
      runInNewContext("gc()");
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    for (const image of images) expect((await network.walk(image)).kind).toBe("found");
    const grown = used() - before;
    expect(network.requests.length).toBeGreaterThan(400);
    expect(grown).toBeLessThan(5 * 200 * 60_000);
    expect(network.transport.redactor.clean(tokenOf(60_000, 100))).toBe("***");
  });

  test("of four megabytes are none of them sent", async () => {
    const probes = images.map((image) => probeOf(image, { candidates: [anonymous] }));
    const body = Buffer.from(JSON.stringify({ token: tokenOf(4096 * KiB, 1) }));
    const run = await runOf([[`GET ${realm}*`, { body }], ...script(1).slice(1)], probes);
    expect(run.network.requests.every(({ headers }) => headers["authorization"] === undefined)).toBe(true);
    for (const image of images) {
      expect(run.outcome(image)).toMatchObject({ kind: "unreachable", cause: "no-token" });
    }
  });
});
