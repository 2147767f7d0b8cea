// A place that was given up is told of beside whatever came of the pull, and never in its stead.
import { describe, expect, test } from "vitest";
import type { Draft } from "../../src/rules/rule.ts";
import type { ImageUse, JudgedUse, Outcome, Severity } from "../../src/model.ts";
import { registryRetired } from "../../src/rules/registry-retired.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";
import {
  absent,
  faulty,
  found,
  imageUse,
  mismatched,
  notAsked,
  refused,
  subject,
  throttled,
  unreachable,
} from "./subjects.ts";

const frozen = "k8s.gcr.io/pause:3.9";
const gone = "docker.pkg.github.com/acme/shop/api:2.0";

function said(image: string, outcome: Outcome = found(), more: Partial<ImageUse> = {}): Draft | null {
  const use = imageUse(image, more);
  return registryRetired.check(subject(use, outcome));
}

describe("how bad it is", () => {
  test.each<[string, Outcome, Severity, Severity]>([
    ["found", found(), "notice", "notice"],
    ["for another platform", mismatched("index"), "notice", "notice"],
    ["faulty", faulty(), "notice", "notice"],
    ["missing", absent(), "warning", "warning"],
    ["refused", refused(), "warning", "warning"],
    ["unreachable", unreachable(), "warning", "warning"],
    ["throttled", throttled(), "notice", "warning"],
    ["out of time", notAsked("deadline"), "notice", "warning"],
  ])("%s", (_, outcome, ofFrozen, ofGone) => {
    expect(said(frozen, outcome)?.severity).toBe(ofFrozen);
    expect(said(gone, outcome)?.severity).toBe(ofGone);
  });

  test("nothing, where no node asks for it or somebody left it out", () => {
    expect(said(frozen, notAsked("never-pulled"))).toBeNull();
    expect(said(gone, notAsked("ignored"))).toBeNull();
    expect(said("k8s.gcr.io/Pause:3.9", notAsked("invalid"))).toBeNull();
  });
});

describe("what could stand there instead", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  test.each<[string, string, Partial<ImageUse>, string | null]>([
    ["the whole image", frozen, {}, "registry.k8s.io/pause:3.9"],
    ["a name without its registry", "bitnami/redis:7.2", {}, "docker.io/bitnamilegacy/redis:7.2"],
    ["a name without a tag", "k8s.gcr.io/pause", {}, "registry.k8s.io/pause"],
    ["a digest", `k8s.gcr.io/pause@${digest}`, {}, `registry.k8s.io/pause@${digest}`],
    ["both", `k8s.gcr.io/pause:3.9@${digest}`, {}, `registry.k8s.io/pause:3.9@${digest}`],
    ["a digest that is another there", `metallb/speaker:v0.12.1@${digest}`, {}, null],
    ["a tag that needn't be there", "vault:1.13.3", {}, null],
    ["an image that nobody has", "gcr.io/kaniko-project/executor:v1.24.0", {}, null],
    ["a tag alone", frozen, { frame: { before: "k8s.gcr.io/pause:", after: "" } }, null],
    ["a name with the tag elsewhere", frozen, { frame: { before: "", after: ":3.9" } }, "registry.k8s.io/pause"],
    ["what is no stretch of it", frozen, { frame: null }, null],
  ])("%s", (_, image, more, replacement) => {
    const name = { kind: "named", name: image } as const;
    expect(said(image, found(), { target: name, ...more })?.suggestion?.replacement ?? null).toBe(replacement);
  });
});

describe("silenced or not, the verdict stays", () => {
  const world = { "k8s.gcr.io": { repositories: { pause: ["3.9"] } } };

  async function only(
    image: string,
    comment = "",
    settings = "",
  ): Promise<JudgedUse & { readonly found: readonly string[] }> {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n  - image: ${image}${comment}\n`;
    const { edges } = testEdges({ world, files: { "web.yaml": text } });
    const { uses, findings } = await checkedGate(settingsOf(settings), edges);
    const [use] = uses;
    if (use === undefined) throw new Error("no use");
    return { ...use, found: findings.map(({ rule, severity }) => `${severity} ${rule}`) };
  }

  test("of what is pulled", async () => {
    const plain = await only(frozen);
    expect(plain).toMatchObject({ verdict: "pullable", rules: ["registry-retired"] });
    expect(plain.found).toEqual(["notice registry-retired"]);
    const silenced = await only(frozen, " # pullgate: ignore registry-retired -- a mirror has it");
    expect(silenced).toMatchObject({ verdict: "pullable", rules: [], found: [] });
    expect(await only(frozen, "", "rules: { registry-retired: off }")).toMatchObject({
      verdict: "pullable",
      found: [],
    });
  });

  test("of what is missing", async () => {
    const missing = "k8s.gcr.io/pause:9.9";
    const one = await only(missing, " # pullgate: ignore registry-retired -- known");
    expect(one).toMatchObject({ verdict: "missing", found: ["error tag-missing"] });
    const other = await only(missing, " # pullgate: ignore tag-missing -- known");
    expect(other).toMatchObject({ verdict: "skipped", found: ["warning registry-retired"] });
  });
});
