// What an earlier run has kept spares a GET, and decides nothing: the registry is asked all the same, and any doubt is a GET as without.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { memoryStore } from "../support/store.ts";
import { indexOf, manifestOf, reply, root, serving, type Stored, types } from "./images.ts";
import { everyWay, filled, served, walkWith, withoutEvidence } from "./keeping.ts";
import { amd64, amd64Image, arm64, arm64Image, both } from "./two-platforms.ts";
import { networkOf } from "./walks.ts";

describe("a second walk", () => {
  test("asks for everything again, and has nothing sent that is known", async () => {
    const cold = memoryStore();
    const first = await walkWith(cold, served);
    const second = await walkWith(cold, everyWay(served));
    expect(first.countedPulls).toBe(2);
    expect(second.countedPulls).toBe(0);
    expect(second.asked).toEqual([
      `HEAD ${root}/manifests/1`,
      `HEAD ${root}/manifests/${amd64Image.digest}`,
      `GET ${root}/blobs/${amd64.digest}`,
    ]);
    expect(second.ranges).toEqual([undefined, undefined, "bytes=0-0"]);
    expect(withoutEvidence(second.outcome)).toEqual(withoutEvidence(first.outcome));
    expect(second.outcome.evidence.map(({ method, status }) => [method, status])).toEqual([
      ["HEAD", 200],
      ["HEAD", 200],
      ["GET", 206],
    ]);
  });

  test("an index for two platforms is asked for once, and each child as well", async () => {
    const all = serving(both, amd64Image, amd64, arm64Image, arm64);
    const wish = { platforms: ["linux/amd64", "linux/arm64"] };
    const { outcome, asked } = await walkWith(await filled(all, wish), everyWay(all), wish);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(asked).toHaveLength(1 + 2 * 2);
  });

  test("what only GET resolves is kept, and resolved by GET again", async () => {
    const mute: Line = [`HEAD ${root}/manifests/1`, { status: 405 }];
    const script: readonly Line[] = [mute, [`GET ${root}/manifests/1`, reply(both)], ...everyWay(served)];
    const store = await filled(script);
    const { outcome, asked } = await walkWith(store, script);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(asked.filter((line) => /^GET .*manifests/.test(line))).toEqual([`GET ${root}/manifests/1`]);
    expect([...store.pieces.keys()]).toContain(`manifest ${both.digest}`);
  });

  test("by a digest: the one HEAD is enough, unless it names another", async () => {
    const pinned = `registry.test/shop/web@${amd64Image.digest}`;
    const script = everyWay(serving(amd64Image, amd64));
    const store = await filled(script);
    const network = networkOf(script, new AbortController().signal, store);
    expect(await network.walk(pinned, { depth: "manifest" })).toMatchObject({ kind: "found" });
    expect(network.asked).toEqual([`HEAD ${root}/manifests/${amd64Image.digest}`, `GET ${root}/blobs/${amd64.digest}`]);
    const other = { headers: { ...reply(amd64Image).headers, "docker-content-digest": both.digest } };
    const lying: Line = [`HEAD ${root}/manifests/${amd64Image.digest}`, { ...reply(amd64Image), ...other }];
    const doubted = networkOf([lying, ...script], new AbortController().signal, store);
    expect(await doubted.walk(pinned, { depth: "manifest" })).toMatchObject({ kind: "found" });
    expect(doubted.asked).toContain(`GET ${root}/manifests/${amd64Image.digest}`);
  });

  test("a tag that has moved since is what it is now", async () => {
    const store = await filled(serving(amd64Image, amd64));
    const moved = await walkWith(store, serving(arm64Image, arm64));
    expect(moved.outcome).toMatchObject({ kind: "mismatched", digest: arm64Image.digest });
  });
});

describe("a HEAD that proves nothing is followed by the GET of a run without", () => {
  const nobody = { headers: {} };
  const says = (stored: Stored, headers: Readonly<Record<string, string>>, { headers: own } = reply(stored)) => ({
    body: stored.bytes,
    headers: { ...own, ...headers },
  });
  const doubts: readonly (readonly [string, (stored: Stored) => ScriptedReply])[] = [
    ["401", () => ({ status: 401 })],
    ["403", () => ({ status: 403 })],
    ["404", () => ({ status: 404 })],
    ["405", () => ({ status: 405 })],
    ["429", () => ({ status: 429 })],
    ["503", () => ({ status: 503 })],
    ["no connection", () => ({ failure: { cause: "reset" } })],
    ["a redirect to nowhere", () => ({ status: 307, headers: { location: "mailto:nobody" } })],
    ["another digest", (stored) => says(stored, { "docker-content-digest": both.digest })],
    ["another length", (stored) => says(stored, { "content-length": "7" })],
    ["a coding", (stored) => says(stored, { "content-encoding": "gzip" })],
    ["a page", (stored) => says(stored, { "content-type": "text/html" })],
    ["neither digest nor length", (stored) => says(stored, { "content-length": "" }, nobody)],
    ["a proxy's word", (stored) => ({ ...says(stored, {}, nobody), viaProxy: true })],
  ];

  test.for(doubts)("%s, of a child", async ([, doubt]) => {
    const store = await filled(served);
    const line: Line = [`HEAD ${root}/manifests/${amd64Image.digest}`, doubt(amd64Image)];
    const { outcome, asked } = await walkWith(store, [line, ...everyWay(served)]);
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked).toContain(`GET ${root}/manifests/${amd64Image.digest}`);
    expect(outcome.evidence.map(({ status }) => status)).toEqual([200, 200, 206]);
  });

  const part = (headers: Readonly<Record<string, string>>): ScriptedReply => ({
    status: 206,
    headers: { "content-range": `bytes 0-0/${amd64.bytes.length}`, ...headers },
    body: "{",
  });

  test.for<readonly [string, ScriptedReply]>([
    ["401", { status: 401 }],
    ["403", { status: 403 }],
    ["404", { status: 404 }],
    ["416", { status: 416 }],
    ["429", { status: 429 }],
    ["503", { status: 503 }],
    ["no connection", { failure: { cause: "reset" } }],
    ["another length", part({ "content-range": "bytes 0-0/7" })],
    ["no length", part({ "content-range": "bytes 0-0/*" })],
    ["another digest", part({ "docker-content-digest": both.digest })],
    ["a coding", part({ "content-encoding": "gzip" })],
    ["a page", part({ "content-type": "text/html" })],
    ["a proxy's word", { ...part({}), viaProxy: true }],
    ["other bytes, all of them", { body: arm64.bytes }],
  ])("%s, of a config", async ([, doubt]) => {
    const store = await filled(served);
    const line: Line = [`GET ${root}/blobs/${amd64.digest}`, doubt, reply(amd64)];
    const { outcome, asked } = await walkWith(store, [line, ...everyWay(served)]);
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked.filter((question) => question.includes("/blobs/"))).toHaveLength(2);
    expect(outcome.evidence.at(-1)).toMatchObject({ status: 200 });
  });

  test("a config that comes whole, where a part was asked for, is enough", async () => {
    const { outcome, asked } = await walkWith(await filled(served), [...served, ...everyWay(served)]);
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked).toHaveLength(3);
  });

  test("a host of blobs that lets nobody in is found, though the registry answers a HEAD itself", async () => {
    const store = await filled(served);
    const script: readonly Line[] = [
      [`HEAD ${root}/blobs/*`, reply(amd64)],
      [`GET ${root}/blobs/*`, { status: 307, headers: { location: "https://cdn.test/blob" } }],
      ["* https://cdn.test/*", { failure: { cause: "refused" } }],
      ...everyWay(served),
    ];
    const { outcome } = await walkWith(store, script);
    expect(outcome).toMatchObject({ kind: "unreachable", host: "cdn.test", cause: "refused" });
  });

  test.for([
    ["child manifest", `${root}/manifests/${amd64Image.digest}`],
    ["config", `${root}/blobs/${amd64.digest}`],
  ] as const)("a %s that is gone is found gone", async ([what, url]) => {
    const store = await filled(served);
    const { outcome } = await walkWith(store, [[`* ${url}`, { status: 404 }], ...everyWay(served)]);
    expect(outcome).toMatchObject({ kind: "faulty", fault: { kind: "blob-missing", what } });
  });

  test("a descriptor that declares another size than what is kept", async () => {
    const store = await filled(served);
    const longer = indexOf([["linux/amd64", amd64Image, { size: amd64Image.bytes.length + 1 }]]);
    const { outcome } = await walkWith(store, everyWay(serving(longer, amd64Image, amd64)));
    expect(outcome).toMatchObject({ kind: "faulty", fault: { kind: "size-mismatch", what: "manifest" } });
    const config = { mediaType: types.config, digest: amd64.digest, size: amd64.bytes.length + 1 };
    const wrong = await walkWith(store, everyWay(serving(manifestOf(amd64, { config }), amd64)));
    expect(wrong.outcome).toMatchObject({ kind: "faulty", fault: { kind: "size-mismatch", what: "config" } });
  });
});
