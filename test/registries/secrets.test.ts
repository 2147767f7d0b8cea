// Canaries: whatever a registry does with what it was shown, none of it comes back in an outcome.
import { describe, expect, test } from "vitest";
import type { HttpRequest } from "../../src/edges/edges.ts";
import type { Candidate } from "../../src/model.ts";
import type { Answering, Line, ScriptedReply } from "../support/scripted.ts";
import { anonymous, identityToken, login, networkOf, probeOf, runOf } from "./walks.ts";

const password = "canary p&ss=w/rd+3f9c";
const identity = "canary-identity-7d21";
const bearer = "canary-bearer-1b5e";
const basic = Buffer.from(`ci:${password}`).toString("base64");

/** Every spelling in which one of them could come back. */
const forbidden = [
  password,
  encodeURIComponent(password),
  encodeURI(password),
  new URLSearchParams({ p: password }).toString().slice(2),
  basic,
  identity,
  bearer,
  "canary",
];

/** What the host was shown, word for word. */
function shownIn({ url, headers, body }: HttpRequest): string {
  return [url.href, JSON.stringify(headers), body ?? "", ...new URLSearchParams(body ?? "").values()].join(" ");
}

const challenges: readonly (readonly [string, string])[] = [
  ["Basic", 'Basic realm="r"'],
  ["a token service", 'Bearer realm="https://auth.test/token",service="r"'],
];
const candidates: readonly (readonly [string, Candidate])[] = [
  ["a password", login("ci", password)],
  ["an identity token", identityToken(identity)],
];

/** Ways to give back what was shown; `told` is all of it. */
const echoes: readonly (readonly [string, (told: string) => ScriptedReply])[] = [
  ["in an error", (told) => ({ status: 403, body: { errors: [{ code: told, message: `denied ${told}` }] } })],
  ["in text", (told) => ({ status: 403, headers: { "content-type": "text/plain" }, body: told })],
  ["in an OAuth error", (told) => ({ status: 400, body: { error: told, details: told } })],
  [
    "in text, after much else",
    (told) => ({ status: 403, headers: { "content-type": "text/plain" }, body: `${"x ".repeat(140)}${told}` }),
  ],
  [
    "in text, with line breaks",
    (told) => ({ status: 403, headers: { "content-type": "text/plain" }, body: `a\n\n${told}\n` }),
  ],
  ["in headers", (told) => ({ status: 403, headers: { "x-request-id": told, date: told } })],
  [
    "in a redirect's path",
    (told) => ({ status: 302, headers: { location: `https://else.test/${encodeURIComponent(told)}` } }),
  ],
  [
    "in a redirect's query",
    (told) => ({ status: 302, headers: { location: `https://else.test/?service=${encodeURIComponent(told)}` } }),
  ],
  ["in a digest", (told) => ({ headers: { "docker-content-digest": told, "content-type": told } })],
  ["in a server's error", (told) => ({ status: 503, body: { message: told } })],
  ["in a limit", (told) => ({ status: 429, headers: { "retry-after": "3600" }, body: { message: told } })],
  [
    "in another challenge",
    (told) => ({
      status: 401,
      headers: { "www-authenticate": `Bearer realm="${encodeURI(told)}",service="${encodeURIComponent(told)}"` },
    }),
  ],
];

describe.for(candidates)("%s", ([, candidate]) => {
  describe.for(challenges)("%s", ([, challenge]) => {
    test.for(echoes)("given back %s", async ([, echo]) => {
      const wantsMore: ScriptedReply = { status: 401, headers: { "www-authenticate": challenge } };
      const giveBack: Answering = (request) => echo(shownIn(request));
      const registry: Answering = (request) =>
        request.headers["authorization"] === undefined ? wantsMore : echo(shownIn(request));
      const script: readonly Line[] = [
        ["POST https://auth.test/*", { body: { access_token: bearer } }],
        ["GET https://auth.test/*", { body: { access_token: bearer } }],
        ["* https://registry.test/*", registry],
        ["*", giveBack],
      ];
      const network = networkOf(script);
      const outcome = await network.walk("registry.test/shop/web:1", {
        candidates: [candidate, anonymous],
        depth: "manifest",
      });
      const printed = JSON.stringify([outcome, network.transport.routes.legs()]);
      for (const secret of forbidden) expect(printed).not.toContain(secret);
    });
  });

  test.for(echoes)("given back by the token service %s", async ([, echo]) => {
    const network = networkOf([
      ["* https://auth.test/*", (request) => echo(shownIn(request))],
      [
        "* https://registry.test/*",
        { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } },
      ],
      ["*", (request) => echo(shownIn(request))],
    ]);
    const outcome = await network.walk("registry.test/shop/web:1", { candidates: [candidate] });
    const printed = JSON.stringify([outcome, network.transport.routes.legs()]);
    for (const secret of forbidden) expect(printed).not.toContain(secret);
  });
});

test("the canaries were really shown", async () => {
  const script: readonly Line[] = [
    ["POST https://auth.test/token", { body: { access_token: bearer } }],
    [
      "*",
      ({ headers }) =>
        headers["authorization"] === undefined
          ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }
          : { status: 403 },
    ],
  ];
  const network = networkOf(script);
  await network.walk("registry.test/shop/web:1", { candidates: [login("ci", password)] });
  expect(network.hostsThatSaw(password)).toEqual(["auth.test"]);
  expect(network.hostsThatSaw(bearer)).toEqual(["registry.test"]);
});

test("a network's words are cleaned as well", async () => {
  const network = networkOf([
    [
      "* https://registry.test/*",
      ({ headers }) =>
        headers["authorization"] === undefined
          ? { status: 401, headers: { "www-authenticate": "Basic" } }
          : { failure: { hop: "tls", cause: "tls-failed", detail: `${"x".repeat(290)} ${password}` } },
    ],
  ]);
  const outcome = await network.walk("registry.test/shop/web:1", { candidates: [login("ci", password)] });
  expect(outcome).toMatchObject({ kind: "unreachable", cause: "tls-failed" });
  expect(JSON.stringify(outcome)).not.toContain("canary");
});

test("a token in one host's answer is no secret to be shown to another", async () => {
  const network = networkOf([
    ["POST https://auth.test/token", { body: { access_token: bearer } }],
    [
      "HEAD https://registry.test/*",
      ({ headers }) =>
        headers["authorization"] === undefined
          ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }
          : { status: 307, headers: { location: "https://cdn.test/x" } },
    ],
    ["*", { status: 404 }],
  ]);
  await network.walk("registry.test/shop/web:1", { candidates: [login("ci", password)] });
  expect(network.hostsThatSaw(bearer)).toEqual(["registry.test"]);
  expect(network.asked).toContain("HEAD https://cdn.test/x");
});

test("who comes by a secret of the run without having been shown it can't have it printed", async () => {
  const leaked: ScriptedReply = { status: 403, body: { errors: [{ code: "DENIED", message: `I know ${password}` }] } };
  const probes = [
    probeOf("thief.test/a:1"),
    probeOf("registry.test/a:1", { candidates: [login("ci", password), anonymous] }),
  ];
  const run = await runOf([["*", leaked]], probes);
  expect(run.outcome("thief.test/a:1")).toMatchObject({ kind: "refused", words: "DENIED: I know ***" });
  expect(run.network.hostsThatSaw(password)).toEqual([]);
});
