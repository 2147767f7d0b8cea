// What is said of a platform that is missing, where the cases' lines don't show it.
import { expect, test } from "vitest";
import type { NodeConstraint, NodeRequirement, Platform } from "../../src/model.ts";
import { platformMissing } from "../../src/rules/platform-missing.ts";
import type { Draft } from "../../src/rules/rule.ts";
import { imageUse, mismatched, subject } from "./subjects.ts";

const arm64 = { os: "linux", architecture: "arm64", variant: "", osVersion: "" };
const windows = { os: "windows", architecture: "amd64", variant: "", osVersion: "10.0.20348" };

function draftOf(wanted: Platform, nodes: NodeConstraint, how: "index" | "image" = "index"): Draft | null {
  return platformMissing.check(subject(imageUse("registry.test/a:1", { nodes }), mismatched(how, { wanted })));
}

function among(...values: readonly string[]): NodeRequirement {
  return { of: "architecture", operator: "In", values, from: "affinity", key: "kubernetes.io/arch" };
}

test("on Windows no container is made of what is for something else", () => {
  const draft = draftOf(windows, [], "image");
  expect(draft?.message).toMatch(/ on windows\(10\.0\.20348\)\/amd64 it is pulled and then can't start$/);
  expect(draft?.kubelet).toBe("Error: failed to create containerd container: …");
});

test("builds of Windows are told to those whose nodes have one", () => {
  const available = [{ ...windows, osVersion: "10.0.17763.1" }];
  const said = (wanted: Platform): string | undefined =>
    platformMissing.check(subject(imageUse("a"), mismatched("index", { wanted, available })))?.message;
  expect(said(windows)).toMatch(/: it is built for windows\(10\.0\.17763\.1\)\/amd64$/);
  expect(said(arm64)).toMatch(/: it is built for windows\/amd64$/);
});

test("long lists of what a pod asks for are cut", () => {
  const many = ["arm64", ...Array.from({ length: 15 }, (_, index) => `cpu-${index}`)];
  const one = "affinity kubernetes.io/arch In [arm64]";
  const first = "affinity kubernetes.io/arch In [arm64, cpu-0, cpu-1, cpu-2, cpu-3, cpu-4, cpu-5, cpu-6, …]";
  const term = [among(...many), ...Array.from({ length: 4 }, () => among("arm64"))];
  expect(draftOf(arm64, [term])?.message).toContain(`linux/arm64 (${first}, ${one}, ${one} and 2 more): it is built`);
});
