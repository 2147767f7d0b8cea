// Pairs of before and after: nothing twice, the same file first, and elsewhere only what is equal.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pair } from "../../src/changes/pairing.ts";

interface Item {
  readonly file: string;
  readonly name: string;
  readonly facts: string;
}

/** `dev/web=1`: file, identity, facts. */
function items(...texts: readonly string[]): readonly Item[] {
  return texts.map((text) => {
    const [, file = "", name = "", facts = ""] = /^(.+)\/(.+)=(.+)$/.exec(text) ?? [];
    return { file, name, facts };
  });
}

const comparing = {
  identity: ({ name }: Item) => name,
  file: ({ file }: Item) => file,
  facts: ({ facts }: Item) => facts,
};

function shown({ file, name, facts }: Item): string {
  return `${file}/${name}=${facts}`;
}

function paired(before: readonly string[], after: readonly string[]) {
  const result = pair(items(...before), items(...after), comparing);
  return [...result.before].map(
    ([now, then]) => `${shown(then)} ${result.unchanged.has(now) ? "==" : "->"} ${shown(now)}`,
  );
}

describe("pairs", () => {
  test.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
    ["the same", ["a/x=1"], ["a/x=1"], ["a/x=1 == a/x=1"]],
    ["changed in its file", ["a/x=1"], ["a/x=2"], ["a/x=1 -> a/x=2"]],
    ["moved to another file", ["a/x=1"], ["b/x=1"], ["a/x=1 == b/x=1"]],
    ["moved and changed: nothing shows that it is the same", ["a/x=1"], ["b/x=2"], []],
    [
      "equal in the same file before equal elsewhere",
      ["a/x=1", "b/x=1"],
      ["b/x=1", "a/x=1"],
      ["b/x=1 == b/x=1", "a/x=1 == a/x=1"],
    ],
    ["a copy is new", ["a/x=1"], ["a/x=1", "b/x=1"], ["a/x=1 == a/x=1"]],
    ["two copies of one are one pair", ["a/x=1"], ["a/x=1", "a/x=1"], ["a/x=1 == a/x=1"]],
    [
      "equal ones first, whatever the order",
      ["a/x=1", "a/x=2"],
      ["a/x=3", "a/x=1"],
      ["a/x=1 == a/x=1", "a/x=2 -> a/x=3"],
    ],
    ["what changed in its file is not taken for what moved", ["a/x=1"], ["a/x=2", "b/x=1"], ["a/x=1 -> a/x=2"]],
    ["another name is another one", ["a/x=1"], ["a/y=1"], []],
  ])("%s", (_, before, after, expected) => {
    expect(paired(before, after)).toEqual(expected);
  });

  test("are never more than there are, and what is equal in its file is never called changed", () => {
    const item = fc.record({
      file: fc.constantFrom("a", "b", "c"),
      name: fc.constantFrom("x", "y"),
      facts: fc.constantFrom("1", "2", "3"),
    });
    fc.assert(
      fc.property(fc.array(item), fc.array(item), (before, after) => {
        const result = pair(before, after, comparing);
        const partners = [...result.before.values()];
        expect(new Set(partners).size).toBe(partners.length);
        for (const now of result.unchanged) expect(result.before.get(now)?.facts).toBe(now.facts);
        const count = (all: readonly Item[], one: Item): number =>
          all.filter((item) => shown(item) === shown(one)).length;
        for (const one of after) {
          const equal = after.filter((item) => shown(item) === shown(one) && result.unchanged.has(item)).length;
          expect(equal).toBeGreaterThanOrEqual(Math.min(count(before, one), count(after, one)));
        }
      }),
    );
  });

  test("of a hundred thousand of one name take no time", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({ file: "a", name: "x", facts: String(index) }));
    const started = performance.now();
    expect(pair(many, many.toReversed(), comparing).unchanged.size).toBe(many.length);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
