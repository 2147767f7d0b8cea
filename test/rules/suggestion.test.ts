// What could stand in a scalar that holds all of an image, a part of it, or more than it.
import { describe, expect, test } from "vitest";
import type { ImageUse, Reference } from "../../src/model.ts";
import { parseReference } from "../../src/references/parse.ts";
import { referenceInvalid } from "../../src/rules/reference-invalid.ts";
import { suggest, withRegistry, withTag } from "../../src/rules/suggestion.ts";
import { imageUse, notAsked, subject } from "./subjects.ts";

function named(image: string, name: string, more: Partial<ImageUse> = {}): ImageUse {
  return imageUse(image, { target: { kind: "named", name }, ...more });
}

function referenceOf(name: string): Reference {
  const parsed = parseReference(name);
  if (parsed.kind !== "reference") throw new Error(`${name} is no reference`);
  return parsed.reference;
}

const web = "ghcr.io/acme/web:1.2";
const tagAlone = { source: "kustomize", frame: { before: "ghcr.io/acme/web:", after: "" } } as const;

describe("another tag", () => {
  test.each<[string, ImageUse, string, string | null]>([
    ["the whole image", named(web, web), web, "ghcr.io/acme/web:1.3"],
    ["an image without a tag", named("nginx", "nginx"), "nginx", "nginx:1.3"],
    ["a tag of its own", named(web, web, tagAlone), web, "1.3"],
    ["a name without the tag beside it", named(web, web, { frame: { before: "", after: ":1.2" } }), web, null],
    ["a name whose tag the base has", named("ghcr.io/acme/web", web, { source: "kustomize" }), web, null],
    ["a name that has no tag", named("acme/web", "acme/web", { source: "helm-values" }), "acme/web", null],
    ["an artifact's URL that has no tag", named("oci://a.test/b", "a.test/b", { slot: "artifact" }), "a.test/b", null],
    ["an artifact", named(`oci://${web}`, web, { slot: "artifact" }), web, "oci://ghcr.io/acme/web:1.3"],
    [
      "an artifact's tag alone",
      named(`oci://${web}`, web, { slot: "artifact", frame: { before: "oci://ghcr.io/acme/web:", after: "" } }),
      web,
      "1.3",
    ],
    ["a tag that isn't written as it is asked for", named("a.test/b:1+2", "a.test/b:1_2"), "a.test/b:1_2", null],
    ["what is left open", { ...named(web, web), target: { kind: "open", to: "version-range" } }, web, null],
  ])("%s", (_, use, name, replacement) => {
    const { suggestion } = suggest(use, withTag(use, referenceOf(name), "1.3"));
    expect(suggestion?.replacement ?? null).toBe(replacement);
  });
});

describe("another registry", () => {
  const typo = "gchr.io/acme/web:1.2";
  test.each<[string, ImageUse, string | null]>([
    ["the whole image", named(typo, typo), web],
    ["a name whose tag the base has", named("gchr.io/acme/web", typo, { source: "kustomize" }), "ghcr.io/acme/web"],
    ["an artifact", named(`oci://${typo}`, typo, { slot: "artifact" }), `oci://${web}`],
    ["a tag alone", named(typo, typo, { ...tagAlone, frame: { before: "gchr.io/acme/web:", after: "" } }), null],
  ])("%s", (_, use, replacement) => {
    const { suggestion } = suggest(use, withRegistry(use, referenceOf(typo), "ghcr.io"));
    expect(suggestion?.replacement ?? null).toBe(replacement);
  });
});

describe("a name that can't be parsed", () => {
  const said = (image: string, more: Partial<ImageUse>) =>
    referenceInvalid.check(subject(imageUse(image, more), notAsked("invalid")));

  test("is mended where the scalar holds the fault", () => {
    expect(said("ghcr.io/acme/web:1.2 ", tagAlone)?.suggestion).toEqual({ replacement: "1.2" });
    const name = { source: "kustomize", frame: { before: "", after: ":1.2" } } as const;
    expect(said("ghcr.io/Acme/web:1.2", name)?.suggestion).toEqual({ replacement: "ghcr.io/acme/web" });
  });

  test("and left alone where another one does", () => {
    const draft = said("ghcr.io/Acme/web:1.2", { ...tagAlone, frame: { before: "ghcr.io/Acme/web:", after: "" } });
    expect(draft).toMatchObject({ severity: "error" });
    expect(draft).not.toHaveProperty("suggestion");
  });

  test.each(["custom", "shape", "kustomize", "helm-values", "string"] as const)(
    "%s: the kubelet's words hold for every pod, the API server's for those that are written here",
    (source) => {
      expect(said("Nginx:1", { source, path: "spec.image" })?.kubelet).toMatch(
        /^Failed to apply default image tag "Nginx:1"/,
      );
      expect(said("nginx:1 ", { source, path: "spec.image" })?.kubelet).toBeNull();
    },
  );
});
