// What a later look at some images changes in what a run knew of all.
import { createFetchedManifests } from "../../src/registries/fetched-manifests.ts";
import { expect, test } from "vitest";
import { createMeters } from "../../src/limits/meters.ts";
import type { SecretShown, Tried } from "../../src/model.ts";
import { withLater } from "../../src/publication/later-run.ts";
import type { Run } from "../../src/registries/run.ts";
import { absent, egressHost, found, hop } from "../support/report-fixture.ts";

const missed: Tried["came"] = { kind: "absent", unasked: false };
const isIn: Tried["came"] = { kind: "in", unasked: false };

function tried(came: Tried["came"]): readonly Tried[] {
  return [{ credential: "secret shop/regcred", mark: "ci", isExtra: false, came }];
}

function shown(came: Tried["came"]): SecretShown {
  return { registry: "ghcr.io", came, isOpen: false, evidence: [] };
}

function runOf(given: Partial<Run> = {}): Run {
  const lists = { registries: [], egress: [], times: [], planned: [], limits: () => [] };
  const quotas = { meters: createMeters(String, String), purse: new Map(), fetched: createFetchedManifests() };
  const cost = { requests: 3, countedPulls: 1, hosts: [{ host: "ghcr.io", requests: 3, countedPulls: 1 }] };
  return { outcomes: new Map(), shown: new Map(), ...lists, ...quotas, cost, ...given };
}

test("outcomes are replaced where they are meant, and costs are added", () => {
  const before = runOf({
    outcomes: new Map([
      ["web", { outcome: absent, tried: [] }],
      ["api", { outcome: absent, tried: [] }],
    ]),
  });
  const later = runOf({
    outcomes: new Map([
      ["web", { outcome: found, tried: [] }],
      ["api", { outcome: found, tried: [] }],
    ]),
  });
  const run = withLater(before, later, new Set(["web"]));
  expect([...run.outcomes].map(([key, { outcome }]) => [key, outcome.kind])).toEqual([
    ["web", "found"],
    ["api", "absent"],
  ]);
  const hosts = [{ host: "ghcr.io", requests: 6, countedPulls: 2 }];
  expect(run.cost).toEqual({ requests: 6, countedPulls: 2, hosts });
});

test("what came of a login on the way to an image is what came of it last; other ways stay", () => {
  const elsewhere = shown({ kind: "unknown" });
  const before = runOf({
    outcomes: new Map([["web", { outcome: absent, tried: tried(missed) }]]),
    shown: new Map([["ci", [shown(missed), elsewhere]]]),
  });
  const later = runOf({
    outcomes: new Map([["web", { outcome: found, tried: tried(isIn) }]]),
    shown: new Map([["ci", [shown(isIn)]]]),
  });
  expect(withLater(before, later, new Set(["web"])).shown.get("ci")).toEqual([elsewhere, shown(isIn)]);
});

test("a route that ended somewhere gives way to one that doesn't, and else gains its stations", () => {
  const stations = [hop("dns"), hop("ping"), hop("blob", { host: "cdn.test" })];
  const [dns, ping, blob] = stations;
  const seen = (route: Run["registries"][number]["route"]) =>
    runOf({ registries: [{ host: "ghcr.io", asked: true, route }] });
  const route = (one: Run, other: Run) => withLater(one, other, new Set()).registries[0]?.route;
  const ended = [hop("dns"), hop("connect", { ok: false })];
  expect(route(seen(ended), seen(stations))).toEqual(stations);
  expect(route(seen([hop("dns"), hop("ping", { ms: 9 })]), seen(stations))).toEqual([dns, { ...ping, ms: 9 }, blob]);
  expect(route(seen(stations), seen(ended))).toEqual([...stations, hop("connect", { ok: false })]);
  expect(route(seen(stations), runOf())).toEqual(stations);
});

test("hosts are merged: what is known of one is what was learned last, if anything was", () => {
  const unseen = egressHost({ images: ["a"], why: ["registry"], reached: true, detail: "not seen" });
  const later = egressHost({ images: ["b", "a"], why: ["registry", "token"], reached: true, detail: "" });
  const unasked = egressHost({ images: ["c"], reached: null, detail: "time was up" });
  const cdn = egressHost({ host: "cdn.test", why: ["blob"] });
  const egress = (...runs: readonly Run["egress"][]) =>
    runs
      .slice(1)
      .reduce((run, more) => withLater(run, runOf({ egress: more }), new Set()), runOf({ egress: runs[0] ?? [] }))
      .egress;
  expect(egress([unseen], [later, cdn], [unasked])).toEqual([cdn, { ...later, images: ["a", "b", "c"] }]);
});

test("of two times of a host the later one counts", () => {
  const run = withLater(
    runOf({
      times: [
        { host: "ghcr.io", aheadMs: 1 },
        { host: "a.test", aheadMs: 2 },
      ],
    }),
    runOf({ times: [{ host: "ghcr.io", aheadMs: 3 }] }),
    new Set(),
  );
  expect(run.times).toEqual([
    { host: "ghcr.io", aheadMs: 3 },
    { host: "a.test", aheadMs: 2 },
  ]);
});
