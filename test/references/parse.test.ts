// Strings as they stand in manifests, against what the kubelet and containerd make of them.
import { describe, expect, test } from "vitest";
import { parseReference } from "../../src/references/parse.ts";
import { placeholderIn } from "../../src/references/placeholder.ts";
import { printReference } from "../../src/references/print.ts";
import { invalid } from "./invalid-vectors.ts";
import { noPlaceholders, placeholders } from "./placeholder-vectors.ts";
import { references } from "./vectors.ts";

describe("a node takes", () => {
  test.each(references)("%j as %s and %s", (image, registry, repository, tag, digest) => {
    expect(parseReference(image)).toEqual({ kind: "reference", reference: { registry, repository, tag, digest } });
  });
});

describe("a node refuses", () => {
  test.each(invalid)("%j: %s", (image, reason, hint, replacement) => {
    const parsed = parseReference(image);
    expect(parsed).toMatchObject({ kind: "invalid", reason, replacement });
    expect(parsed.kind === "invalid" ? parsed.hint : parsed).toContain(hint);
  });

  test.each(invalid.filter(([, , , replacement]) => replacement !== null))("%j, mended, is taken", (...vector) => {
    const [, , , replacement] = vector;
    expect(parseReference(replacement ?? "")).toMatchObject({ kind: "reference" });
  });
});

describe("a placeholder", () => {
  test.each(placeholders)("in %j is %s", (image, token) => {
    expect(parseReference(image)).toEqual({ kind: "placeholder", token });
  });

  test.each(noPlaceholders)("is not in %j: %s", (image) => {
    expect(placeholderIn(image)).toBeNull();
  });

  test.each(references)("is not in the legal %j", (image) => {
    expect(placeholderIn(image)).toBeNull();
  });

  test("is quoted by its beginning where it is long", () => {
    const token = placeholderIn(`{{ ${"x".repeat(1000)} }}`) ?? "";
    expect(token).toHaveLength(120);
    expect(token).toMatch(/^\{\{ x+…$/);
  });

  test("is not cut in the middle of a character", () => {
    const token = placeholderIn(`{{ x${"\u{1F433}".repeat(100)} }}`) ?? "";
    expect(token).toMatch(/^\{\{ x\u{1F433}+…$/u);
  });
});

describe("printing", () => {
  test.each([
    ["nginx", "docker.io/library/nginx:latest"],
    ["nginx:1.27", "docker.io/library/nginx:1.27"],
    ["ghcr.io/acme/api:1", "ghcr.io/acme/api:1"],
    [`nginx@sha256:${"0".repeat(64)}`, `docker.io/library/nginx@sha256:${"0".repeat(64)}`],
    [`nginx:1@sha256:${"0".repeat(64)}`, `docker.io/library/nginx:1@sha256:${"0".repeat(64)}`],
    ["[::1]:5000/x", "[::1]:5000/x:latest"],
  ])("%j gives %s", (image, printed) => {
    const parsed = parseReference(image);
    expect(parsed.kind === "reference" ? printReference(parsed.reference) : parsed).toBe(printed);
  });
});

describe("the tables", () => {
  test("name each image once", () => {
    const images = [...references, ...invalid, ...placeholders].map(([image]) => image);
    expect(images.filter((image, index) => images.indexOf(image) !== index)).toEqual([]);
  });
});
