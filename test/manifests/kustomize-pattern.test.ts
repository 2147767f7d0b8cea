import { describe, expect, test } from "vitest";
import { matches, nameEnds, patternOf } from "../../src/manifests/kustomize-pattern.ts";
import { markReplaced } from "../../src/manifests/replaced.ts";
import type { Span } from "../../src/model.ts";
import { useOf } from "../support/uses.ts";

function entry(name: string): { readonly name: string; readonly span: Span } {
  return { name, span: { file: { path: "kustomization.yaml", text: name }, start: 0, end: name.length } };
}

/** The name of the entry that replaces a container's image. */
function replacing(image: string, ...names: readonly string[]): string | null {
  return markReplaced([useOf(image)], names.map(entry))[0]?.overriddenBy?.file.text ?? null;
}

describe("the name of an images entry", () => {
  test.each([
    ["web", "web"],
    ["web", "web:1"],
    ["web", "web@sha256:0f"],
    ["web", "web:1@sha256:0f"],
    ["web", "web:{TAG}"],
    ["docker.io/web", "docker.io/web:1"],
    ["docker.io/web", "docker-io/web:1"],
    ["ghcr.io/acme/.*", "ghcr.io/acme/web:1"],
    ["ghcr.io/acme/.*", "ghcr.io/acme/"],
    [".*", "nginx"],
    [".*/web", "ghcr.io/acme/web@sha256:0f"],
    ["ghcr.io/.+/web", "ghcr.io/a/b/web"],
    [".*a.*b.*", "xaxbx:1"],
    ["(app|web)", "app:1"],
    ["(app|web)", "web"],
    ["(app|)", ":1"],
    ["ghcr.io/(acme|other)/web", "ghcr.io/other/web:1"],
    ["ghcr.io/(a.+|other)/.*", "ghcr.io/acme/web:1"],
    ["(app)", "app"],
    // As in kustomize: what follows a wildcard may be part of the tag.
    ["web.*-debug", "web:1-debug"],
    // By their letters: more of regular expressions is not followed.
    ["w+b", "w+b:1"],
    ["app|web", "app|web"],
    ["(a|(b.c))", "(a|(b.c)):1"],
  ])("%s replaces %s", (name, image) => {
    expect(replacing(image, name)).toBe(name);
  });

  test.each([
    ["web", "webs:1"],
    ["web", "acme/web"],
    ["web", "web:1:2"],
    ["web.io", "webio"],
    ["web", "web@md5:0f"],
    ["ghcr.io/.+", "ghcr.io/"],
    ["ghcr.io/.*", "xghcr.io/web"],
    ["(app|web)", "apps"],
    ["(app|web)", "ap"],
    ["(app|web)", "appweb"],
    ["x(app|web)y", "xappwey"],
    ["ghcr.io/(a|b)/.*", "ghcr.io/c/web"],
    ["app|web", "app"],
    ["[a-z]+", "web"],
    ["we*b", "web"],
    [")(.|a", "a"],
  ])("%s does not replace %s", (name, image) => {
    expect(replacing(image, name)).toBeNull();
  });

  test("the first entry wins, whether it is plain or not", () => {
    expect(replacing("web:1", "web", "w.*")).toBe("web");
    expect(replacing("web:1", "w.*", "web")).toBe("w.*");
    expect(replacing("web:1", "w.b", "(web|app)")).toBe("w.b");
  });

  test("of ephemeral containers nothing is replaced", () => {
    const paths = ["containers", "initContainers", "ephemeralContainers"].map((list) => `spec.${list}[10].image`);
    const uses = paths.map((path) => useOf("web:1", { path }));
    expect(markReplaced(uses, [entry("web")]).map(({ overriddenBy }) => overriddenBy !== null)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("a hostile name", () => {
  test("takes no more steps than it has parts, for each character", () => {
    const name = `${".*a".repeat(150)}b`;
    const image = "a".repeat(500);
    const pattern = patternOf(name);
    expect(pattern).not.toBeNull();
    if (pattern === null) return;
    const steps = { left: 10_000_000 };
    expect(matches(pattern, image, nameEnds(image), steps)).toBe(false);
    expect(10_000_000 - steps.left).toBeLessThan(2 * 500 * 301);
  });

  test("is out of steps one day, and names are compared by their letters from then on", () => {
    const hostile = Array.from({ length: 300 }, (_, index) => `${".*a".repeat(150)}b${index}`);
    const images = Array.from({ length: 100 }, (_, index) => `${"a".repeat(490)}${index}`);
    const uses = [...images, "web:1", "wxb"].map((image) => useOf(image));
    const marked = markReplaced(uses, [...hostile, "web", "w.b"].map(entry));
    expect(marked.map(({ overriddenBy }) => overriddenBy?.file.text ?? null)).toEqual([
      ...images.map(() => null),
      "web",
      null,
    ]);
  });

  test("that is longer than any image's is compared by its letters", () => {
    const name = `${"a".repeat(600)}.*`;
    expect(patternOf(name)).toBeNull();
    expect(replacing(name, name)).toBe(name);
  });
});
