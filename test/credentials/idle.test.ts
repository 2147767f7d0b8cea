// A secret of a list is idle where no use of that list has need of it.
import { expect, test } from "vitest";
import { withIdle } from "../../src/credentials/idle.ts";
import type { Credentials, Named, NamedSecret } from "../../src/model.ts";
import { credentialsOf, opaqueSecret } from "../support/credentials.ts";
import { pullSecretOf } from "../support/secrets.ts";

const secret = pullSecretOf("regcred", { "registry.test": "ci:pass" });
const at = (start: number, path = "web.yaml"): Named => ({
  name: "regcred",
  span: { file: { path, text: "" }, start, end: start + 7 },
});

function use(named: Named, ...matching: readonly string[]): { readonly credentials: Credentials } {
  const found = { kind: "there", secret, matching, isIdle: matching.length === 0 } as const;
  return {
    credentials: credentialsOf({ secrets: [{ named, name: "shop/regcred", by: "pod", isPartial: false, found }] }),
  };
}

function idle(uses: readonly { readonly credentials: Credentials }[]): readonly (boolean | null)[] {
  return withIdle(uses).flatMap(({ credentials }) =>
    credentials.secrets.map(({ found }: NamedSecret) => (found.kind === "there" ? found.isIdle : null)),
  );
}

test("one use of the list has need of it: none of them has it idle", () => {
  expect(idle([use(at(5)), use(at(5), "registry.test"), use(at(5))])).toEqual([false, false, false]);
});

test("lists are known by where they stand: another pod's need is its own", () => {
  expect(idle([use(at(5)), use(at(9), "registry.test"), use(at(5, "api.yaml"))])).toEqual([true, false, true]);
});

test("without any need all stays as it is", () => {
  const uses = [use(at(5)), use(at(9))];
  expect(withIdle(uses)).toBe(uses);
});

test("what is not known, or isn't there, is neither", () => {
  const uses = [use(at(5), "registry.test"), { credentials: credentialsOf({ secrets: [opaqueSecret("shop/a")] }) }];
  expect(idle(uses)).toEqual([false, null]);
});
