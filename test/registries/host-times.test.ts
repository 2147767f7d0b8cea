// What time it is, as hosts say.
import { expect, test } from "vitest";
import type { Answer } from "../../src/registries/answer.ts";
import { createHostTimes } from "../../src/registries/host-times.ts";

const wall = Date.UTC(2026, 10, 1, 10);

function answer(headers: Readonly<Record<string, string>>): Answer {
  const rest = { status: 200, body: Buffer.from(""), truncated: false, viaProxy: false, ms: 1 };
  return { kind: "answer", headers, ...rest };
}

test.for([
  [{ date: "Sun, 01 Nov 2026 12:00:00 GMT" }, 2 * 3_600_000],
  [{ date: "Sun, 01 Nov 2026 09:00:00 GMT" }, -3_600_000],
  // A cache has had it for an hour.
  [{ date: "Sun, 01 Nov 2026 09:00:00 GMT", age: "3600" }, 0],
  [{ date: "Sun, 01 Nov 2026 10:00:00 GMT", age: "-99" }, 0],
] as const)("%j", ([headers, aheadMs]) => {
  const times = createHostTimes();
  times.note("a.test", answer(headers), wall);
  expect(times.all()).toEqual([{ host: "a.test", aheadMs }]);
});

test.for([{}, { date: "" }, { date: "yesterday" }, { date: "2026" }])("no date in %j", (headers) => {
  const times = createHostTimes();
  times.note("a.test", answer(headers), wall);
  expect(times.all()).toEqual([]);
});

test("the first answer of a host counts, and hosts come by name", () => {
  const times = createHostTimes();
  for (const [host, hour] of [
    ["b.test", "11"],
    ["a.test", "12"],
    ["b.test", "13"],
  ]) {
    times.note(host ?? "", answer({ date: `Sun, 01 Nov 2026 ${hour}:00:00 GMT` }), wall);
  }
  expect(times.all()).toEqual([
    { host: "a.test", aheadMs: 2 * 3_600_000 },
    { host: "b.test", aheadMs: 3_600_000 },
  ]);
});
