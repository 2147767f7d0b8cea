// The contract's table of verdicts, row by row.
import { describe, expect, test } from "vitest";
import type { Credentials, Outcome, Verdict } from "../../src/model.ts";
import { isUnproven, verdictOf } from "../../src/rules/verdict.ts";
import {
  absent,
  anonymous,
  faulty,
  found,
  imageUse,
  judged,
  mismatched,
  notAsked,
  opaque,
  refused,
  subject,
  throttled,
  unreachable,
} from "./subjects.ts";

const rows: readonly (readonly [title: string, outcome: Outcome, credentials: Credentials, verdict: Verdict])[] = [
  ["found", found(), anonymous, "pullable"],
  ["found, whatever the pod's secrets hold", found(), opaque, "pullable"],
  ["404 to anonymous", absent(), anonymous, "missing"],
  ["404 to anonymous while the pod names a secret nobody here knows", absent(), opaque, "unverified"],
  ["404 to a login", absent({ anonymous: false }), opaque, "missing"],
  ["repository absent", absent({ what: "repository" }), anonymous, "missing"],
  ["digest absent", absent({ what: "digest" }), anonymous, "missing"],
  ["refused", refused(), anonymous, "denied"],
  ["refused while the pod names a secret nobody here knows", refused(), opaque, "unverified"],
  [
    "the runner's login refused, and the pod names such a secret",
    refused({ credentials: ["node", "anonymous"] }),
    opaque,
    "unverified",
  ],
  ["a scan policy's 412", refused({ status: 412 }), anonymous, "denied"],
  ["a scan policy's 412 holds for every credential", refused({ status: 412 }), opaque, "denied"],
  ["nothing for the platform", mismatched("index"), anonymous, "wrong-platform"],
  ["an image of another platform", mismatched("image"), anonymous, "wrong-platform"],
  ["schema 1", faulty(), anonymous, "broken"],
  ["a time-out", unreachable(), opaque, "unreachable"],
  ["429", throttled(), opaque, "throttled"],
  ["a name that can't be parsed", notAsked("invalid"), anonymous, "invalid"],
  ["a placeholder", notAsked("placeholder"), anonymous, "unverified"],
  ["a private registry", notAsked("private-registry"), anonymous, "unverified"],
  ["out of time", notAsked("deadline"), anonymous, "unverified"],
  ["imagePullPolicy: Never", notAsked("never-pulled"), anonymous, "skipped"],
];

describe("verdictOf", () => {
  test.each(rows)("%s", (_, outcome, credentials, verdict) => {
    expect(verdictOf({ outcome, credentials })).toBe(verdict);
  });
});

describe("isUnproven", () => {
  const use = imageUse("registry.test/shop/web:1.0");
  test.each<[string, Outcome, Verdict, boolean]>([
    ["unknown is not proof", unreachable(), "unreachable", true],
    ["nor is patience", throttled(), "throttled", true],
    ["nor a placeholder", notAsked("placeholder"), "unverified", true],
    ["a failure is proof", absent(), "missing", false],
    ["a skipped use is not expected to be proved", notAsked("never-pulled"), "skipped", false],
    ["nor is a private registry's", notAsked("private-registry"), "unverified", false],
  ])("%s", (_, outcome, verdict, expected) => {
    expect(isUnproven(judged(subject(use, outcome), verdict))).toBe(expected);
  });

  test("one whose name a kustomization replaces counts like all others", () => {
    const replaced = imageUse("app:replace", { overriddenBy: use.span });
    expect(isUnproven(judged(subject(replaced, unreachable()), "unreachable"))).toBe(true);
  });
});
