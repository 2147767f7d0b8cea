// Which uses are waited for: a miss, or a refusal that may hide one.
import { describe, expect, test } from "vitest";
import type { JudgedUse, Outcome, Tried } from "../../src/model.ts";
import { isPublished, mayBeUnpublished } from "../../src/rules/unpublished.ts";
import {
  absent,
  exchange,
  found,
  imageUse,
  judgedUse,
  manifest,
  reference,
  spanOf,
} from "../support/report-fixture.ts";

type Refused = Extract<Outcome, { kind: "refused" }>;

const bearer = { scheme: "bearer", error: "insufficient_scope", isRealmless: false } as const;
const use = imageUse(spanOf(manifest, "nginx:1.27.33"));

/** As Docker Hub refuses: a token was given, and isn't taken. */
function refused(more: Partial<Refused> = {}): Refused {
  return {
    kind: "refused",
    credentials: ["anonymous"],
    at: "manifest",
    status: 401,
    mayBeAbsent: true,
    challenge: bearer,
    words: "insufficient_scope",
    evidence: [exchange({ status: 401 })],
    ...more,
  };
}

function tried(credential: string, more: Partial<Extract<Tried["came"], { kind: "refused" }>> = {}): Tried {
  const came = { kind: "refused", at: "token", status: 401, challenge: null, words: "", unasked: false } as const;
  return { credential, mark: credential, isExtra: false, came: { ...came, hadToken: false, ...more } };
}

function judged(outcome: Outcome, more: Partial<JudgedUse> = {}): JudgedUse {
  const verdict = outcome.kind === "absent" ? "missing" : "denied";
  return judgedUse(use, reference("library/nginx", "1.27.33"), { outcome, verdict, rules: ["tag-missing"], ...more });
}

const given = exchange({ method: "GET", status: 200, message: "200 OK" });
const lacking = { at: "manifest", hadToken: true, challenge: bearer } as const;
const isIn: Tried = {
  credential: "anonymous",
  mark: "anonymous",
  isExtra: true,
  came: { kind: "in", unasked: true },
};

describe("waited for", () => {
  test.for<[string, JudgedUse, boolean]>([
    ["a miss", judged(absent), true],
    ["a miss of which nothing is said", judged(absent, { rules: [] }), false],
    ["a text that may be no image", judged(absent, { use: { ...use, source: "string" } }), false],
    ["a name that a kustomization replaces", judged(absent, { use: { ...use, overriddenBy: use.span } }), false],
    ["a miss that somebody ignores", judged(absent, { verdict: "skipped" }), false],
    ["a miss that proves nothing", judged(absent, { verdict: "unverified" }), false],
    ["what is there", judged(found, { verdict: "pullable" }), false],
    ["a refusal as Docker Hub's", judged(refused()), true],
    ["a refusal as GHCR's", judged(refused({ at: "token", status: 403, challenge: null })), true],
    ["the same with 401", judged(refused({ at: "token", status: 401, challenge: null })), true],
    ["a refusal that a secret might lift", judged(refused(), { verdict: "unverified" }), false],
    ["a missing right", judged(refused({ status: 403 })), false],
    ["a password that nobody has", judged(refused({ challenge: { ...bearer, scheme: "basic" } })), false],
    ["no challenge at all", judged(refused({ challenge: null })), false],
    ["a policy", judged(refused({ status: 412, mayBeAbsent: false })), false],
    ["content", judged(refused({ at: "blob", mayBeAbsent: false })), false],
    ["a refusal behind a manifest that was given", judged(refused({ evidence: [given, exchange()] })), false],
    ["a login that is no good", judged(refused(), { tried: [tried("node"), tried("anonymous", lacking)] }), false],
    ["one of two", judged(refused(), { tried: [tried("node"), tried("secret shop/regcred", lacking)] }), true],
    ["a login that nobody wanted", judged(refused(), { tried: [tried("node", { unasked: true })] }), true],
    ["what anybody else gets", judged(refused(), { tried: [tried("secret shop/regcred", lacking), isIn] }), false],
  ])("%s: %s", ([, one, expected]) => {
    expect(mayBeUnpublished(one)).toBe(expected);
  });
});

test("whatever a pull meets behind the name, the name is there", () => {
  expect([found, absent, refused(), refused({ evidence: [given] })].map(isPublished)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
