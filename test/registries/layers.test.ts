// Depth blobs: every layer is asked for as gently as possible, and no is said only where a node would hear it.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/model.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, layer, manifestOf, root, serving } from "./images.ts";

import { login, networkOf } from "./walks.ts";

const image = "registry.test/shop/web:1";
const config = configFor("linux/amd64");
const one = manifestOf(config);
const blob = `${root}/blobs/${layer.digest}`;
const whole: ScriptedReply = { headers: { "content-length": "1000" } };
const part: ScriptedReply = { status: 206, headers: { "content-range": "bytes 0-0/1000" }, body: "x" };

function pull(...lines: readonly Line[]): ReturnType<typeof networkOf> {
  return networkOf([...lines, ...serving(one, config)]);
}

async function outcomeOf(...lines: readonly Line[]): Promise<Outcome> {
  return pull(...lines).walk(image, { depth: "blobs" });
}

describe("a layer", () => {
  test("that HEAD finds, as large as it is declared, is there", async () => {
    const network = pull([`HEAD ${blob}`, whole]);
    expect(await network.walk(image, { depth: "blobs" })).toMatchObject({ kind: "found", depth: "blobs" });
    expect(network.asked.at(-1)).toBe(`HEAD ${blob}`);
  });

  test("is not asked for at any other depth", async () => {
    const network = pull();
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({ kind: "found", depth: "manifest" });
    expect(network.asked.filter((line) => line.includes(layer.digest))).toEqual([]);
  });

  test.for<[string, ScriptedReply]>([
    ["HEAD is refused", { status: 401 }],
    ["HEAD is forbidden", { status: 403 }],
    ["HEAD finds nothing", { status: 404 }],
    ["HEAD isn't known", { status: 405 }],
    ["HEAD fails", { status: 501 }],
    ["HEAD breaks off", { failure: { hop: "ping", cause: "reset" } }],
    ["HEAD has no length", {}],
    ["HEAD has another length", { headers: { "content-length": "7" } }],
  ])("%s, and its first byte is had: it is there", async ([, head]) => {
    expect(await outcomeOf([`HEAD ${blob}`, head], [`GET ${blob}`, part])).toMatchObject({ kind: "found" });
  });

  test("its first byte is what is asked for", async () => {
    const ranges: (string | undefined)[] = [];
    const listening = ({ headers }: { readonly headers: Readonly<Record<string, string>> }): ScriptedReply => {
      ranges.push(headers["range"]);
      return part;
    };
    await outcomeOf([`HEAD ${blob}`, { status: 404 }], [`GET ${blob}`, listening]);
    expect(ranges).toEqual(["bytes=0-0"]);
  });

  test.for<[string, ScriptedReply, object]>([
    ["nothing there", { status: 404 }, { fault: { kind: "blob-missing", what: "layer", digest: layer.digest } }],
    [
      "another size",
      { status: 206, headers: { "content-range": "bytes 0-0/7" }, body: "x" },
      { fault: { kind: "size-mismatch", what: "layer", expected: 1000, actual: 7 } },
    ],
    [
      "all of it, and another size",
      { headers: { "content-length": "7" }, body: "1234567" },
      { fault: { kind: "size-mismatch", what: "layer", expected: 1000, actual: 7 } },
    ],
    ["a refusal", { status: 403 }, { kind: "refused", at: "blob", status: 403, mayBeAbsent: false }],
    ["an error", { status: 503 }, { kind: "unreachable", cause: "server-error" }],
    ["a limit", { status: 429, headers: { "retry-after": "3600" } }, { kind: "throttled" }],
  ])("GET says %s", async ([, get, expected]) => {
    expect(await outcomeOf([`HEAD ${blob}`, { status: 404 }], [`GET ${blob}`, get])).toMatchObject(expected);
  });

  test("who takes no ranges is asked for all of it", async () => {
    const get = ({ headers }: { readonly headers: Readonly<Record<string, string>> }): ScriptedReply =>
      headers["range"] === undefined ? whole : { status: 416 };
    expect(await outcomeOf([`HEAD ${blob}`, { status: 404 }], [`GET ${blob}`, get])).toMatchObject({ kind: "found" });
  });

  test.for(["gzip", "zstd", "aws-chunked"])(
    "said to be in %s, and as large as it should be: a node gets other bytes",
    async (coding) => {
      const coded = { headers: { "content-length": "1000", "content-encoding": coding } };
      expect(await outcomeOf([`HEAD ${blob}`, coded], [`GET ${blob}`, coded])).toMatchObject({
        fault: { kind: "content-coding", what: "layer", coding },
      });
    },
  );

  test("HEAD that is sent on to nowhere says nothing of GET", async () => {
    const away = { status: 307, headers: { location: "https://nowhere.test/x" } };
    const nowhere: Line = ["* https://nowhere.test/*", { failure: { hop: "dns", cause: "name-not-found" } }];
    expect(await outcomeOf([`HEAD ${blob}`, away], nowhere, [`GET ${blob}`, part])).toMatchObject({ kind: "found" });
  });

  test("of a thousand and more nothing is asked, and the depth says so", async () => {
    const layers = Array.from({ length: 1001 }, (_, index) => ({
      ...layer,
      digest: `sha256:${String(index).padStart(64, "0")}`,
    }));
    const ids = configFor("linux/amd64", { rootfs: { diff_ids: layers.map(({ digest }) => digest) } });
    const network = networkOf(serving(manifestOf(ids, { layers }), ids));
    expect(await network.walk(image, { depth: "blobs" })).toMatchObject({ kind: "found", depth: "manifest" });
    expect(network.asked).toHaveLength(3);
  });

  test("what comes in a coding is not counted in bytes", async () => {
    const coded = { headers: { "content-length": "7", "content-encoding": "zstd" } };
    expect(await outcomeOf([`HEAD ${blob}`, coded], [`GET ${blob}`, coded])).toMatchObject({ kind: "found" });
  });

  test("shared by images is asked for once", async () => {
    const other = manifestOf(config, { annotations: { tag: "2" } });
    const network = pull(
      [`HEAD ${blob}`, whole],
      ...serving(other).map(([line, reply]) => [line.replace("manifests/1", "manifests/2"), reply] as const),
    );
    for (const tag of ["1", "2"]) {
      expect(await network.walk(`registry.test/shop/web:${tag}`, { depth: "blobs" })).toMatchObject({ kind: "found" });
    }
    expect(network.asked.filter((line) => line === `HEAD ${blob}`)).toHaveLength(1);
  });

  test("of several the first that is gone is told, and all are asked", async () => {
    const layers = ["a", "b", "c"].map((hex) => ({ ...layer, digest: `sha256:${hex.repeat(64)}` }));
    const threeIds = configFor("linux/amd64", { rootfs: { diff_ids: layers.map(({ digest }) => digest) } });
    const three = manifestOf(threeIds, { layers });
    const network = networkOf([
      [`* ${root}/blobs/${layers[1]?.digest}`, { status: 404 }],
      [`* ${root}/blobs/${layers[2]?.digest}`, { status: 404 }],
      [`HEAD ${root}/blobs/${layers[0]?.digest}`, whole],
      ...serving(three, threeIds),
    ]);
    const outcome = await network.walk(image, { depth: "blobs" });
    expect(outcome).toMatchObject({ kind: "faulty", fault: { digest: layers[1]?.digest } });
    expect(outcome.evidence.at(-1)).toMatchObject({ url: `${root}/blobs/${layers[1]?.digest}`, status: 404 });
  });

  test("of another algorithm than SHA-256 can't be stored", async () => {
    const digest = `sha512:${"a".repeat(128)}`;
    const odd = manifestOf(config, { layers: [{ ...layer, digest }] });
    const network = networkOf(serving(odd, config));
    expect(await network.walk(image, { depth: "blobs" })).toMatchObject({
      fault: { kind: "digest-algorithm", what: "layer", digest },
    });
  });
});

describe("a layer from another host", () => {
  const canary = "canary-password";
  const alice = login("alice", canary);
  const behindBasic =
    (reply: ScriptedReply) =>
    ({ headers }: { readonly headers: Readonly<Record<string, string>> }): ScriptedReply =>
      headers["authorization"] === undefined
        ? { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } }
        : reply;

  test("is redirected to, without the login", async () => {
    const seen: Readonly<Record<string, string>>[] = [];
    const cdn = "https://cdn.test/layer?sig=canary-signature";
    const network = networkOf([
      [`HEAD ${blob}`, behindBasic({ status: 307, headers: { location: cdn } })],
      [
        "HEAD https://cdn.test/*",
        ({ headers }) => {
          seen.push(headers);
          return whole;
        },
      ],
      ...serving(one, config),
    ]);
    expect(await network.walk(image, { depth: "blobs", candidates: [alice] })).toMatchObject({ kind: "found" });
    expect(JSON.stringify(seen)).not.toContain("authorization");
  });

  test("that can't be reached is its own host's fault", async () => {
    const redirect = { status: 307, headers: { location: "https://cdn.test/layer" } };
    const refused = { failure: { hop: "connect", cause: "refused" } } as const;
    expect(await outcomeOf([`* ${blob}`, redirect], ["* https://cdn.test/*", refused])).toMatchObject({
      kind: "unreachable",
      hop: "blob",
      host: "cdn.test",
      cause: "refused",
    });
  });
});

describe("a foreign layer", () => {
  const url = "https://layers.test/base.tar.gz";
  const foreign = manifestOf(config, { layers: [{ ...layer, urls: ["ftp://layers.test/x", "no address", url] }] });
  const walk = async (...lines: readonly Line[]): Promise<readonly [Outcome, readonly string[]]> => {
    const network = networkOf([...lines, ...serving(foreign, config)]);
    const outcome = await network.walk(image, { depth: "blobs" });
    return [outcome, network.asked.filter((line) => line.includes("layers.test") || line.includes(layer.digest))];
  };

  test("is asked for where its manifest says, over HTTP alone and without a login", async () => {
    const [outcome, asked] = await walk([`GET ${url}`, whole]);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(asked).toEqual([`GET ${url}`]);
  });

  test("is asked of the registry where nobody else has it", async () => {
    const [outcome, asked] = await walk([`GET ${url}`, { status: 404 }], [`HEAD ${blob}`, whole]);
    expect(outcome).toMatchObject({ kind: "found" });
    expect(asked).toEqual([`GET ${url}`, `HEAD ${blob}`]);
  });

  test("is refused where somebody else refuses it: a node asks nobody after that", async () => {
    const [outcome] = await walk([`GET ${url}`, { status: 403 }], [`HEAD ${blob}`, whole]);
    expect(outcome).toMatchObject({ kind: "refused", at: "blob", status: 403 });
  });

  test("whoever challenges there is shown no login", async () => {
    const seen: string[] = [];
    const basic = { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } };
    const network = networkOf([
      [
        "* https://layers.test/*",
        ({ headers }) => {
          seen.push(JSON.stringify(headers));
          return basic;
        },
      ],
      ...serving(foreign, config),
    ]);
    const alice = login("alice", "canary-password");
    expect(await network.walk(image, { depth: "blobs", candidates: [alice] })).toMatchObject({ kind: "refused" });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.join()).not.toContain("authorization");
  });

  test("an address of the machine's own network is not asked", async () => {
    const inner = manifestOf(config, { layers: [{ ...layer, urls: ["http://169.254.169.254/latest/meta-data"] }] });
    const network = networkOf(serving(inner, config));
    expect(await network.walk(image, { depth: "blobs" })).toMatchObject({
      kind: "unreachable",
      host: "169.254.169.254",
    });
    expect(network.asked.join()).not.toContain("169.254");
  });

  test("whoever challenges there gets no token", async () => {
    const challenge = { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } };
    const [outcome] = await walk([`GET ${url}`, challenge]);
    expect(outcome).toMatchObject({ kind: "refused", status: 401 });
  });
});
