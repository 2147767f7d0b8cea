// The routes of a run: which hosts each registry's pulls led to, how each was reached, and what was in the way.
// All of it comes from requests that were made anyway.
import type { HttpAnswer } from "../edges/edges.ts";
import type { Hop, NetworkCause, RouteHop } from "../model.ts";
import { compareText } from "../text-order.ts";
import type { Leg } from "./leg.ts";

/** A host as one registry's pulls met it. */
export interface SeenLeg {
  readonly registry: string;
  readonly role: Leg["role"];
  /** As a URL has it, a usual port left out. */
  readonly host: string;
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Repositories that it was asked for something of. */
  readonly repositories: ReadonlySet<string>;
  /** The way of its connection, as far as it led. */
  readonly hops: readonly RouteHop[];
  /** Milliseconds of the first answer; `null` where there was none. */
  readonly answeredMs: number | null;
  /** What was in the way, for good. */
  readonly failed: Failed | null;
}

interface Failed {
  readonly stage: Hop;
  readonly cause: NetworkCause;
  readonly detail: string;
  readonly ms: number;
}

type Kept = { -readonly [Key in keyof SeenLeg]: SeenLeg[Key] } & { readonly repositories: Set<string> };

export interface Routes {
  /** Takes down what came of one request. */
  note(leg: Leg, url: URL, answer: Exclude<HttpAnswer, { kind: "aborted" }>): void;
  /** A host was in the way of a pull of the registry: said where the answers alone don't tell. */
  end(registry: string, host: string, failed: Omit<Failed, "ms">): void;
  /** By registry, then in the order in which a pull comes by. */
  legs(): readonly SeenLeg[];
}

/** One `Routes` for a run. */
export function createRoutes(): Routes {
  const kept = new Map<string, Kept>();

  return {
    note({ registry, repositories, role: wished }, url, answer) {
      const { host } = url;
      // A registry that sends on has not given the content itself.
      const role = wished === "blob" && host === registry && !givesContent(answer) ? "registry" : wished;
      const key = [registry, role, host].join(" ");
      const leg = kept.get(key) ?? begun(registry, role, url);
      kept.set(key, leg);
      for (const repository of repositories) leg.repositories.add(repository);
      if (answer.hops !== undefined && (leg.hops.length === 0 || leg.answeredMs === null)) leg.hops = answer.hops;
      if (answer.kind === "failure") {
        const { hop, cause, detail, ms } = answer;
        // What ends behind the connection ends at what the host was asked for.
        const stage = hop === "ping" ? stages[role] : hop;
        if (leg.answeredMs === null) leg.failed ??= { stage, cause, detail, ms };
        return;
      }
      // What failed before was a moment's trouble.
      if (leg.answeredMs === null) leg.failed = null;
      leg.answeredMs ??= answer.ms;
    },
    end(registry, host, failed) {
      for (const leg of kept.values()) {
        const isMet = leg.registry === registry && leg.host === host;
        const isIts = isMet && (leg.role === failed.stage || !["token", "blob"].includes(failed.stage));
        if (isIts && leg.failed === null) leg.failed = { ...failed, ms: leg.answeredMs ?? 0 };
      }
    },
    legs: () =>
      [...kept.values()].toSorted(
        (a, b) => compareText(a.registry, b.registry) || rank(a) - rank(b) || compareText(a.host, b.host),
      ),
  };
}

function givesContent(answer: Exclude<HttpAnswer, { kind: "aborted" }>): boolean {
  return answer.kind === "answer" && answer.status >= 200 && answer.status < 300;
}

function begun(registry: string, role: Leg["role"], { host, hostname, port, protocol }: URL): Kept {
  return {
    registry,
    role,
    host,
    hostname: hostname.replaceAll(/^\[|\]$/g, ""),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    repositories: new Set(),
    hops: [],
    answeredMs: null,
    failed: null,
  };
}

const order: readonly Leg["role"][] = ["mirror", "registry", "redirect", "token", "blob"];

function rank({ role }: SeenLeg): number {
  return order.indexOf(role);
}

/** One registry's legs as the hops of a report: each host's connection once, and at its end what it was asked for. */
export function hopsOf(legs: readonly SeenLeg[]): readonly RouteHop[] {
  const known = new Set<string>();
  return legs.flatMap((leg): readonly RouteHop[] => {
    const { host, hops, answeredMs, failed } = leg;
    const way = known.has(host) ? [] : hops;
    known.add(host);
    const isAtConnection = way.some(({ ok }) => !ok);
    if (isAtConnection) return way;
    if (failed !== null) {
      const { stage, detail, ms } = failed;
      return [...way, { stage, host, ok: false, ms, detail: detail.replace(`${host}: `, "") }];
    }
    return answeredMs === null
      ? way
      : [...way, { stage: stages[leg.role], host, ok: true, ms: answeredMs, detail: "answered" }];
  });
}

const stages: Readonly<Record<Leg["role"], Hop>> = {
  registry: "ping",
  mirror: "ping",
  redirect: "ping",
  token: "token",
  blob: "blob",
};
