// Objects of one name: which one is meant by whom.
import { describe, expect, test } from "vitest";
import { indexPlaced } from "../../src/credentials/placed.ts";

interface Item {
  readonly id: string;
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly span: {
    readonly file: { readonly path: string; readonly text: string };
    readonly start: number;
    readonly end: number;
  };
}

/** `NAMESPACE PATH` is its id; `-` is no namespace. */
function item(id: string, name = "regcred"): Item {
  const [namespace = "-", path = "a.yaml"] = id.split(" ");
  return {
    id,
    name,
    namespaces: namespace === "-" ? [] : [namespace],
    span: { file: { path, text: "" }, start: 0, end: 0 },
  };
}

const caller = (namespace: string | null, path = "a.yaml") => ({
  namespaces: namespace === null ? [] : [namespace],
  path,
});
const ids = (items: readonly Item[]): readonly string[] => items.map(({ id }) => id);

describe("is found", () => {
  test.for<[string, readonly string[], string | null, string, string | null, readonly string[]]>([
    ["in its namespace", ["shop a.yaml", "web a.yaml"], "shop", "a.yaml", null, ["shop a.yaml"]],
    ["and in no other", ["web a.yaml"], "shop", "a.yaml", null, []],
    ["where nobody says of it", ["- a.yaml"], "shop", "a.yaml", null, ["- a.yaml"]],
    ["after one that is surely there", ["- a.yaml", "shop b/c.yaml"], "shop", "a.yaml", null, ["shop b/c.yaml"]],
    ["where nobody says of the caller", ["shop a.yaml"], null, "a.yaml", null, ["shop a.yaml"]],
    ["in the settings' namespace", ["shop a.yaml", "web a.yaml"], null, "a.yaml", "web", ["web a.yaml"]],
    ["which counts for the object, too", ["- a.yaml"], "shop", "a.yaml", "web", []],
    [
      "in the nearest folder",
      ["shop dev/a.yaml", "shop prod/a.yaml"],
      "shop",
      "prod/web/b.yaml",
      null,
      ["shop prod/a.yaml"],
    ],
    [
      "in the root before a stranger's",
      ["shop dev/a.yaml", "shop a.yaml"],
      "shop",
      "b.yaml",
      null,
      ["shop dev/a.yaml", "shop a.yaml"],
    ],
    [
      "twice, where both are as near",
      ["shop x/a.yaml", "shop x/b.yaml"],
      "shop",
      "x/c.yaml",
      null,
      ["shop x/a.yaml", "shop x/b.yaml"],
    ],
    [
      "not in a folder that is only called nearly so",
      ["shop prod2/a.yaml", "shop prod/b/a.yaml"],
      "shop",
      "prod/c.yaml",
      null,
      ["shop prod/b/a.yaml"],
    ],
  ])("%s", ([, held, namespace, path, ofSettings, expected]) => {
    const index = indexPlaced(
      held.map((id) => item(id)),
      ofSettings,
    );
    expect(ids(index.find("regcred", caller(namespace, path)))).toEqual(expected);
    // A second time from what is known.
    expect(ids(index.find("regcred", caller(namespace, path)))).toEqual(expected);
  });
});

test("those elsewhere are those that it can't mean", () => {
  const index = indexPlaced(
    ["shop a.yaml", "web a.yaml", "- a.yaml"].map((id) => item(id)),
    null,
  );
  expect(ids(index.elsewhere("regcred", caller("shop")))).toEqual(["web a.yaml"]);
  expect(ids(index.elsewhere("regcred", caller(null)))).toEqual([]);
  expect(index.elsewhere("other", caller("shop"))).toEqual([]);
});

test("callers of one folder and of two namespaces are told apart", () => {
  const index = indexPlaced(
    ["shop a.yaml", "web a.yaml"].map((id) => item(id)),
    null,
  );
  expect(ids(index.find("regcred", caller("shop")))).toEqual(["shop a.yaml"]);
  expect(ids(index.find("regcred", caller("web")))).toEqual(["web a.yaml"]);
});

test("names that objects of JavaScript have are names like all others", () => {
  const index = indexPlaced([item("shop a.yaml", "constructor")], null);
  expect(ids(index.find("__proto__", caller("shop")))).toEqual([]);
  expect(ids(index.find("constructor", caller("shop")))).toEqual(["shop a.yaml"]);
});
