// The one holder of secrets: whatever prints it prints stars.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { seal } from "../../src/credentials/secret.ts";

const value = "canary-3f9c";
const secret = seal(value);
/** As a stranger prints it, who knows nothing of its class. */
const anything: unknown = secret;

test("only `reveal` shows it", () => {
  expect(secret.reveal()).toBe(value);
});

test.for<[string, () => string]>([
  ["a template", () => `a ${String(anything)} b`],
  ["JSON", () => JSON.stringify({ secret, all: [secret] })],
  ["inspect", () => inspect({ secret }, { depth: 9, showHidden: true })],
  ["its keys", () => Reflect.ownKeys(secret).map(String).join()],
  ["its values", () => Object.values(secret).join()],
  ["a copy", () => JSON.stringify({ ...secret })],
  ["a clone", () => JSON.stringify(structuredClone(secret))],
  ["an error", () => inspect(new Error("x", { cause: secret }))],
])("%s doesn't", ([, print]) => {
  expect(print()).not.toContain(value);
});

test("it prints as stars, so that it is seen to be there", () => {
  expect([String(anything), JSON.stringify(secret), inspect(secret)]).toEqual(["***", '"***"', "***"]);
});
