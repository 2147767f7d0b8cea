// What the world wrote into an outcome: without secrets, and never more of it than a report can hold.
import { expect, test } from "vitest";
import { cleaned } from "../../src/registries/clean.ts";
import { createRedactor } from "../../src/registries/redact.ts";
import { configFor, indexOf, manifestOf, serving } from "./images.ts";
import { linuxAmd64, walkOver } from "./two-platforms.ts";

const digest = `sha256:${"a".repeat(64)}` as const;

test("an index that names thousands of platforms is told by its first hundred", async () => {
  const child = manifestOf(configFor("linux/amd64"));
  const index = indexOf(Array.from({ length: 3000 }, (_, number) => [`linux/cpu-${number}`, child]));
  const outcome = await walkOver(serving(index));
  expect(outcome.kind === "mismatched" ? outcome.available.map(({ architecture }) => architecture) : []).toEqual(
    Array.from({ length: 100 }, (_, number) => `cpu-${number}`),
  );
});

test("a part of a platform is cut, and not before it was looked at for secrets", () => {
  const redactor = createRedactor();
  const secret = "canary-3f9c".repeat(10);
  redactor.keep(secret);
  const architecture = `${"x".repeat(60)}${secret}`;
  const outcome = cleaned(
    {
      kind: "mismatched",
      how: "index",
      wanted: linuxAmd64,
      available: [{ os: "y".repeat(1000), architecture, variant: "", osVersion: "" }],
      digest,
      content: null,
      evidence: [],
    },
    redactor,
  );
  expect(outcome).toMatchObject({ available: [{ os: `${"y".repeat(63)}…`, architecture: `${"x".repeat(60)}***` }] });
});
