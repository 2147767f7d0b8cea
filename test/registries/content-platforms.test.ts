// What a node finds for itself: in indexes, in indexes of indexes, and in configs.
import { describe, expect, test } from "vitest";
import { configFor, indexOf, layer, manifestOf, root, type ServedLine, serving } from "./images.ts";
import {
  amd64,
  amd64Image,
  arm64,
  arm64Image,
  both,
  image,
  linuxAmd64,
  linuxArm64,
  walkOver,
} from "./two-platforms.ts";
import { networkOf } from "./walks.ts";

describe("platforms", () => {
  test("nothing in the index for the node", async () => {
    expect(await walkOver(serving(both), { platforms: ["linux/s390x"] })).toMatchObject({
      kind: "mismatched",
      how: "index",
      wanted: { architecture: "s390x" },
      available: [linuxAmd64, linuxArm64],
      digest: both.digest,
      content: null,
    });
  });

  test("the first platform that fails decides", async () => {
    const platforms = ["linux/amd64", "linux/s390x", "windows/amd64"];
    expect(await walkOver(serving(both, amd64Image, amd64), { platforms })).toMatchObject({
      kind: "mismatched",
      wanted: { architecture: "s390x" },
    });
  });

  test("an image of another platform", async () => {
    expect(await walkOver(serving(arm64Image, arm64))).toMatchObject({
      kind: "mismatched",
      how: "image",
      available: [linuxArm64],
      content: { layers: 1 },
    });
  });

  test("an entry whose config is for something else", async () => {
    const lying = indexOf([["linux/amd64", arm64Image]]);
    expect(await walkOver(serving(lying, arm64Image, arm64))).toMatchObject({ kind: "mismatched", how: "image" });
  });

  test("a variant in the entry and none in the config", async () => {
    const config = configFor("linux/arm");
    const child = manifestOf(config);
    const index = indexOf([["linux/arm/v6", child]]);
    expect(await walkOver(serving(index, child, config), { platforms: ["linux/arm/v6"] })).toMatchObject({
      kind: "found",
    });
  });

  test("a config that says nothing matches everything", async () => {
    const config = configFor("", { os: "", architecture: "" });
    const silent = manifestOf(config);
    expect(await walkOver(serving(silent, config))).toMatchObject({ kind: "found", platforms: [] });
  });

  test("attestations are nobody's image", async () => {
    const attestation = manifestOf(configFor("unknown/unknown"), {
      layers: [{ ...layer, mediaType: "application/vnd.in-toto+json" }],
    });
    const index = indexOf([
      ["unknown/unknown", attestation],
      ["linux/amd64", amd64Image],
    ]);
    const lines = serving(index, amd64Image, amd64);
    expect(await walkOver(lines)).toMatchObject({ kind: "found", platforms: [linuxAmd64] });
    expect(await walkOver(lines, { platforms: ["linux/arm64"] })).toMatchObject({ available: [linuxAmd64] });
  });

  test("of entries without a platform the first, if its config fits", async () => {
    const inOrder = (...children: readonly (typeof amd64Image)[]): readonly ServedLine[] => {
      const index = indexOf(children.map((child) => ["", child] as const));
      return serving(index, amd64Image, amd64, arm64Image, arm64);
    };
    expect(await walkOver(inOrder(amd64Image, arm64Image))).toMatchObject({ kind: "found", platforms: [linuxAmd64] });
    expect(await walkOver(inOrder(arm64Image, amd64Image))).toMatchObject({
      kind: "mismatched",
      how: "config",
      available: [linuxArm64],
    });
  });

  test("an entry without a platform whose config names none fits nobody", async () => {
    const config = configFor("linux/amd64", { os: "", architecture: "" });
    const nameless = manifestOf(config);
    expect(await walkOver(serving(indexOf([["", nameless]]), nameless, config))).toMatchObject({
      kind: "mismatched",
      how: "config",
      available: [],
    });
    expect(await walkOver(serving(nameless, config))).toMatchObject({ kind: "found" });
  });

  test("an entry with an empty platform is for nobody", async () => {
    const index = indexOf([["", amd64Image, { platform: {} }]]);
    expect(await walkOver(serving(index, amd64Image, amd64))).toMatchObject({ kind: "mismatched", available: [] });
  });

  test("only the entry that is taken has to be right", async () => {
    const index = indexOf([
      ["linux/arm64", arm64Image, { digest: "sha256:no" }],
      ["linux/amd64", amd64Image],
    ]);
    const lines = serving(index, amd64Image, amd64);
    expect(await walkOver(lines)).toMatchObject({ kind: "found" });
    expect(await walkOver(lines, { platforms: ["linux/arm64"] })).toMatchObject({
      kind: "faulty",
      fault: { kind: "malformed", detail: 'an entry of "manifests" is not a descriptor' },
    });
  });

  test("entries without a platform, and none that fits", async () => {
    const index = indexOf([["", arm64Image]]);
    expect(await walkOver(serving(index, arm64Image, arm64))).toMatchObject({
      kind: "mismatched",
      how: "config",
      available: [linuxArm64],
    });
  });

  test("a named entry comes before silent ones", async () => {
    const index = indexOf([
      ["", arm64Image],
      ["linux/amd64", amd64Image],
    ]);
    const network = networkOf(serving(index, amd64Image, amd64));
    const found = { kind: "found", platforms: [linuxAmd64] };
    expect(await network.walk(image, { depth: "manifest", containerd: "2.0" })).toMatchObject(found);
    expect(network.asked).toHaveLength(4);
  });

  test("from 2.1 on, what else could be taken is fetched too, and has to be there", async () => {
    const index = indexOf([
      ["linux/amd64", amd64Image],
      ["", arm64Image],
    ]);
    const gone: ServedLine = [`GET ${root}/manifests/${arm64Image.digest}`, { status: 404 }];
    const lines = [gone, ...serving(index, amd64Image, amd64)];
    expect(await walkOver(lines, { containerd: "2.0" })).toMatchObject({ kind: "found" });
    expect(await walkOver(lines)).toMatchObject({ kind: "faulty", fault: { digest: arm64Image.digest } });
    const whole = serving(index, amd64Image, amd64, arm64Image, arm64);
    expect(await walkOver(whole)).toMatchObject({ kind: "found", platforms: [linuxAmd64] });
  });

  test("of very many silent entries one is looked into, or some", async () => {
    const children = Array.from({ length: 50 }, (_, index) =>
      manifestOf(arm64, { annotations: { index: String(index) } }),
    );
    const index = indexOf(children.map((child) => ["", child] as const));
    // Name, index, one child and its config; from 2.1 on 32 more, which share the config.
    for (const [containerd, questions] of [["2.0", 4] as const, ["2.1", 36] as const]) {
      const network = networkOf(serving(index, arm64, ...children));
      expect(await network.walk(image, { depth: "manifest", containerd })).toMatchObject({ kind: "mismatched" });
      expect(network.asked).toHaveLength(questions);
    }
  });

  test("indexes in indexes", async () => {
    const inner = indexOf([["linux/amd64", amd64Image]]);
    const outer = indexOf([["", inner]]);
    expect(await walkOver(serving(outer, inner, amd64Image, amd64))).toMatchObject({
      kind: "found",
      digest: outer.digest,
    });
  });

  test("but not without end: what nobody looks into is proved by its name alone", async () => {
    const levels = [both];
    for (let level = 0; level < 8; level += 1) levels.unshift(indexOf([["", levels[0] ?? both]]));
    const [top = both, ...others] = levels;
    const network = networkOf(serving(top, ...others));
    expect(await network.walk(image, { depth: "manifest" })).toMatchObject({ kind: "found", depth: "reference" });
    expect(network.asked).toHaveLength(9);
  });
});

describe("builds of Windows", () => {
  const builds = ["10.0.17763.6293", "10.0.20348.2113", "10.0.20348.999"];
  const configs = builds.map((version) => configFor("windows/amd64", { "os.version": version }));
  const images = configs.map((config) => manifestOf(config));
  const entries = images.map((child, place) => {
    const named = { os: "windows", architecture: "amd64", "os.version": builds[place] };
    return ["windows/amd64", child, { platform: named }] as const;
  });
  const index = indexOf(entries);
  const lines = serving(index, ...images, ...configs);
  const walked = async (node: string): Promise<readonly string[]> => {
    const network = networkOf(lines);
    const outcome = await network.walk(image, { depth: "manifest", platforms: [node], containerd: "2.0" });
    const taken = images.findIndex(({ digest }) => network.asked.some((question) => question.includes(digest)));
    return [outcome.kind, builds[taken] ?? "none"];
  };

  test.for<[string, string, string]>([
    ["windows(10.0.17763)/amd64", "found", "10.0.17763.6293"],
    // The highest as text, as Go compares: not the first, and not the newest.
    ["windows(10.0.20348)/amd64", "found", "10.0.20348.999"],
    ["windows/amd64", "found", "10.0.20348.999"],
    ["windows(10.0.19042)/amd64", "mismatched", "none"],
    ["windows(10.0.26100)/amd64", "found", "10.0.20348.999"],
  ])("%s: %s, %s", async ([node, kind, version]) => {
    expect(await walked(node)).toEqual([kind, version]);
  });

  test("an entry that names none leaves it to the config", async () => {
    const [older = amd64Image] = images;
    const open = indexOf([["windows/amd64", older]]);
    const platforms = ["windows(10.0.20348)/amd64"];
    expect(await walkOver(serving(open, older, ...configs), { platforms })).toMatchObject({
      kind: "mismatched",
      how: "image",
      available: [{ osVersion: "10.0.17763.6293" }],
    });
  });

  test("what is only mounted need not run", async () => {
    const [older = amd64Image] = images;
    const wish = { platforms: ["windows(10.0.20348)/amd64"], slot: "volume" } as const;
    expect(await walkOver(serving(older, ...configs), wish)).toMatchObject({ kind: "found" });
  });
});

describe("several platforms", () => {
  const gone: readonly ServedLine[] = [[`GET ${root}/manifests/${arm64Image.digest}`, { status: 404 }]];

  test.for([[["linux/amd64", "linux/arm64"]], [["linux/arm64", "linux/amd64"]]])(
    "the worst counts, in whatever order they are named: %j",
    async ([platforms = []]) => {
      const lines = [...gone, ...serving(both, amd64Image, amd64)];
      const outcome = await walkOver(lines, { platforms });
      expect(outcome).toMatchObject({ kind: "faulty", fault: { kind: "blob-missing" }, on: linuxArm64 });
      // What decided stands last.
      expect(outcome.evidence.at(-1)).toMatchObject({ status: 404 });
      expect(outcome.evidence.map(({ method }) => method)).toEqual(["HEAD", "GET", "GET"]);
    },
  );

  test("what is proved comes before what is unknown", async () => {
    const slow: readonly ServedLine[] = [[`GET ${root}/manifests/${amd64Image.digest}`, { status: 503 }]];
    const wish = { platforms: ["linux/amd64", "linux/s390x"] };
    expect(await walkOver([...slow, ...serving(both)], wish)).toMatchObject({ kind: "mismatched", how: "index" });
    const fine = { platforms: ["linux/amd64", "linux/arm64"] };
    expect(await walkOver([...slow, ...serving(both, arm64Image, arm64)], fine)).toMatchObject({
      kind: "unreachable",
      on: linuxAmd64,
    });
  });

  test("where all are there, the evidence is of all", async () => {
    const outcome = await walkOver(serving(both, amd64Image, amd64, arm64Image, arm64), {
      platforms: ["linux/arm64", "linux/amd64"],
    });
    expect(outcome).toMatchObject({ kind: "found" });
    expect(outcome.evidence).toHaveLength(1 + 1 + 2 + 2);
  });

  test("one platform alone needs no name", async () => {
    expect(await walkOver([...gone, ...serving(both)], { platforms: ["linux/arm64"] })).not.toHaveProperty("on");
  });
});
