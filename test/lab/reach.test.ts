// Reach: every fault of the lab is named by its own rule, with the right host and hop; and the section of docs/truth.md that tells of it.
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { describeTruth } from "./parts.ts";
import { judgementOf, mistakesIn } from "./reach/agreement.ts";
import { healthyRuns } from "./reach/cost.ts";
import { readFaults } from "./reach/fault.ts";
import { renderReach, sectionsOf } from "./reach/page.ts";
import { askFaults, type FaultResult, type Reach } from "./reach/results.ts";

/** The longest that all of it may take on a machine that has other things to do. */
const timeoutMs = 6 * 60_000;

describeTruth("reach", () => {
  let reach: Reach;
  const byId = new Map<string, FaultResult>();

  beforeAll(async () => {
    reach = await askFaults("");
    for (const result of reach.results) byId.set(result.fault.id, result);
  }, timeoutMs);

  test.for(readFaults())("$id", ({ id }) => {
    const result = byId.get(id);
    if (result === undefined) throw new Error(`nobody tried "${id}"`);
    const { fault, trial } = result;
    expect(mistakesIn(judgementOf(fault, trial)), JSON.stringify(trial, null, 2)).toEqual([]);
  });

  test("nobody came to a service of metadata, not even to open a connection", () => {
    expect(reach.counts).toMatchObject({ metadata: 0, intruders: 0 });
    expect(reach.counts.questions).toBeGreaterThan(100);
  });

  test.for(healthyRuns)("no request more than before: $name", ({ name, requests, questions }) => {
    const run = reach.cost.healthy.find((one) => one.name === name);
    expect(run).toMatchObject({ requests, reported: requests });
    expect(new Set(run?.verdicts)).toEqual(new Set(["pullable"]));
    expect(run?.connections).toBeLessThanOrEqual(requests);
    expect(run?.questions).toBeLessThanOrEqual(questions);
  });

  test("of five registries the one that drops everything is tried once, and keeps nobody from being judged", () => {
    const { tried, verdicts } = reach.cost.dropped;
    expect(tried).toBe(1);
    expect(verdicts).toEqual([
      "pullable",
      "pullable",
      "pullable",
      "pullable",
      "unreachable",
      "unreachable",
      "unreachable",
    ]);
  });

  test("docs/truth.md is what came of it: npm run reach", async () => {
    const page = await readFile(new URL("../../docs/truth.md", import.meta.url), "utf8");
    expect(sectionsOf(page).reach).toBe(await renderReach(reach));
  });
});

test("there are at least 45 faults, of every hop", () => {
  const faults = readFaults().filter(({ expected }) => expected[0].rule !== null);
  expect(faults.length).toBeGreaterThanOrEqual(45);
  const stages = new Set(faults.flatMap(({ expected }) => expected[0].hops.map(({ stage }) => stage)));
  expect(stages).toEqual(new Set(["dns", "connect", "proxy", "tls", "ping", "token", "blob"]));
});
