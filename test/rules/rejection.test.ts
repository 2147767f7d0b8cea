// What a refusal says of a login: no good, or without a right.
import { describe, expect, test } from "vitest";
import type { Tried } from "../../src/model.ts";
import { isOpenToAll } from "../../src/credentials/tried.ts";
import { isAllRejected, isRejected } from "../../src/rules/rejection.ts";

type Came = Tried["came"];
type Refused = Extract<Came, { kind: "refused" }>;

function refused(more: Partial<Refused> = {}): Refused {
  const challenge = { scheme: "bearer", error: "", isRealmless: false } as const;
  return { kind: "refused", at: "token", status: 401, challenge, words: "", unasked: false, hadToken: false, ...more };
}

const basic = { scheme: "basic", error: "", isRealmless: false } as const;

describe("a login is no good", () => {
  test.for<[string, Came, boolean]>([
    ["where its token service says 401", refused(), true],
    ["and not where that says 403: it knows who asks", refused({ status: 403 }), false],
    ["where a registry of Basic says 401", refused({ at: "manifest", challenge: basic }), true],
    ["and not where it says 403", refused({ at: "manifest", status: 403, challenge: basic }), false],
    ["nor where a token was given for it", refused({ at: "manifest", hadToken: true }), false],
    ["nor where nobody challenged", refused({ at: "manifest", challenge: null }), false],
    ["nor where content is refused", refused({ at: "blob", challenge: basic }), false],
    ["where it is said to have expired", refused({ at: "manifest", status: 403, words: "token has EXPIRED" }), true],
    ["and not where a word only holds that", refused({ status: 403, words: "unexpired" }), false],
    ["a policy holds for everybody", refused({ status: 412, words: "signature expired" }), false],
    ["where nobody looked at it", refused({ unasked: true }), false],
    ["where it got in", { kind: "in", unasked: false }, false],
    ["where the image isn't there", { kind: "absent", unasked: false }, false],
    ["where nobody can tell", { kind: "unknown" }, false],
  ])("%s", ([, came, expected]) => {
    expect(isRejected({ came, isOpen: false })).toBe(expected);
  });

  test("whatever refuses it, where everybody else gets in", () => {
    const came = refused({ at: "manifest", status: 403, challenge: null });
    expect(isRejected({ came, isOpen: true })).toBe(true);
    expect(isRejected({ came: refused({ status: 412 }), isOpen: true })).toBe(false);
    expect(isRejected({ came: { kind: "unknown" }, isOpen: true })).toBe(false);
  });
});

describe("of all that was tried", () => {
  const tried = (credential: string, came: Came, isExtra = false): Tried => ({
    credential,
    mark: credential,
    isExtra,
    came,
  });
  const secret = tried("secret shop/regcred", refused());
  const lacking = tried("secret shop/other", refused({ at: "manifest", hadToken: true, status: 403 }));

  test.for<[string, readonly Tried[], boolean]>([
    ["one secret, no good", [secret], true],
    ["two, and one lacks a right", [secret, lacking], false],
    [
      "one lacks a right, and the image is public",
      [lacking, tried("anonymous", { kind: "in", unasked: true }, true)],
      true,
    ],
    ["what nodes have was refused, too", [secret, tried("node", refused())], false],
    ["anonymous alone", [tried("anonymous", refused())], false],
    ["a look at what would be doesn't count", [secret, tried("anonymous", refused(), true)], true],
    ["nothing", [], false],
  ])("%s", ([, all, expected]) => {
    expect(isAllRejected(all)).toBe(expected);
  });

  test("open to all is what an extra look got in", () => {
    expect(isOpenToAll([tried("anonymous", { kind: "in", unasked: true }, true)])).toBe(true);
    expect(isOpenToAll([tried("anonymous", { kind: "in", unasked: true })])).toBe(false);
    expect(isOpenToAll([tried("anonymous", refused(), true)])).toBe(false);
  });
});
