// What an earlier run has kept spares a GET, and decides nothing: the registry is asked by HEAD, and any doubt is a GET as without.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/model.ts";
import { knownManifest } from "../../src/registries/kept.ts";
import { createWalker } from "../../src/registries/walker.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { memoryStore, type MemoryStore } from "../support/store.ts";
import { configFor, digestOf, indexOf, manifestOf, reply, root, serving, type Stored, types } from "./images.ts";
import { amd64, amd64Image, arm64, arm64Image, both, image } from "./two-platforms.ts";
import { networkOf, type ProbeWish, probeOf } from "./walks.ts";

const served = serving(both, amd64Image, amd64);

interface Walked {
  readonly outcome: Outcome;
  readonly asked: readonly string[];
  readonly countedPulls: number;
}

async function walkWith(store: MemoryStore | null, script: readonly Line[], wish: ProbeWish = {}): Promise<Walked> {
  const network = networkOf(script, new AbortController().signal, store);
  const outcome = await network.walk(image, { depth: "manifest", ...wish });
  return { outcome, asked: network.asked, countedPulls: network.transport.cost().countedPulls };
}

/** As a run leaves it that found all of `script`. */
async function filled(script: readonly Line[], wish: ProbeWish = {}): Promise<MemoryStore> {
  const store = memoryStore();
  await walkWith(store, script, wish);
  return store;
}

/** Every document is asked for by HEAD as well. */
function withHeads(lines: readonly Line[]): readonly Line[] {
  return lines.flatMap(([pattern, ...replies]): readonly Line[] => [
    [pattern, ...replies],
    [pattern.replace("GET", "HEAD"), ...replies],
  ]);
}

function withoutEvidence(outcome: Outcome): Outcome {
  return { ...outcome, evidence: [] };
}

describe("a second walk", () => {
  test("asks for everything again, and has nothing sent that is known", async () => {
    const cold = memoryStore();
    const first = await walkWith(cold, served);
    const second = await walkWith(cold, withHeads(served));
    expect(first.countedPulls).toBe(2);
    expect(second.countedPulls).toBe(0);
    expect(second.asked).toEqual([
      `HEAD ${root}/manifests/1`,
      `HEAD ${root}/manifests/${amd64Image.digest}`,
      `HEAD ${root}/blobs/${amd64.digest}`,
    ]);
    expect(withoutEvidence(second.outcome)).toEqual(withoutEvidence(first.outcome));
    expect(second.outcome.evidence.map(({ method, status }) => [method, status])).toEqual([
      ["HEAD", 200],
      ["HEAD", 200],
      ["HEAD", 200],
    ]);
  });

  test("an index for two platforms is asked for once, and each child as well", async () => {
    const all = serving(both, amd64Image, amd64, arm64Image, arm64);
    const wish = { platforms: ["linux/amd64", "linux/arm64"] };
    const { outcome, asked } = await walkWith(await filled(all, wish), withHeads(all), wish);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(asked).toHaveLength(1 + 2 * 2);
  });

  test("what only GET resolves is kept, and resolved by GET again", async () => {
    const mute: Line = [`HEAD ${root}/manifests/1`, { status: 405 }];
    const script: readonly Line[] = [mute, [`GET ${root}/manifests/1`, reply(both)], ...withHeads(served)];
    const store = await filled(script);
    const { outcome, asked } = await walkWith(store, script);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(asked.filter((line) => line.startsWith("GET"))).toEqual([`GET ${root}/manifests/1`]);
    expect([...store.pieces.keys()]).toContain(`manifest ${both.digest}`);
  });

  test("by a digest: the one HEAD is enough, unless it names another", async () => {
    const pinned = `registry.test/shop/web@${amd64Image.digest}`;
    const script = withHeads(serving(amd64Image, amd64));
    const store = await filled(script);
    const network = networkOf(script, new AbortController().signal, store);
    expect(await network.walk(pinned, { depth: "manifest" })).toMatchObject({ kind: "found" });
    expect(network.asked).toEqual([
      `HEAD ${root}/manifests/${amd64Image.digest}`,
      `HEAD ${root}/blobs/${amd64.digest}`,
    ]);
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
    const { outcome, asked } = await walkWith(store, [line, ...withHeads(served)]);
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked).toContain(`GET ${root}/manifests/${amd64Image.digest}`);
    expect(outcome.evidence.every(({ status }) => status === 200)).toBe(true);
  });

  test.for(doubts)("%s, of a config", async ([, doubt]) => {
    const store = await filled(served);
    const line: Line = [`HEAD ${root}/blobs/${amd64.digest}`, doubt(amd64)];
    const { outcome, asked } = await walkWith(store, [line, ...withHeads(served)]);
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked).toContain(`GET ${root}/blobs/${amd64.digest}`);
  });

  test("where no blob is to be had by HEAD, that is asked once a run", async () => {
    const images = [amd64, arm64, configFor("linux/amd64", { author: "other" })].map(
      (config, tag) => [tag + 2, manifestOf(config), config] as const,
    );
    const script = images.flatMap(([tag, manifest, config]): readonly Line[] => [
      [`HEAD ${root}/manifests/${tag}`, reply(manifest)],
      ...serving(manifest, config),
    ]);
    const walkAll = async (lines: readonly Line[], store: MemoryStore): Promise<readonly string[]> => {
      const network = networkOf(lines, new AbortController().signal, store);
      for (const [tag] of images) {
        const platforms = [tag === 3 ? "linux/arm64" : "linux/amd64"];
        const outcome = await network.walk(image.replace(/1$/, String(tag)), { depth: "manifest", platforms });
        expect(outcome).toMatchObject({ kind: "found" });
      }
      return network.asked.filter((line) => line.includes("/blobs/")).map((line) => line.split(" ")[0] ?? "");
    };
    const store = memoryStore();
    expect(await walkAll(script, store)).toEqual(["GET", "GET", "GET"]);
    const signed: Line = [`HEAD ${root}/blobs/*`, { status: 403 }];
    expect(await walkAll([signed, ...script], store)).toEqual(["HEAD", "GET", "GET", "GET"]);
    expect(await walkAll([[`HEAD ${root}/blobs/*`, { status: 404 }], ...script], store)).toHaveLength(6);
  });

  test.for([
    ["child manifest", `${root}/manifests/${amd64Image.digest}`],
    ["config", `${root}/blobs/${amd64.digest}`],
  ] as const)("a %s that is gone is found gone", async ([what, url]) => {
    const store = await filled(served);
    const { outcome } = await walkWith(store, [[`* ${url}`, { status: 404 }], ...withHeads(served)]);
    expect(outcome).toMatchObject({ kind: "faulty", fault: { kind: "blob-missing", what } });
  });

  test("a descriptor that declares another size than what is kept", async () => {
    const store = await filled(served);
    const longer = indexOf([["linux/amd64", amd64Image, { size: amd64Image.bytes.length + 1 }]]);
    const { outcome } = await walkWith(store, withHeads(serving(longer, amd64Image, amd64)));
    expect(outcome).toMatchObject({ kind: "faulty", fault: { kind: "size-mismatch", what: "manifest" } });
    const config = { mediaType: types.config, digest: amd64.digest, size: amd64.bytes.length + 1 };
    const wrong = await walkWith(store, withHeads(serving(manifestOf(amd64, { config }), amd64)));
    expect(wrong.outcome).toMatchObject({ kind: "faulty", fault: { kind: "size-mismatch", what: "config" } });
  });
});

describe("what is kept of a config", () => {
  const canary = "canary-4c1d";
  const secretive = configFor("linux/arm/v7", {
    "os.version": "10.0.1",
    config: { Env: [`TOKEN=${canary}`], Labels: { a: canary }, Cmd: [canary] },
    history: [{ created_by: canary }],
    author: canary,
  });

  test("has no variable, no label and no command in it, and is read as the whole is", async () => {
    const script = serving(manifestOf(secretive), secretive);
    const store = await filled(script, { platforms: ["linux/arm/v7"] });
    expect([...store.pieces.keys()]).toContain(`config ${secretive.digest}`);
    expect([...store.pieces.values()].join("\n")).not.toContain(canary);
    const { outcome, countedPulls } = await walkWith(store, withHeads(script), { platforms: ["linux/arm/v7"] });
    expect(outcome).toMatchObject({
      kind: "found",
      platforms: [{ architecture: "arm", variant: "v7", osVersion: "10.0.1" }],
    });
    expect(countedPulls).toBe(0);
  });

  test.for([
    ["another platform", { os: "linux", architecture: "s390x" }],
    ["no platform that is known", { rootfs: { diff_ids: [] } }],
    ["more layers", { os: "linux", architecture: "amd64", rootfs: { diff_ids: ["", ""] } }],
    ["no size", { os: "linux", architecture: "amd64", rootfs: { diff_ids: [""] }, size: null }],
    ["fields of other types", { os: 7 }],
  ] as const)("is good news only: %s, and the config itself is fetched", async ([, lie]) => {
    const store = await filled(served);
    store.pieces.set(`config ${amd64.digest}`, Buffer.from(JSON.stringify({ size: amd64.bytes.length, ...lie })));
    const { outcome, asked } = await walkWith(store, withHeads(served));
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked).toContain(`GET ${root}/blobs/${amd64.digest}`);
  });

  test("of several platforms each is judged by it", async () => {
    const script = serving(amd64Image, amd64);
    const wish = { platforms: ["linux/amd64", "linux/arm64"] };
    const cold = await walkWith(null, script, wish);
    const warm = await walkWith(await filled(script), withHeads(script), wish);
    expect(cold.outcome).toMatchObject({ kind: "mismatched" });
    expect(withoutEvidence(warm.outcome)).toEqual(withoutEvidence(cold.outcome));
    expect(warm.asked).toContain(`GET ${root}/blobs/${amd64.digest}`);
  });
});

describe("nothing is kept", () => {
  const child = `GET ${root}/manifests/${amd64Image.digest}`;
  const config = `GET ${root}/blobs/${amd64.digest}`;

  test.for([401, 403, 404, 429, 500, 503])("of %i", async (status) => {
    for (const line of [`HEAD ${root}/manifests/1`, child, config]) {
      const refused: Line = [line, { status, body: reply(amd64Image).body }];
      const store = await filled([refused, ...served, ["GET *", { status }]]);
      const known = [`manifest ${both.digest}`, `manifest ${amd64Image.digest}`, `config ${amd64.digest}`];
      const before = line === config ? 2 : line === child ? 1 : 0;
      expect([...store.pieces.keys()]).toEqual(known.slice(0, before));
    }
  });

  test("of a document that isn't its digest's, or is cut", async () => {
    const altered = Buffer.from(amd64Image.bytes.toString().replace("1000", "1001"));
    for (const body of [altered, Buffer.concat([amd64Image.bytes, altered]), Buffer.alloc(0)]) {
      const store = await filled([[child, { ...reply(amd64Image), body }], ...served]);
      expect([...store.pieces.keys()]).toEqual([`manifest ${both.digest}`]);
    }
  });

  test("of a config that is none", async () => {
    const broken = configFor("linux/amd64", { history: "none" });
    const store = await filled(serving(manifestOf(broken), broken));
    expect([...store.pieces.keys()]).toEqual([`manifest ${manifestOf(broken).digest}`]);
  });
});

test("knownManifest: of this pull or of an earlier one, and never a config for a manifest", async () => {
  const store = memoryStore();
  const { tools } = networkOf([]);
  const ask = async (): Promise<never> => Promise.reject(new Error("asked"));
  const walker = createWalker(probeOf(image), { kind: "anonymous" }, { ...tools, ask, store });
  expect(await knownManifest(walker, both.digest)).toBeNull();
  store.put(both.digest, "manifest", both.bytes);
  expect(await knownManifest(walker, both.digest)).toEqual(both.bytes);
  walker.bodies.set(amd64.digest, { body: amd64.bytes, asked: null, isTrimmed: true });
  expect(await knownManifest(walker, amd64.digest)).toBeNull();
  walker.bodies.set(digestOf(amd64Image.bytes), { body: amd64Image.bytes, asked: null });
  expect(await knownManifest({ ...walker, store: null }, amd64Image.digest)).toEqual(amd64Image.bytes);
});
