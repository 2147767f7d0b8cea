// Uses of which somebody else has the last word: what is said of them, and what is not.
import { describe, expect, test } from "vitest";
import type { Finding, ImageUse, NotAsked, Subject } from "../../src/model.ts";
import { judge } from "../../src/rules/judge.ts";
import { found, imageUse, notAsked, subject } from "./subjects.ts";

const plain = { rules: {}, strict: false };
const fine = subject(imageUse("registry.test/shop/fine:1.0", { file: "zzz.yaml" }), found());
const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };

function open(image: string, why: NotAsked, more: Parameters<typeof imageUse>[1] = {}): Subject {
  const to = why === "tag-elsewhere" ? "base" : why === "version-range" ? "version-range" : "image-trigger";
  const target: ImageUse["target"] = { kind: "open", to };
  const one = subject(imageUse(image, { source: "kustomize", target, ...more }), notAsked(why));
  return { ...one, parsed: { kind: "placeholder", token: image } };
}

function told(one: Subject): readonly Finding[] {
  return judge([one, fine], [], plain).findings;
}

describe("a tag that stays with a base", () => {
  test("is not checked, and the reader is told how to", () => {
    const one = open("ghcr.io/acme/web", "tag-elsewhere", { file: "apps/prod/kustomization.yaml", ...kustomization });
    expect(told(one)).toMatchObject([
      {
        rule: "not-checked",
        severity: "warning",
        image: "ghcr.io/acme/web",
        reference: null,
        message:
          'the tag of "ghcr.io/acme/web" stays with the base of the kustomization, which is not among these files, so it was not checked',
        kubelet: null,
        fix: "check what it builds: kustomize build apps/prod | pullgate check -",
      },
    ]);
  });

  test.each([
    ["kustomization.yaml", kustomization.apiVersion, "."],
    ["./a/kustomization.yaml", "", "./a"],
    ["-", kustomization.apiVersion, "DIR"],
    ["a b/kustomization.yaml", kustomization.apiVersion, "DIR"],
    ["$(id)/kustomization.yaml", kustomization.apiVersion, "DIR"],
    ["-x/kustomization.yaml", kustomization.apiVersion, "DIR"],
    // Flux builds a folder that it names elsewhere.
    ["apps/web.yaml", "kustomize.toolkit.fluxcd.io/v1", "DIR"],
  ])("%s of %s is built in %s", (file, apiVersion, folder) => {
    const [finding] = told(open("ghcr.io/acme/web", "tag-elsewhere", { ...kustomization, file, apiVersion }));
    expect(finding?.fix).toBe(`check what it builds: kustomize build ${folder} | pullgate check -`);
  });
});

test("a range is a notice: nothing is wrong with it", () => {
  expect(told(open("oci://ghcr.io/acme/chart:>=1.2", "version-range"))).toMatchObject([
    {
      rule: "not-checked",
      severity: "notice",
      message:
        '"oci://ghcr.io/acme/chart:>=1.2" is a range of versions, of which one is picked later, so it was not checked',
      fix: "name one version where it has to be checked before it is fetched",
    },
  ]);
});

test.each<NotAsked>(["filled-in-later", "ignored"])("%s is skipped, and no finding", (why) => {
  const { uses, findings } = judge([open(" ", why), fine], [], plain);
  expect(findings).toEqual([]);
  expect(uses.map(({ verdict }) => verdict)).toEqual(["skipped", "pullable"]);
});

test("nor is an invalid name that somebody said not to check", () => {
  expect(told(subject(imageUse("Nginx:"), notAsked("ignored")))).toEqual([]);
});

test("a run of nothing else is blind, and says why", () => {
  const subjects = [
    open("ghcr.io/acme/web", "tag-elsewhere", { file: "a.yaml" }),
    open("ghcr.io/acme/chart:1.x", "version-range", { file: "b.yaml" }),
    open(" ", "filled-in-later", { file: "c.yaml" }),
  ];
  const { findings } = judge(subjects, [], plain);
  expect(findings.find(({ rule }) => rule === "nothing-verified")).toMatchObject({
    message:
      "not one of 2 uses of images could be verified: 1 with a tag that stays with a base or a chart and 1 with a range of versions",
    fix: "check what kustomizations and charts render and name one version",
  });
});
