// The lab proves nothing where its parts are missing: on CI that is a failure, elsewhere it is said and skipped.
import { expect, test } from "vitest";
import { missingParts } from "./parts.ts";

test("the lab's parts are on this machine", (context) => {
  const missing = missingParts();
  if (missing.length > 0 && process.env["CI"] !== "true") {
    for (const line of missing) console.warn(`lab: ${line}`);
    context.skip(missing.join(" · "));
  }
  expect(missing).toEqual([]);
});
