// What registries grant and the roll-out needs, and what the gate itself asked of them: in a line for a terminal, in tables for a summary.
import type { HostCost, PlannedCost, RateLimitSeen, Report } from "../model.ts";
import { knownLimitOf } from "../registries/known-limits.ts";
import { many } from "../counted.ts";
import { windowWords } from "../rules/limit-words.ts";
import { code, fold, prose, table } from "./markdown.ts";

/** One identity at one registry, in words; untrusted where a registry's own stand in them. */
interface LimitRow {
  readonly host: string;
  readonly identity: string;
  readonly limit: string;
  readonly remaining: string;
  readonly window: string;
  readonly needed: string;
  /** What its owner documents, where it tells nothing itself. */
  readonly documented: string | null;
}

/** As many as are worth a look: those that are told, and those of which something has to be pulled. */
function limitRows({ limits }: Pick<Report, "limits">): readonly LimitRow[] {
  const rows = limits.filter(({ told, needed }) => told.kind !== "unknown" || needed > 0);
  // What is told comes first: of the rest nobody can say whether it is enough.
  return rows.toSorted((a, b) => Number(a.told.kind === "unknown") - Number(b.told.kind === "unknown")).map(rowOf);
}

const unsaid = "not said";

/** A node has another address. */
const ofThisMachine = " (this machine's)";

function rowOf(seen: RateLimitSeen): LimitRow {
  const { host, told, credentials, counts } = seen;
  const needed = neededWords(seen);
  const who = credentials.join(", ");
  switch (told.kind) {
    case "limit": {
      const source = told.source === "" ? "" : ` ${told.source}`;
      return {
        host,
        identity: `${who} (${counts}${source})`,
        limit: String(told.limit),
        remaining: `${told.remaining}${counts === "address" ? ofThisMachine : ""}`,
        window: told.windowSeconds === null ? unsaid : windowWords(told.windowSeconds),
        needed,
        documented: null,
      };
    }
    case "unlimited":
      return { host, identity: who, limit: "unlimited", remaining: "", window: "", needed, documented: null };
    case "unknown": {
      const known = knownLimitOf(host);
      const documented = known === null ? null : `documented: ${known.documented} (${known.source}, ${known.on})`;
      return { host, identity: who, limit: "unknown", remaining: "", window: "", needed, documented };
    }
  }
}

/** `12`, `at least 12`, `12 for each address`. */
function neededWords({ needed, pulls, isAtLeast }: RateLimitSeen): string {
  return `${isAtLeast ? "at least " : ""}${needed}${needed === pulls ? "" : " for each address"}`;
}

/** `registry-1.docker.io, anonymous (address 192.0.2.1): 87 of 100 in 6 hours left to this machine; needed: 12`; of limits that are told. */
export function limitLines(report: Pick<Report, "limits">): readonly string[] {
  return limitRows(report)
    .filter(({ limit }) => limit !== "unknown")
    .map(({ host, identity, limit, remaining, window, needed }) => {
      const left =
        remaining === ""
          ? limit
          : `${remaining.replace(ofThisMachine, "")} of ${limit}${window === unsaid ? "" : ` in ${window}`} left${remaining.endsWith(ofThisMachine) ? " to this machine" : ""}`;
      return `rate limit: ${host}, ${identity}: ${left}; needed: ${needed}`;
    });
}

/** The summary's table, open where the roll-out needs more than there is; `bytes` of UTF-8 at most. */
export function limitsPart(report: Report, bytes: number): string {
  const rows = limitRows(report);
  if (rows.length === 0) return "";
  const isOpen = report.findings.some(({ rule }) => rule === "rate-limit-low" || rule === "rate-limited");
  const body = table(
    ["Registry", "Identity", "Limit", "Remaining", "Window", "Needed"],
    rows,
    ({ host, identity, limit, remaining, window, needed, documented }) => [
      code(host),
      prose(identity, 200),
      `${prose(limit, 40)}${documented === null ? "" : `<br>${prose(documented, 300)}`}`,
      prose(remaining, 40),
      prose(window, 40),
      prose(needed, 60),
    ],
    bytes,
  );
  return fold(`Rate limits (${rows.length})`, body, isOpen);
}

interface CostRow extends HostCost {
  readonly planned: PlannedCost | null;
}

/** What was asked of each host, beside what was meant to be; `bytes` of UTF-8 at most. */
export function costPart({ cost, planned }: Report, bytes: number): string {
  if (cost.hosts.length === 0) return "";
  const rows = cost.hosts.map((own): CostRow => ({
    ...own,
    planned: planned.find(({ host }) => host === own.host) ?? null,
  }));
  const body = table(
    ["Host", "Requests", "Counted pulls", "Planned"],
    rows,
    ({ host, requests, countedPulls, planned: meant }) => [
      code(host),
      String(requests),
      String(countedPulls),
      meant === null
        ? ""
        : `${rangeOf(meant)} for ${many(meant.images, "image")}, at most ${meant.countedPulls} counted`,
    ],
    bytes,
  );
  return fold(
    `Cost of this check (${many(cost.requests, "request")}, ${many(cost.countedPulls, "counted pull")})`,
    body,
    false,
  );
}

function rangeOf({ leastRequests, requests }: PlannedCost): string {
  return leastRequests === requests ? String(requests) : `${leastRequests} to ${requests}`;
}
