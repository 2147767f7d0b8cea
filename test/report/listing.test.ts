import { describe, expect, test } from "vitest";
import { isObject, parseJson } from "../../src/json.ts";
import type { ListedUse } from "../../src/model.ts";
import { renderListing } from "../../src/report/listing.ts";
import { imageUse, linux, listingOf, manifest, reference, smallReport, spanOf } from "../support/report-fixture.ts";
import { hostile } from "../support/hostile-text.ts";
import { assertReport } from "../support/report-schema.ts";

const listing = listingOf({ uses: smallReport().uses.toReversed() });

describe("a listing", () => {
  test("as text is a line for each use, and the counts", () => {
    expect(renderListing(listing, "text")).toBe(
      `k8s/web.yaml:9:18   docker.io/library/nginx:1.27.33                   Deployment shop/web, container web
k8s/web.yaml:12:19  ghcr.io/acme/proxy:2.4                            Deployment shop/web, container proxy
k8s/web.yaml:14:18  ghcr.io/acme/sidecar:\${TAG} (placeholder \${TAG})  Deployment shop/web, container sidecar
3 uses of 2 images in 1 file
`,
    );
  });

  test("says of an invalid name what is wrong with it, and of an object without name or container no more than it is", () => {
    const use = imageUse(spanOf(manifest, "nginx:1.27.33"), {
      kind: "Pod",
      name: "",
      namespace: null,
      container: null,
    });
    const parsed = {
      kind: "invalid",
      by: "kubelet",
      reason: "invalid reference format",
      hint: "",
      replacement: null,
    } as const;
    expect(renderListing(listingOf({ uses: [{ use, parsed, platforms: [linux] }] }), "text")).toBe(
      `k8s/web.yaml:9:18  nginx:1.27.33 (invalid reference format)  Pod
1 use of 0 images in 1 file
`,
    );
  });

  test.each([
    ["base", "the tag is its base's"],
    ["chart", "the tag is its chart's"],
    ["image-trigger", "an image change trigger fills it in"],
    ["version-range", "a range of versions"],
    ["parameter", "a parameter fills it in"],
  ] as const)("says who has the last word: %s", (to, words) => {
    const use = imageUse(spanOf(manifest, "nginx:1.27.33"), { target: { kind: "open", to } });
    const parsed = { kind: "placeholder", token: use.image } as const;
    const text = renderListing(listingOf({ uses: [{ use, parsed, platforms: [linux] }] }), "text");
    expect(text).toContain(`nginx:1.27.33 (${words})`);
  });

  test("as JSON has the report's keys, and no verdict", () => {
    const json = renderListing(listing, "json");
    assertReport(json);
    const value = parseJson(json);
    expect(isObject(value) && Object.keys(value)).toEqual(["schemaVersion", "tool", "totals", "uses"]);
    expect(value).toMatchObject({
      totals: { files: 1, documents: 1, uses: 3, images: 2, registries: 2, requests: 0 },
      uses: [
        {
          image: "nginx:1.27.33",
          reference: "docker.io/library/nginx:1.27.33",
          verdict: null,
          depth: null,
          digest: null,
          evidence: [],
          rules: [],
        },
        { image: "ghcr.io/acme/proxy:2.4", platforms: ["linux/amd64"], line: 12, column: 19 },
        { image: "ghcr.io/acme/sidecar:${TAG}", reference: null },
      ],
    });
  });

  test("several builds of Windows are one platform", () => {
    const build = { os: "windows", architecture: "amd64", variant: "", osVersion: "10.0.17763" };
    const platforms = [linux, build, { ...build, osVersion: "10.0.20348" }];
    const uses = listing.uses.map((use) => ({ ...use, platforms }));
    const json = renderListing({ ...listing, uses }, "json");
    assertReport(json);
    expect(parseJson(json)).toMatchObject({ uses: uses.map(() => ({ platforms: ["linux/amd64", "windows/amd64"] })) });
  });

  test.each(hostile)("draws %j without obeying it", (text) => {
    const span = { file: { path: text === "" ? "-" : text, text: "image: x" }, start: 7, end: 8 };
    const uses: readonly ListedUse[] = [
      {
        use: imageUse(span, { image: text, kind: text, name: text, namespace: text, container: text }),
        parsed: { kind: "placeholder", token: text },
        platforms: [],
      },
      {
        use: imageUse(span, { image: text }),
        parsed: { kind: "reference", reference: reference("a/b", "1") },
        platforms: [],
      },
    ];
    const lines = renderListing(listingOf({ uses }), "text").split("\n");
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
      expect(line).not.toMatch(/^\s*::/);
      expect(line).not.toContain("##[");
    }
    assertReport(renderListing(listingOf({ uses }), "json"));
  });
});
