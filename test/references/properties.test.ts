// What holds for every string, not only for those that somebody thought of.
import { assert, constantFrom, oneof, pre, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { isPath, isTag } from "../../src/references/grammar.ts";
import { parseReference } from "../../src/references/parse.ts";
import { printReference } from "../../src/references/print.ts";
import { trimmed } from "../../src/references/whitespace.ts";
import { anyImage, component, path, reference, tag, textOf } from "./arbitraries.ts";

describe("every string", () => {
  test("is a reference, a placeholder, or invalid with words that a person can use", () => {
    assert(
      property(anyImage, (image) => {
        const parsed = parseReference(image);
        switch (parsed.kind) {
          case "reference":
            expect(parseReference(printReference(parsed.reference))).toEqual(parsed);
            break;
          case "placeholder":
            expect(image).toContain(parsed.token.replace(/…$/, ""));
            break;
          case "invalid":
            expect(parsed.reason).not.toBe("");
            expect(parsed.hint).toMatch(/^[a-z]/);
            // The hints' last resort: a fault that nobody explained.
            expect(parsed.hint).not.toMatch(/^spell /);
            if (parsed.replacement === null) break;
            expect(parsed.replacement).not.toBe(image);
            expect(parseReference(parsed.replacement).kind).toBe("reference");
            break;
        }
      }),
      { numRuns: 20_000 },
    );
  });

  test("is never a reference with whitespace at an end", () => {
    assert(
      property(anyImage, constantFrom(" ", "\n", "\t", "\u00A0", "\u0085"), (image, space) => {
        expect(parseReference(space + image).kind).not.toBe("reference");
        expect(parseReference(image + space).kind).not.toBe("reference");
        expect(trimmed(space + image + space)).toBe(trimmed(image));
      }),
    );
  });
});

describe("every reference", () => {
  test("is itself after printing and parsing", () => {
    assert(
      property(reference, (value) => {
        expect(parseReference(printReference(value))).toEqual({ kind: "reference", reference: value });
      }),
      { numRuns: 5000 },
    );
  });

  test("may leave out what is filled in", () => {
    assert(
      property(component, tag, (repository, version) => {
        pre(!/^[0-9a-f]{64}$/.test(repository));
        const full = parseReference(`docker.io/library/${repository}:${version}`);
        expect(full.kind).toBe("reference");
        expect(parseReference(`${repository}:${version}`)).toEqual(full);
        expect(parseReference(`docker.io/${repository}:${version}`)).toEqual(full);
        expect(parseReference(`index.docker.io/library/${repository}:${version}`)).toEqual(full);
      }),
    );
  });
});

// The grammar as characters and neighbours, against the expressions of the OCI distribution-spec ("Pulling manifests").
describe("the grammar", () => {
  const close = textOf("ab0._-/A:", 0, 9);

  test("has the specification's names", () => {
    const specified = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
    assert(
      property(oneof(close, path), (text) => {
        expect(isPath(text)).toBe(specified.test(text));
      }),
      { numRuns: 20_000 },
    );
  });

  test("has the specification's tags", () => {
    assert(
      property(oneof(close, tag, textOf("a.", 120, 140)), (text) => {
        expect(isTag(text)).toBe(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/.test(text));
      }),
      { numRuns: 5000 },
    );
  });
});
