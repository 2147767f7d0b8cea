// The report's schema: it takes what the contract names, and nothing else.
import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import {
  digestOf,
  found,
  imageUse,
  judgedUse,
  manifest,
  reference,
  reportOf,
  smallReport,
  spanOf,
} from "../support/report-fixture.ts";
import { assertReport, reportMistakes } from "../support/report-schema.ts";

describe("the schema", () => {
  const good = renderJson(smallReport());

  test.each([
    ["an unknown key", good.replace('"outcome"', '"extra": 1, "outcome"')],
    ["a missing key", good.replace(/\s*"unchanged": 0,/, "")],
    ["another version", good.replace('"schemaVersion": 1', '"schemaVersion": 2')],
    ["an unknown verdict", good.replace('"verdict": "missing"', '"verdict": "fine"')],
    ["no verdict", good.replace('"verdict": "missing"', '"verdict": null')],
    ["a line 0", good.replace('"line": 9', '"line": 0')],
    ["a reference that is not normalised", good.replace('"docker.io/library/nginx:1.27.33"', '"nginx"')],
    ["a digest of another form", good.replace(digestOf("a"), "sha256:abc")],
    ["a credential with its password", good.replace('"credential": "anonymous"', '"credential": "basic user:pass"')],
    ["totals that don't add up", good.replace('"errors": 1', '"errors": 2')],
    ["a second line feed", `${good}\n`],
    ["an unseen character", good.replace("manifest unknown", "manifest\u200B")],
    ["half a report", good.slice(0, 100)],
  ])("refuses %s", (_, json) => {
    expect(json).not.toBe(good);
    expect(reportMistakes(json)).not.toEqual([]);
    expect(() => {
      assertReport(json);
    }).toThrow("not a report of Pullgate");
  });

  test("takes every depth that the contract names", () => {
    const manifestDepth = renderJson(
      reportOf({
        uses: [judgedUse(imageUse(spanOf(manifest, "nginx:1.27.33")), reference("a/b", "1"), { outcome: found })],
      }),
    );
    expect(reportMistakes(manifestDepth.replace('"depth": "manifest"', '"depth": "blobs"'))).toEqual([]);
  });
});
