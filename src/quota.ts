// What registries grant, and what is asked of them: by the gate itself, and by the nodes that pull. Types only; `model.ts` hands them on.
import type { ImageUse } from "./use.ts";

/** What a run cost. */
export interface Cost {
  /** Requests sent, retries and redirects included. */
  readonly requests: number;
  /** GETs of manifests: what a registry's pull quota counts. */
  readonly countedPulls: number;
  /** The same of each host that was asked, sorted. */
  readonly hosts: readonly HostCost[];
}

export interface HostCost {
  /** As URLs write it. */
  readonly host: string;
  readonly requests: number;
  readonly countedPulls: number;
}

/** What a run means to ask of a registry, before it asks: tokens, retries and redirects come on top. */
export interface PlannedCost extends HostCost {
  readonly images: number;
  /** `requests` and `countedPulls` are the most that it takes where all goes well. */
  readonly leastRequests: number;
}

/** What a registry grants to one identity of the nodes, and what a roll-out of these manifests needs of it. */
export interface RateLimitSeen {
  /** As URLs write it. */
  readonly host: string;
  /** The registry's name: `docker.io`. */
  readonly registry: string;
  /** `anonymous`, `node`, `secret NAMESPACE/NAME`: all that are one account there. */
  readonly credentials: readonly string[];
  readonly told:
    /** `source`: whom it counts, in its own words; empty where it doesn't say. `windowSeconds` is `null` where it says nothing of one. */
    | {
        readonly kind: "limit";
        readonly limit: number;
        /** Of an address: of this machine's, which is no node's. */
        readonly remaining: number;
        readonly windowSeconds: number | null;
        readonly endsInSeconds: number | null;
        readonly source: string;
      }
    /** A paid plan: there is none. */
    | { readonly kind: "unlimited" }
    | { readonly kind: "unknown" };
  /** An account's is spent by all nodes together, an address's by those behind it. */
  readonly counts: "address" | "account";
  /** Requests that count, of all nodes: manifests × nodes that pull them. */
  readonly pulls: number;
  /** The same for each of the nodes' addresses, where those are counted. */
  readonly needed: number;
  /** Images that have to be pulled. */
  readonly images: number;
  /** Nodes that pull the one that most of them pull. */
  readonly nodes: number;
  /** There may be more nodes than the manifests tell. */
  readonly isAtLeast: boolean;
  /** Uses that need it, in the plan's order. */
  readonly uses: readonly ImageUse[];
}
