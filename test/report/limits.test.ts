// Rate limits as they are drawn: for a terminal, for a summary, and in the JSON report, where one identity speaks for its registry.
import { describe, expect, test } from "vitest";
import { isObject, parseJson } from "../../src/json.ts";
import type { RateLimitSeen } from "../../src/model.ts";
import { renderJson } from "../../src/report/json.ts";
import { costPart, limitLines, limitsPart } from "../../src/report/limits.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { hostile } from "../support/hostile-text.ts";
import { reportOf } from "../support/report-fixture.ts";

const told = {
  kind: "limit",
  limit: 100,
  remaining: 87,
  windowSeconds: 21600,
  endsInSeconds: null,
  source: "192.0.2.7",
} as const;

function seen(given: Partial<RateLimitSeen> = {}): RateLimitSeen {
  const whose = {
    host: "registry-1.docker.io",
    registry: "docker.io",
    credentials: ["anonymous"],
    counts: "address",
  } as const;
  return { ...whose, told, pulls: 12, needed: 12, images: 6, nodes: 1, isAtLeast: false, uses: [], ...given };
}

const account = seen({
  credentials: ["secret shop/hub"],
  counts: "account",
  told: { ...told, limit: 200, remaining: 9, source: "acme" },
});

function rateLimitsIn(limits: readonly RateLimitSeen[]): unknown {
  const registries = [{ host: "registry-1.docker.io", asked: true, route: [] }];
  const document = parseJson(renderJson(reportOf({ limits, registries })));
  const listed: unknown = isObject(document) ? document["registries"] : null;
  const registry: unknown = Array.isArray(listed) ? listed[0] : null;
  return isObject(registry) ? registry["rateLimit"] : undefined;
}

describe("the JSON report", () => {
  test("has the contract's keys", () => {
    const source = "anonymous (address 192.0.2.7)";
    expect(rateLimitsIn([seen()])).toEqual({ limit: 100, remaining: 87, windowSeconds: 21600, source, needed: 12 });
  });

  test("of several identities the one with the least room", () => {
    for (const limits of [
      [seen(), account],
      [account, seen()],
    ])
      expect(rateLimitsIn(limits)).toMatchObject({ limit: 200, source: "secret shop/hub (account acme)" });
  });

  test("is silent where the registry is, and where there is no limit", () => {
    for (const kind of ["unknown", "unlimited"] as const) expect(rateLimitsIn([seen({ told: { kind } })])).toBeNull();
    expect(rateLimitsIn([])).toBeNull();
    expect(rateLimitsIn([seen({ host: "mirror.test" })])).toBeNull();
  });
});

describe("for a terminal", () => {
  test.for<[string, Partial<RateLimitSeen>, readonly string[]]>([
    [
      "an address",
      {},
      [
        "rate limit: registry-1.docker.io, anonymous (address 192.0.2.7): 87 of 100 in 6 hours left to this machine; needed: 12",
      ],
    ],
    [
      "an account",
      account,
      ["rate limit: registry-1.docker.io, secret shop/hub (account acme): 9 of 200 in 6 hours left; needed: 12"],
    ],
    ["none", { told: { kind: "unlimited" } }, ["rate limit: registry-1.docker.io, anonymous: unlimited; needed: 12"]],
    [
      "at least so many, for each address",
      { isAtLeast: true, pulls: 48 },
      [
        "rate limit: registry-1.docker.io, anonymous (address 192.0.2.7): 87 of 100 in 6 hours left to this machine; needed: at least 12 for each address",
      ],
    ],
    ["what nobody says is not said", { told: { kind: "unknown" } }, []],
  ])("%s", ([, given, lines]) => {
    expect(limitLines({ limits: [seen(given)] })).toEqual(lines);
  });
});

describe("in a summary", () => {
  test("what is told comes first, and what is documented stands with its source and date", () => {
    const ghcr = seen({ host: "ghcr.io", registry: "ghcr.io", told: { kind: "unknown" } });
    const part = limitsPart(reportOf({ limits: [ghcr, seen()] }), 10_000);
    const rows = part.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows[0]).toBe(
      "| `registry-1.docker.io` | anonymous (address 192.0.2.7) | 100 | 87 (this machine's) | 6 hours | 12 |",
    );
    expect(rows[1]).toMatch(
      /^\| `ghcr\.io` \| anonymous \| unknown<br>documented: .*dagger.*2026-11.* \| {2}\| {2}\| 12 \|$/,
    );
    expect(part.startsWith("<details>")).toBe(true);
  });

  test("nothing of it where nobody needs anything of it", () => {
    expect(limitsPart(reportOf({ limits: [seen({ told: { kind: "unknown" }, needed: 0 })] }), 10_000)).toBe("");
  });

  test("the cost of each host, beside what was planned", () => {
    const hosts = [
      { host: "auth.docker.io", requests: 1, countedPulls: 0 },
      { host: "registry-1.docker.io", requests: 4, countedPulls: 2 },
    ];
    const planned = [{ host: "registry-1.docker.io", images: 1, leastRequests: 3, requests: 4, countedPulls: 2 }];
    const part = costPart(reportOf({ cost: { requests: 5, countedPulls: 2, hosts }, planned }), 10_000);
    expect(part).toContain("Cost of this check (5 requests, 2 counted pulls)");
    expect(part).toContain("| `auth.docker.io` | 1 | 0 |  |");
    expect(part).toContain("| `registry-1.docker.io` | 4 | 2 | 3 to 4 for 1 image, at most 2 counted |");
  });

  test.for(hostile.map((text) => [text] as const))(
    "whatever a registry calls whom it counts, it stays in its cell: %j",
    ([source]) => {
      const report = reportOf({ limits: [seen({ told: { ...told, source } })] });
      const cells = limitsPart(report, 100_000)
        .split("\n")
        .filter((line) => line.startsWith("| `"));
      expect(cells).toHaveLength(1);
      expect(renderSummary(report)).not.toMatch(/<script|(?<!\\)\]\(javascript/i);
      expect(renderText(report, { color: false, columns: null })).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    },
  );
});
