import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { digestIn, fillDigests, nameDigests } from "./contents.ts";
import { buildImage } from "./images.ts";
import { digestOfBytes } from "./layers.ts";
import { readWorld } from "./world.ts";

const world = readWorld({
  "registry.test": {
    repositories: { a: { plain: { layers: 2 }, both: { platforms: ["linux/amd64", "linux/arm64"] } } },
  },
});
const plain = world.get("registry.test")?.repositories["a"]?.["plain"];
if (plain === undefined) throw new Error("the world has no a:plain");

test("the same description gives the same bytes on every machine, another name other ones", () => {
  expect(buildImage("a:plain", plain).top.digest).toMatchInlineSnapshot(
    `"sha256:e4af1e4b91324e214515976d4f5c7a0babf454161a76a788164a656869e30478"`,
  );
  expect(buildImage("a:other", plain).top.digest).not.toBe(buildImage("a:plain", plain).top.digest);
});

test("diff ids are those of the unpacked layers", () => {
  const blobs = [...buildImage("a:plain", plain).blobs.values()];
  const layers = blobs.filter((bytes) => bytes[0] === 0x1f);
  const config = blobs.find((bytes) => bytes[0] === 0x7b)?.toString("utf8");
  expect(layers).toHaveLength(2);
  for (const layer of layers) expect(config).toContain(digestOfBytes(gunzipSync(layer)));
});

test("a case's text may name digests, and gets its words back", () => {
  const words = "{{digest registry.test/a:both}} {{digest registry.test/a:both linux/arm64}}";
  const filled = `${digestIn(world, "registry.test/a:both")} ${digestIn(world, "registry.test/a:both", "linux/arm64")}`;
  expect(fillDigests(world, words)).toBe(filled);
  expect(nameDigests(world, filled)).toBe(words);
  expect(() => fillDigests(world, "{{digest registry.test/a:none}}")).toThrow("registry.test/a:none");
});

test.for([
  [{ "r.test": { auht: "token" } }, "r.test.auht"],
  [{ "r.test": { private: ["*"] } }, '"private" needs "auth"'],
  [{ "r.test": { faults: [{ path: "(" }] } }, "not a regular expression"],
  [{ "r.test": { network: "server-error" } }, "r.test.network"],
  [{ "r.test": { repositories: { a: { 1: { missing: ["manifest"] } } } } }, "r.test.repositories"],
] as const)("the world %j is refused", ([value, place]) => {
  expect(() => readWorld(value)).toThrow(place);
});
