import { describe, expect, test } from "vitest";
import { renderEgress } from "../../src/report/egress.ts";
import { assertEgress, egressMistakes } from "../support/egress-schema.ts";
import { hostile } from "../support/hostile-text.ts";
import {
  absent,
  digestOf,
  egress,
  egressHost,
  found,
  imageUse,
  judgedUse,
  manifest,
  reference,
  reportOf,
  smallReport,
  spanOf,
} from "../support/report-fixture.ts";

const nginx = imageUse(spanOf(manifest, "nginx:1.27.33"));

describe("as text", () => {
  test("is a table with what isn't reached first, and the counts", () => {
    expect(renderEgress(reportOf({ egress }), "text")).toBe(
      `HOST                                      WHY                     FROM HERE      IMAGES
pkg-containers.githubusercontent.com:443  content for ghcr.io     ✗ not reached  ghcr.io/acme/proxy:2.4
    refused the connection
production.cloudfront.docker.com:443      content for docker.io   – not asked    docker.io/library/nginx:1.27.33
    depth reference asks for no content
auth.docker.io:443                        tokens for docker.io    ✓ reached      docker.io/library/nginx:1.27.33
ghcr.io:443                               registry, tokens        ✓ reached      ghcr.io/acme/proxy:2.4
registry-1.docker.io:443                  registry for docker.io  ✓ reached      docker.io/library/nginx:1.27.33

5 hosts: 1 not reached, 1 not asked, 3 reached; for 2 images of 2 registries
`,
    );
  });

  test("names three images, without the rest of a digest, and counts the others", () => {
    const images = [1, 2, 3, 4, 5].map((tag) => `ghcr.io/a/b:${tag}@${digestOf("e")}`);
    const [, row] = renderEgress(reportOf({ egress: [egressHost({ images })] }), "text").split("\n");
    expect(row).toMatch(/ghcr\.io\/a\/b:1@sha256:eeeeeeeeeeee…, .*, ghcr\.io\/a\/b:3@sha256:e{12}… and 2 more$/);
  });

  test("says for which registries, and brackets an address", () => {
    const registries = ["a.test", "b.test", "c.test", "d.test"];
    const hosts = [
      egressHost({ host: "fd77::1", port: 5000, registries: ["[fd77::1]:5000"], why: ["registry"] }),
      egressHost({ host: "proxy.test", port: 3128, registries, why: ["proxy"] }),
    ];
    const [, own, proxy] = renderEgress(reportOf({ egress: hosts }), "text").split("\n");
    expect(own).toMatch(/^\[fd77::1\]:5000 +registry +✓/);
    expect(proxy).toMatch(/^proxy\.test:3128 +proxy for a\.test, b\.test, c\.test and 1 more +✓/);
  });

  test("says what keeps it from being whole: names that are none yet, content that nobody asked for", () => {
    const { uses } = smallReport();
    const text = (given: Parameters<typeof reportOf>[0]): string => renderEgress(reportOf(given), "text");
    expect(text({ uses })).toBe(
      `not listed: the hosts of 1 use that names no image yet
perhaps not listed: where the content of 1 image comes from, which was not asked for
0 hosts
`,
    );
    // Where another image of its registry told, nothing is open.
    expect(text({ uses, egress })).not.toContain("perhaps");
    const atReference = judgedUse(nginx, reference("a/b", "1", "quay.io"), {
      outcome: { ...found, depth: "reference" },
    });
    expect(text({ uses: [atReference], egress })).toContain("the content of 1 image comes from");
    const skipped = judgedUse(nginx, reference("a/b", "1", "quay.io"), { outcome: absent, verdict: "skipped" });
    expect(text({ uses: [skipped] })).toBe("0 hosts\n");
  });

  test("says what was looked at where that is not all", () => {
    const scope = { kind: "changes", since: "main", unchanged: 3 } as const;
    expect(renderEgress(reportOf({ scope }), "text")).toBe(
      "nothing that this change touches starts a pull: no use is new or changed since main (3 unchanged)\n0 hosts\n",
    );
  });

  test.each(hostile)("holds %j as text alone", (text) => {
    const host = egressHost({ host: text, registries: [text], images: [text], reached: false, detail: text });
    const drawn = renderEgress(reportOf({ egress: [host] }), "text");
    expect(drawn).not.toMatch(/[^\P{C}\n]/u);
    expect(drawn).not.toContain("##[");
    for (const line of drawn.split("\n")) expect(line).not.toMatch(/^\s*::/);
    expect(drawn.split("\n").length).toBeLessThanOrEqual(6);
  });
});

describe("as JSON", () => {
  test("is exactly what the schema says", () => {
    const json = renderEgress(reportOf({ egress: egress.slice(2, 3) }), "json");
    assertEgress(json);
    expect(JSON.parse(json)).toEqual({
      schemaVersion: 1,
      tool: { name: "pullgate", version: "0.1.0" },
      hosts: [
        {
          host: "pkg-containers.githubusercontent.com",
          port: 443,
          why: ["blob"],
          registries: ["ghcr.io"],
          images: ["ghcr.io/acme/proxy:2.4"],
          reached: false,
          detail: "pkg-containers.githubusercontent.com: refused the connection",
        },
      ],
    });
    assertEgress(renderEgress(reportOf({ egress }), "json"));
    assertEgress(renderEgress(reportOf(), "json"));
  });

  test.each(hostile.filter((text) => text !== ""))("holds %j", (text) => {
    const host = egressHost({ host: text, registries: [text], images: [text], reached: null, detail: text });
    const json = renderEgress(reportOf({ egress: [host] }), "json");
    assertEgress(json);
    expect(JSON.parse(json)).toMatchObject({ hosts: [{ host: text, images: [text], detail: text }] });
  });

  const good = renderEgress(reportOf({ egress }), "json");

  test.each([
    ["an unknown key", good.replace('"port"', '"extra": 1, "port"')],
    ["a missing key", good.replace(/,\s*"detail": "depth reference asks for no content"/, "")],
    ["another version", good.replace('"schemaVersion": 1', '"schemaVersion": 2')],
    ["no port", good.replace('"port": 443', '"port": 0')],
    ["an unknown role", good.replace('"blob"', '"layer"')],
    ["no role", good.replace(/\[\s*"blob"\s*\]/, "[]")],
    ["what was not asked, and not why", good.replace("depth reference asks for no content", "")],
    ["a host that is there twice", good.replace('"ghcr.io",\n      "port"', '"auth.docker.io",\n      "port"')],
    ["hosts in another order", good.replace('"auth.docker.io"', '"zauth.docker.io"')],
    ["an unseen character", good.replace("refused the", "refused\u200Bthe")],
    ["a second line feed", `${good}\n`],
    ["half a listing", good.slice(0, 100)],
  ])("the schema refuses %s", (_, json) => {
    expect(json).not.toBe(good);
    expect(egressMistakes(json)).not.toEqual([]);
    expect(() => {
      assertEgress(json);
    }).toThrow("not a listing of egress");
  });
});
