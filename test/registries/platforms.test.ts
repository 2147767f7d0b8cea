// Platforms: which names are the same, which entry of an index a node takes, and which image it can run.
import { describe, expect, test } from "vitest";
import {
  normalisePlatform,
  parsePlatform,
  platformMatches,
  platformRuns,
  printBuild,
  printPlatform,
} from "../../src/registries/platforms.ts";
import { platform } from "./walks.ts";

describe("normalisation, as containerd/platforms", () => {
  test.for([
    ["linux/amd64", "linux/amd64"],
    ["linux/x86_64", "linux/amd64"],
    ["linux/x86-64", "linux/amd64"],
    ["Linux/AMD64", "linux/amd64"],
    ["linux/amd64/v1", "linux/amd64"],
    ["linux/amd64/v3", "linux/amd64/v3"],
    ["linux/i386", "linux/386"],
    ["linux/i386/x", "linux/386"],
    ["linux/386", "linux/386"],
    ["linux/aarch64", "linux/arm64"],
    ["linux/arm64/v8", "linux/arm64"],
    ["linux/arm64/8", "linux/arm64"],
    ["linux/arm64/v8.0", "linux/arm64"],
    ["linux/arm64/v9", "linux/arm64/v9"],
    ["linux/arm", "linux/arm/v7"],
    ["linux/arm/7", "linux/arm/v7"],
    ["linux/arm/6", "linux/arm/v6"],
    ["linux/arm/v5", "linux/arm/v5"],
    ["linux/armhf", "linux/arm/v7"],
    ["linux/armel", "linux/arm/v6"],
    ["macos/arm64", "darwin/arm64"],
    ["windows/amd64", "windows/amd64"],
    ["linux/constructor", "linux/constructor"],
  ])("%s → %s", ([written = "", expected = ""]) => {
    const normalised = normalisePlatform(platform(written));
    expect(printPlatform(normalised)).toBe(expected);
    expect(normalisePlatform(normalised)).toEqual(normalised);
  });
});

/** Node, entry: `true` where containerd 2.1's strict matcher takes it. */
describe("entries of an index", () => {
  test.for<[string, string, boolean]>([
    ["linux/amd64", "linux/amd64", true],
    ["linux/amd64", "linux/x86_64", true],
    ["linux/amd64", "Linux/AMD64", true],
    ["linux/amd64", "linux/amd64/v1", true],
    ["linux/amd64", "linux/amd64/v3", false],
    ["linux/amd64", "linux/386", false],
    ["linux/amd64", "windows/amd64", false],
    ["linux/arm64", "linux/aarch64", true],
    ["linux/arm64", "linux/arm64/v8", true],
    ["linux/arm64", "linux/arm/v7", false],
    ["linux/arm/v7", "linux/arm", true],
    ["linux/arm/v7", "linux/armhf", true],
    ["linux/arm/v7", "linux/arm/v6", false],
    ["linux/arm/v6", "linux/armel", true],
  ])("%s takes %s: %s", ([wanted, offered, expected]) => {
    expect(platformMatches(platform(wanted), platform(offered))).toBe(expected);
  });

  test.for<[string, string, boolean]>([
    ["windows(10.0.20348)/amd64", "windows(10.0.20348.2113)/amd64", true],
    ["windows(10.0.20348)/amd64", "windows(10.0.17763.6293)/amd64", false],
    ["windows(10.0.20348)/amd64", "windows/amd64", true],
    ["windows/amd64", "windows(10.0.17763.6293)/amd64", true],
    // Only Windows compares it.
    ["linux(1)/amd64", "linux(2)/amd64", true],
  ])("%s takes %s: %s", ([wanted, offered, expected]) => {
    expect(platformMatches(platform(wanted), platform(offered))).toBe(expected);
    expect(platformRuns(platform(wanted), platform(offered))).toBe(expected);
  });

  test("an entry without a system is for the node's own", () => {
    const offered = { os: "", architecture: "amd64", variant: "", osVersion: "" };
    expect(platformMatches(platform("linux/amd64"), offered)).toBe(true);
    expect(platformMatches(platform("linux/arm64"), offered)).toBe(false);
  });
});

describe("images on their own", () => {
  test.for<[string, string, boolean]>([
    ["linux/amd64", "linux/amd64", true],
    ["linux/amd64", "linux/arm64", false],
    ["linux/amd64", "windows/amd64", false],
    ["linux/amd64", "linux/386", false],
    ["linux/amd64", "linux/amd64/v3", true],
    ["linux/arm64", "linux/arm64/v8", true],
    ["linux/arm64", "linux/arm/v7", false],
    ["linux/arm/v7", "linux/arm/v6", true],
    ["linux/arm/v6", "linux/arm/v7", false],
    ["linux/arm/v6", "linux/arm", true],
  ])("%s runs %s: %s", ([wanted, built, expected]) => {
    expect(platformRuns(platform(wanted), platform(built))).toBe(expected);
  });

  test("what the config leaves out is no contradiction", () => {
    expect(platformRuns(platform("linux/arm64"), { os: "linux", architecture: "", variant: "", osVersion: "" })).toBe(
      true,
    );
    expect(platformRuns(platform("linux/arm64"), { os: "", architecture: "arm64", variant: "", osVersion: "" })).toBe(
      true,
    );
    expect(platformRuns(platform("linux/arm64"), { os: "windows", architecture: "", variant: "", osVersion: "" })).toBe(
      false,
    );
  });
});

describe("text", () => {
  test.for(["linux/amd64", "linux/arm/v7", "windows/amd64", "linux/x86_64"])("%s and back", (text) => {
    expect(printPlatform(platform(text))).toBe(text);
    expect(printBuild(platform(text))).toBe(text);
  });

  test("the build of Windows is told to those who ask for it", () => {
    const build = platform("windows(10.0.20348)/amd64");
    expect(printPlatform(build)).toBe("windows/amd64");
    expect(printBuild(build)).toBe("windows(10.0.20348)/amd64");
    expect(parsePlatform("windows(10.0.20348)/amd64")).toBeNull();
  });

  test.for(["", "linux", "linux/", "/amd64", "linux/arm/v7/x", "linux amd64", "linux/amd 64", "linux/am{d}64"])(
    "%j is no platform",
    (text) => {
      expect(parsePlatform(text)).toBeNull();
    },
  );
});
