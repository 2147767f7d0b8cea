// What is kept, what never is, and what of it is believed.
import { describe, expect, test } from "vitest";
import { knownManifest } from "../../src/registries/kept.ts";
import { createWalker } from "../../src/registries/walker.ts";
import type { Line } from "../support/scripted.ts";
import { memoryStore } from "../support/store.ts";
import { configFor, digestOf, manifestOf, reply, root, serving } from "./images.ts";
import { everyWay, filled, served, walkWith, withoutEvidence } from "./keeping.ts";
import { amd64, amd64Image, both, image } from "./two-platforms.ts";
import { networkOf, probeOf } from "./walks.ts";

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
    const { outcome, countedPulls } = await walkWith(store, everyWay(script), { platforms: ["linux/arm/v7"] });
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
    const { outcome, asked, ranges } = await walkWith(store, everyWay(served));
    expect(outcome).toMatchObject({ kind: "found", depth: "manifest" });
    expect(asked.at(-1)).toBe(`GET ${root}/blobs/${amd64.digest}`);
    expect(ranges).toEqual([undefined, undefined, undefined]);
  });

  test("of several platforms each is judged by it", async () => {
    const script = serving(amd64Image, amd64);
    const wish = { platforms: ["linux/amd64", "linux/arm64"] };
    const cold = await walkWith(null, script, wish);
    const warm = await walkWith(await filled(script), everyWay(script), wish);
    expect(cold.outcome).toMatchObject({ kind: "mismatched" });
    expect(withoutEvidence(warm.outcome)).toEqual(withoutEvidence(cold.outcome));
    expect(warm.ranges).toEqual([undefined, "bytes=0-0", undefined]);
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
