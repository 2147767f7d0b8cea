// Builds of Windows: what containerd/platforms lets a node take, at both ends of each range.
import { describe, expect, test } from "vitest";
import { newestFirst, windowsRuns } from "../../src/registries/windows.ts";

describe("a node takes", () => {
  test.for<[string, string, boolean]>([
    // Before Windows Server 2022: the same build.
    ["10.0.17763", "10.0.17763.6293", true],
    ["10.0.17763", "10.0.17763", true],
    ["10.0.17763", "10.0.17134.1", false],
    ["10.0.17763", "10.0.19042.1", false],
    ["10.0.19042", "10.0.17763.1", false],
    // Windows Server 2022 and what follows it.
    ["10.0.20348", "10.0.20348.2113", true],
    ["10.0.20348", "10.0.17763.6293", false],
    ["10.0.20348", "10.0.20349.1", false],
    ["10.0.22621", "10.0.20348.1", true],
    ["10.0.25398", "10.0.20348.1", true],
    ["10.0.25398", "10.0.25398.1", true],
    ["10.0.25398", "10.0.26100.1", false],
    // Windows Server 2025 keeps the release before it, and so does what follows.
    ["10.0.26100", "10.0.26100.1742", true],
    ["10.0.26100", "10.0.25398.1", true],
    ["10.0.26100", "10.0.20348.2113", true],
    ["10.0.26100", "10.0.17763.1", false],
    ["10.0.26200", "10.0.20348.1", true],
    ["10.0.26200", "10.0.26100.1", true],
    ["10.0.26200", "10.0.20347.1", false],
    // Another Windows altogether.
    ["10.0.20348", "6.3.20348", false],
    ["10.0.20348", "10.1.20348", false],
    // Who says nothing.
    ["10.0.20348", "", true],
    ["", "10.0.17763.1", true],
    ["", "", true],
    ["ltsc2022", "10.0.17763.1", true],
    ["10.0", "10.0.17763.1", true],
    ["10.0.70000", "10.0.17763.1", true],
    ["300.0.20348", "10.0.17763.1", true],
    // Who says what nobody can read.
    ["10.0.20348", "ltsc2022", false],
    ["10.0.20348", "10.0.20348-1", false],
    ["10.0.20348", "0.0.0", false],
  ])("%j, what was built for %j: %s", ([node, image, expected]) => {
    expect(windowsRuns(node, image)).toBe(expected);
  });
});

test("the highest first, as text", () => {
  expect(["10.0.20348.2113", "", "10.0.26100.1", "10.0.20348.999"].toSorted(newestFirst)).toEqual([
    "10.0.26100.1",
    "10.0.20348.999",
    "10.0.20348.2113",
    "",
  ]);
});
