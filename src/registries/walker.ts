// One candidate on its way through one probe: what it asks, and what it has to show for it.
import { candidateMark, credentialLabel } from "../credentials/candidate.ts";
import type { Budget, BudgetStop } from "../limits/budget.ts";
import type { Asker, Meters } from "../limits/meters.ts";
import type { Candidate, Digest, Exchange, Probe } from "../model.ts";
import type { Ask, Asked, Asking, Session } from "./ask.ts";
import type { ContentStore } from "../edges/edges.ts";
import type { PullHost, PullHosts } from "../mirrors/hosts.ts";
import { hostFor, urlHost } from "./host.ts";
import type { FetchedManifests } from "./fetched-manifests.ts";
import type { LayerState } from "./layers.ts";
import type { Transport } from "./transport.ts";
import { wordsBytes } from "./words.ts";

/** What walks share. */
export interface WalkTools {
  readonly ask: Ask;
  readonly transport: Pick<Transport, "governor" | "redactor">;
  /** Runs what brings a large body when there is room for it in memory. */
  readonly large: <T>(work: () => Promise<T>) => Promise<T>;
  /** What is known of layers, by repository and digest: images share them. */
  readonly layers: Map<string, Promise<LayerState>>;
  /** Who is asked for a registry's content; `null`: the registry itself, always. */
  readonly hosts: PullHosts | null;
  /** Manifests that this run has fetched, by registry, login, repository and digest: several names may stand for one. */
  readonly fetched: FetchedManifests;
  /** Gives the walk's place to others while it waits for one of them. */
  readonly aside: <T>(probe: Probe, waiting: Promise<T>) => Promise<T>;
  readonly meters: Meters;
  /** What of a registry's quota may be spent. */
  readonly budget: Budget;
  /** Content that earlier runs have read; `null`: nothing is kept. */
  readonly store: ContentStore | null;
  /** Wall clock, milliseconds. */
  readonly wall: () => number;
}

export interface Walker extends WalkTools {
  readonly probe: Probe;
  readonly candidate: Candidate;
  /** What the pull has learned of each host that it may ask, by origin. */
  readonly sessions: Map<string, Session>;
  /** Every exchange that decided something, in order. */
  readonly evidence: Exchange[];
  /** Who was asked last, and whom questions that only make a message better go to: a host of hosts.toml, or the registry (`null`). */
  readonly latest: { host: PullHost | null };
  /** Hosts of hosts.toml, as URLs write them, that let this pull wait in vain once: where another one is left, they aren't waited for again. */
  readonly silent: Set<string>;
  /** What manifests are reserved for: a digest, or a name whose digest isn't known yet. */
  readonly reserved: { of: string };
  /** Checked content by digest: several platforms share an index. */
  readonly bodies: Map<Digest, Known>;
  /** Manifests that a HEAD of this pull's has named: they are there, and nobody is asked once more whether they are. */
  readonly named: Set<Digest>;
}

interface Known {
  readonly body: Buffer;
  /** The answer that brought it, or said that it is there; `null` where no question of its own did. */
  readonly asked: Asked | null;
  /** What the store has of a config, and not the config itself. */
  readonly isTrimmed?: boolean;
}

/** A candidate at its start, with nothing asked yet. */
export function createWalker(probe: Probe, candidate: Candidate, tools: WalkTools): Walker {
  return {
    ...tools,
    probe,
    candidate,
    sessions: new Map(),
    evidence: [],
    reserved: { of: "" },
    bodies: new Map(),
    named: new Set(),
    latest: { host: null },
    silent: new Set(),
  };
}

export interface WalkQuestion extends Pick<Asking, "method" | "accept" | "maxBytes" | "range" | "isTentative"> {
  /** Below the repository: `manifests/1.27`. */
  readonly what: string;
  readonly station?: Asking["station"];
}

/** Writes down what was asked, with the token that it took; what is written down already stays where it is. */
export function keepEvidence({ evidence, candidate }: Walker, asked: Asked): void {
  if (asked.kind === "ending") evidence.push(...asked.evidence.map((exchange) => ownedBy(candidate, exchange)));
  else {
    const { exchange } = asked;
    const token = asked.token === null ? null : ownedBy(candidate, asked.token);
    // One that was renewed meanwhile is no news: when others wear theirs out, is another time in each run.
    if (token !== null && !evidence.some((known) => isSameQuestion(known, token))) evidence.push(token);
    if (!evidence.includes(exchange)) evidence.push(exchange);
  }
}

/** What somebody else with the same login has asked, as this one's. */
export function askedBy<Answered extends Extract<Asked, { kind: "answer" }>>(
  { candidate }: Pick<Walker, "candidate">,
  asked: Answered,
): Answered {
  return { ...asked, exchange: ownedBy(candidate, asked.exchange) };
}

/** A token is asked for once for all holders of the same login: here it is this one's. */
function ownedBy(candidate: Candidate, exchange: Exchange): Exchange {
  const label = credentialLabel(candidate);
  return exchange.credential === "anonymous" || exchange.credential === label
    ? exchange
    : { ...exchange, credential: label };
}

function isSameQuestion(a: Exchange, b: Exchange): boolean {
  return a.method === b.method && a.url === b.url && a.credential === b.credential && a.status === b.status;
}

/** Asks for content at an address that a manifest names, as everybody may. */
export async function askElsewhere(walker: Walker, question: WalkQuestion, elsewhere: URL): Promise<Asked> {
  const asking = askingOf(walker, question, "pull");
  const candidate: Candidate = { kind: "anonymous" };
  const behalf = { ...asking.behalf, reach: walker.probe.reachElsewhere, tls: null };
  const asked = await walker.ask({ ...asking, behalf, candidate, session: { challenge: null }, elsewhere });
  keepEvidence(walker, asked);
  return asked;
}

/** Asks for what only makes a message better; the caller decides whether it is evidence. */
export async function askHint(walker: Walker, question: WalkQuestion): Promise<Asked> {
  return walker.ask(askingOf(walker, question, "hint"));
}

/** Asks for the API's root, which needs no repository. */
export async function askRoot(walker: Walker): Promise<Asked> {
  const root = askingOf(walker, { method: "GET", what: "", accept: null, maxBytes: wordsBytes }, "hint");
  return walker.ask({ ...root, candidate: { kind: "anonymous" }, session: { challenge: null }, path: "/v2/" });
}

/** Whom the pull asked last, as URLs write it. */
export function askedHost({ latest, probe }: Pick<Walker, "latest" | "probe">): string {
  return latest.host?.url.host ?? urlHost(probe.reference.registry);
}

/** Who is counted for the manifests of what was asked last: nobody's login where the registry was shown none. Blobs come from elsewhere. */
export function askerOf(walker: Walker): Asker {
  const { candidate, evidence } = walker;
  const host = askedHost(walker);
  const { credential } = evidence.findLast(({ url }) => url.includes("/manifests/")) ?? evidence.at(-1) ?? {};
  if (credential === "anonymous") return { host, mark: "anonymous", credential: "anonymous" };
  return { host, mark: candidateMark(candidate), credential: credentialLabel(candidate) };
}

/**
 * May these manifests be fetched, each when `spendPull` says so? `null`: yes. They are named so that one that several images need
 * is charged once.
 */
export async function reservePulls(
  walker: Walker,
  manifests: readonly string[],
  of: Digest,
): Promise<BudgetStop | null> {
  const { mark } = askerOf(walker);
  const named = manifests.map((manifest) => JSON.stringify([mark, walker.probe.reference.repository, manifest]));
  if (manifests.length > 0) walker.reserved.of = of;
  const pool = poolOf(walker);
  return walker.aside(walker.probe, walker.budget.claim(walker.probe, askerOf(walker), named, pool));
}

/** One manifest is fetched: one that was reserved, or one that nobody thought of (an index in an index, one that wasn't kept). */
export async function spendPull(walker: Walker): Promise<BudgetStop | null> {
  return walker.budget.take(askerOf(walker), poolOf(walker)) ? null : claimPull(walker);
}

/** One is fetched that is nobody else's; `children` of it are reserved, as those of `of`. */
export async function claimPull(walker: Walker, children = 0, of = walker.reserved.of): Promise<BudgetStop | null> {
  walker.reserved.of = of;
  const pool = poolOf(walker);
  const asker = askerOf(walker);
  const manifests = Array.from({ length: 1 + children }, () => Symbol("a manifest"));
  const stop = await walker.aside(walker.probe, walker.budget.claim(walker.probe, asker, manifests, pool));
  if (stop === null) walker.budget.take(asker, pool);
  return stop;
}

/** Who asks for the same image with the same login shares what is reserved, as they share what is fetched. */
function poolOf(walker: Walker): string {
  return JSON.stringify([askerOf(walker).mark, walker.probe.reference.repository, walker.reserved.of]);
}

/** What the pull knows of whom it asks. */
export function sessionOf({ sessions, latest }: Pick<Walker, "sessions" | "latest">): Session {
  const key = latest.host?.url.href ?? "";
  const known = sessions.get(key) ?? { challenge: undefined };
  sessions.set(key, known);
  return known;
}

/** A question as it goes out to whoever was asked last: a host of hosts.toml, or the registry. */
export function askingOf(walker: Walker, question: WalkQuestion, purpose: Asking["purpose"]): Asking {
  const { probe, candidate, latest } = walker;
  const { registry, repository } = probe.reference;
  const { what, station = "manifest", ...rest } = question;
  const { host } = latest;
  const session = sessionOf(walker);
  // A mirror is told for whom it stands in (`resolver.go`, request.addNamespace).
  const joint = what.includes("?") ? "&" : "?";
  const namespace = host?.isMirror === true ? `${joint}ns=${encodeURIComponent(registry)}` : "";
  const root = host === null ? "/v2" : host.url.pathname.replace(/\/$/, "");
  return {
    ...rest,
    // What hosts.toml names is no fork's choice.
    behalf: {
      registry: urlHost(registry),
      repositories: [repository],
      reach: host?.isMirror === true ? "anywhere" : probe.reach,
      tls: host?.tls ?? null,
    },
    host: hostFor(registry),
    pullHost: host,
    repository,
    containerd: probe.containerd,
    candidate,
    session,
    station,
    purpose,
    path: `${root}/${repository}/${what}${namespace}`,
  };
}
