// What a run has read of quotas: the least of it, whose it is, and what is said of headers that can't be believed.
import { expect, test } from "vitest";
import type { Answer } from "../../src/registries/answer.ts";
import { createMeters, type Meters } from "../../src/limits/meters.ts";

const asker = { host: "registry-1.docker.io", mark: "anonymous", credential: "anonymous" };

function answer(limit: string, remaining: string, status = 200, source = "192.0.2.7"): Answer {
  const headers = { "ratelimit-limit": limit, "ratelimit-remaining": remaining, "docker-ratelimit-source": source };
  return { kind: "answer", status, headers, body: Buffer.alloc(0), truncated: false, viaProxy: false, ms: 1 };
}

function metersWith(shown: (words: string) => string = (words) => words): { meters: Meters; said: string[] } {
  const said: string[] = [];
  return { meters: createMeters((sentence) => void said.push(sentence), shown), said };
}

test("in whatever order answers come, the least counts, and a limit that changes is said once", () => {
  const answers = [
    answer("100;w=21600", "90"),
    answer("100;w=21600", "88"),
    answer("80;w=3600", "79"),
    answer("100;w=21600", "89"),
  ];
  for (const order of [answers, answers.toReversed()]) {
    const { meters, said } = metersWith();
    for (const one of order) meters.note(asker, one);
    expect(meters.of(asker)?.headroom).toMatchObject({ limit: 80, remaining: 79, windowSeconds: 3600 });
    expect(said).toEqual(["registry-1.docker.io: its limit for anonymous changes between answers: the least counts"]);
  }
});

test("what can't be believed is said once for a host, and changes nothing", () => {
  const { meters, said } = metersWith();
  meters.note(asker, answer("100;w=21600", "50"));
  for (let index = 0; index < 100; index += 1) meters.note(asker, answer("100", `${-index - 1}.5`));
  expect(meters.of(asker)?.headroom).toMatchObject({ limit: 100, remaining: 50 });
  expect(said).toEqual([
    "registry-1.docker.io: what it says of its rate limit can't be believed, and is left aside: ratelimit-limit: 100, ratelimit-remaining: -1.5",
  ]);
});

test("each identity has its own; a refusal grants nothing, and says what is left all the same", () => {
  const { meters } = metersWith();
  const account = { ...asker, mark: "acme", credential: "secret shop/hub" };
  meters.note(account, answer("200;w=21600", "0", 429, "acme"));
  expect(meters.of(asker)).toBeNull();
  expect(meters.of(account)).toMatchObject({ hasGranted: false, headroom: { remaining: 0, source: "acme" } });
});

test("no secret of the run stands in what is kept and said", () => {
  const { meters, said } = metersWith((words) => words.replaceAll("canary-3f9c", "***"));
  meters.note(asker, answer("100", "50", 200, "canary-3f9c"));
  meters.note(asker, answer("canary-3f9c", "50"));
  expect(JSON.stringify([meters.of(asker), said])).not.toContain("canary-3f9c");
});

test("an overdrawn quota is one of nothing, and said once", () => {
  const { meters, said } = metersWith();
  for (const remaining of ["-3;w=21600", "-4;w=21600"]) meters.note(asker, answer("100;w=21600", remaining));
  expect(meters.of(asker)?.headroom?.remaining).toBe(0);
  expect(said).toEqual([
    "registry-1.docker.io: less than nothing is left of its limit, which is taken for nothing: ratelimit-limit: 100;w=21600, ratelimit-remaining: -3;w=21600",
  ]);
  expect(meters.troubles()).toEqual(said);
});
