// What is near a tag that isn't there, and what of a tag list can be believed.
import { describe, expect, test } from "vitest";
import { nearestTags, tagsIn } from "../../src/registries/nearest-tags.ts";
import { answer } from "./answers.ts";

describe("near", () => {
  test.for<[string, readonly string[], readonly string[]]>([
    ["1.27.33", ["1.27.2", "1.27.3", "2.0"], ["1.27.3", "1.27.2"]],
    ["lastest", ["latest", "stable"], ["latest"]],
    ["v1.2.3", ["1.2.3", "1.2.4", "3"], ["1.2.3", "1.2.4"]],
    ["V1.0", ["v1.0"], ["v1.0"]],
    ["LATEST", ["stable", "latest"], ["latest"]],
    ["main-abcdef", ["MAIN-ABCDEF", "main-123456"], ["MAIN-ABCDEF"]],
    ["1.9", ["1.10", "1.8", "1.7", "1.11"], ["1.8", "1.7", "1.11"]],
    ["alpine", ["bookworm", "bullseye"], []],
    ["7", ["8", "70", "x"], []],
    ["12", ["13", "99"], ["13"]],
    ["1.27", [], []],
    ["1.27.3", ["1.27.3"], []],
    ["x".repeat(129), ["x".repeat(128)], []],
  ])("%s among %j: %j", ([wanted, tags, expected]) => {
    expect(nearestTags(wanted, tags)).toEqual(expected);
  });

  test("at most three, the newest of the equally near first", () => {
    const tags = ["1.27.1", "1.27.2", "1.27.9", "1.27.10", "1.27.11"];
    expect(nearestTags("1.27.0", tags)).toEqual(["1.27.10", "1.27.9", "1.27.2"]);
  });
});

describe("a tag list", () => {
  test.for<[string, unknown, readonly string[]]>([
    ["as it should be", { name: "a", tags: ["1", "v2"] }, ["1", "v2"]],
    ["without tags, as distribution", { name: "a", tags: null }, []],
    ["with what is no tag", { tags: ["ok", "", ".x", "a b", "x".repeat(129), 7, null, ["1"], "\u001b[31m"] }, ["ok"]],
    ["tags of another kind", { tags: "1.27" }, []],
    ["a list", ["1"], []],
    ["no JSON", "<html>", []],
    ["nothing", "", []],
  ])("%s", ([, body, expected]) => {
    expect(tagsIn(answer({ body }))).toEqual(expected);
  });
});
