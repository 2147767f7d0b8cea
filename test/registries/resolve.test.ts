// From a name to a digest: which requests it takes, and what each answer means.
import { describe, expect, test } from "vitest";
import { manifestAccept } from "../../src/registries/media-types.ts";
import { largestManifest } from "../../src/registries/resolve.ts";
import type { ScriptedReply } from "../support/scripted.ts";
import { configFor, digestOf, manifestOf, reply, root, stored, types } from "./images.ts";
import { networkOf } from "./walks.ts";

const image = "registry.test/shop/web:1";
const manifest = manifestOf(configFor("linux/amd64"));
const head = `HEAD ${root}/manifests/1`;
const get = `GET ${root}/manifests/1`;
const byDigest = `registry.test/shop/web@${manifest.digest}`;

/** The answer without some of its headers. */
function without(answer: ScriptedReply, ...names: readonly string[]): ScriptedReply {
  const headers = Object.entries(answer.headers ?? {}).filter(([name]) => !names.includes(name));
  const length = names.includes("content-length") ? { "content-length": "" } : {};
  return { ...answer, headers: { ...Object.fromEntries(headers), ...length } };
}

describe("HEAD is enough", () => {
  test("one request, with containerd's Accept list, and no pull is counted", async () => {
    const network = networkOf([[head, reply(manifest)]]);
    const outcome = await network.walk(image);
    expect(outcome).toMatchObject({ kind: "found", depth: "reference", digest: manifest.digest, platforms: null });
    expect(network.asked).toEqual([head]);
    expect(network.requests[0]?.headers).toMatchObject({ accept: manifestAccept, "accept-encoding": "identity" });
    expect(network.requests[0]?.headers["user-agent"]).toMatch(/^pullgate\//);
    expect(network.transport.cost()).toMatchObject({ requests: 1, countedPulls: 0 });
  });

  test("beside a digest the tag is never looked at", async () => {
    const network = networkOf([[`HEAD ${root}/manifests/${manifest.digest}`, reply(manifest)]]);
    const outcome = await network.walk(`registry.test/shop/web:gone@${manifest.digest}`);
    expect(outcome).toMatchObject({ kind: "found", digest: manifest.digest });
    expect(network.asked).toHaveLength(1);
  });

  test("a digest that was asked for need not be told", async () => {
    const bare = without(reply(manifest), "docker-content-digest");
    const network = networkOf([[`HEAD ${root}/manifests/${manifest.digest}`, bare]]);
    expect(await network.walk(byDigest)).toMatchObject({ kind: "found", digest: manifest.digest });
    expect(network.asked).toHaveLength(1);
  });

  test("a charset changes no media type", async () => {
    const { headers } = reply(manifest);
    const charset = { ...reply(manifest), headers: { ...headers, "content-type": `${types.manifest}; charset=utf-8` } };
    expect(await networkOf([[head, charset]]).walk(image)).toMatchObject({ kind: "found" });
  });
});

describe("GET where containerd would", () => {
  test.for<[string, ScriptedReply]>([
    ["HEAD is not allowed", { status: 405 }],
    ["HEAD tells no digest", without(reply(manifest), "docker-content-digest")],
    ["HEAD tells no length", without(reply(manifest), "content-length")],
  ])("%s", async ([, answer]) => {
    const network = networkOf([
      [head, answer],
      [get, without(reply(manifest), "docker-content-digest")],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "found", digest: manifest.digest });
    expect(network.asked).toEqual([head, get]);
    expect(network.transport.cost()).toMatchObject({ requests: 2, countedPulls: 1 });
  });

  test("the body that told the digest is not fetched again", async () => {
    const config = configFor("linux/amd64");
    const network = networkOf([
      [head, { status: 405 }],
      [get, reply(manifest)],
      [`GET ${root}/blobs/${config.digest}`, reply(config)],
    ]);
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({ kind: "found", depth: "manifest" });
    expect(network.asked).toHaveLength(3);
  });

  test("the body decides, whatever the header says", async () => {
    const lying = {
      ...reply(manifest),
      headers: { ...reply(manifest).headers, "docker-content-digest": `sha256:${"0".repeat(64)}` },
    };
    const network = networkOf([
      [head, { status: 405 }],
      [get, lying],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "found", digest: manifest.digest });
  });

  test("405 to both is a refusal", async () => {
    const denied = { status: 405, body: { errors: [{ code: "DENIED", message: "namespace is disabled" }] } };
    const network = networkOf([
      [head, { status: 405 }],
      [get, denied],
    ]);
    expect(await network.walk(image)).toMatchObject({
      kind: "refused",
      status: 405,
      words: "DENIED: namespace is disabled",
    });
  });
});

describe("final, though GET might work", () => {
  test.for([
    [403, "refused"],
    [400, "refused"],
    [412, "refused"],
    [451, "refused"],
  ] as const)("%i", async ([status, kind]) => {
    const network = networkOf([
      [head, { status }],
      [get, reply(manifest)],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind, status, at: "manifest" });
    // One more for the words, which changes nothing.
    expect(network.asked).toEqual([head, get]);
  });

  test("404", async () => {
    const network = networkOf([
      [head, { status: 404 }],
      [`GET ${root}/tags/list?n=1000`, { body: { tags: ["2"] } }],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "absent", what: "tag" });
    expect(network.asked).not.toContain(get);
  });
});

describe("faults that the first answer shows", () => {
  test.for<[string, ScriptedReply, object]>([
    ["schema 1", reply(stored(types.schema1, {})), { kind: "schema1", mediaType: types.schema1 }],
    [
      "no manifest's type",
      reply(stored("application/json", {})),
      { kind: "not-an-image", mediaType: "application/json" },
    ],
    ["no type at all", reply(stored("", {})), { kind: "not-an-image", mediaType: "" }],
    [
      "too large",
      { headers: { ...reply(manifest).headers, "content-length": String(largestManifest + 1) } },
      { kind: "manifest-too-large", bytes: largestManifest + 1 },
    ],
    [
      "a digest header that is none",
      { ...reply(manifest), headers: { ...reply(manifest).headers, "docker-content-digest": "sha256:ABC" } },
      { kind: "malformed", what: "manifest" },
    ],
  ])("%s", async ([, answer, fault]) => {
    const network = networkOf([[head, answer]]);
    expect(await network.walk(image)).toMatchObject({ kind: "faulty", fault });
    expect(network.asked).toHaveLength(1);
  });

  test("as large as containerd takes", async () => {
    const answer = { headers: { ...reply(manifest).headers, "content-length": String(largestManifest) } };
    expect(await networkOf([[head, answer]]).walk(image)).toMatchObject({ kind: "found" });
  });

  test.for<[string, ScriptedReply, number | null]>([
    [
      "declared",
      { headers: { "content-type": types.manifest }, body: Buffer.alloc(largestManifest + 5, " ") },
      largestManifest + 5,
    ],
    [
      "endless",
      { headers: { "content-type": types.manifest, "content-length": "" }, body: Buffer.alloc(largestManifest + 1) },
      null,
    ],
  ])("too large for GET, %s", async ([, answer, bytes]) => {
    const network = networkOf([
      [head, { status: 405 }],
      [get, answer],
    ]);
    const outcome = await network.walk(image);
    expect(outcome).toMatchObject({ kind: "faulty", fault: { kind: "manifest-too-large", bytes } });
    expect(network.requests.map(({ maxBytes }) => maxBytes)).toEqual([0, largestManifest]);
  });
});

describe("another digest than the one that was asked for", () => {
  const other = digestOf(Buffer.from("other"));
  const line = `${root}/manifests/${manifest.digest}`;

  test("told by HEAD: nobody looks at it, and the content is held against the one that was asked for", async () => {
    const answer = { ...reply(manifest), headers: { ...reply(manifest).headers, "docker-content-digest": other } };
    const digest = manifest.digest;
    expect(await networkOf([[`HEAD ${line}`, answer]]).walk(byDigest)).toMatchObject({ kind: "found", digest });
    const wrong = networkOf([
      [`HEAD ${line}`, answer],
      [`GET ${line}`, { ...reply(manifest), body: Buffer.alloc(manifest.bytes.length) }],
    ]);
    expect(await wrong.walk(byDigest, { depth: "manifest" })).toMatchObject({
      kind: "faulty",
      digest,
      fault: { kind: "digest-mismatch", expected: digest },
    });
  });

  test("shown by GET", async () => {
    const network = networkOf([
      [`HEAD ${line}`, { status: 405 }],
      [`GET ${line}`, { ...reply(manifest), body: "other" }],
    ]);
    expect(await network.walk(byDigest)).toMatchObject({
      kind: "faulty",
      fault: { kind: "digest-mismatch", expected: manifest.digest, actual: other },
    });
  });

  test("one of another algorithm than SHA-256 can't be stored by a node, right or wrong", async () => {
    const sha512 = `sha512:${"0".repeat(128)}`;
    const network = networkOf([[`HEAD ${root}/manifests/${sha512}`, reply(manifest)]]);
    expect(await network.walk(`registry.test/shop/web@${sha512}`)).toMatchObject({
      kind: "faulty",
      fault: { kind: "digest-algorithm", what: "manifest", digest: sha512 },
    });
  });
});
