// One fault, tried: what the gate says of it, and what the real containerd makes of the same, by the same proxies.
import { stringify } from "yaml";
import * as v from "valibot";
import { nodeClock } from "../../../src/edges/clock.ts";
import type { EgressHost } from "../../../src/model.ts";
import { renderJson } from "../../../src/report/json.ts";
import type { Pull } from "../cri.ts";
import { judgeImages } from "../gate.ts";
import { quickened } from "../trial.ts";
import { authorityNames } from "./authorities.ts";
import type { Fault } from "./fault.ts";
import type { ReachLab } from "./lab.ts";

export interface FaultTrial {
  readonly id: string;
  readonly verdict: string;
  readonly findings: readonly Found[];
  /** Of the image's registry, as the JSON report has it. */
  readonly route: readonly SeenHop[];
  /** `HOST:PORT WHY… reached|blocked|unasked`, a host that a node has to reach each. */
  readonly egress: readonly string[];
  /** `null`: no real pull was asked for. */
  readonly pull: Pull | null;
  /** Milliseconds. */
  readonly took: { readonly gate: number; readonly pull: number };
}

const foundSchema = v.object({
  rule: v.string(),
  severity: v.string(),
  message: v.string(),
  kubelet: v.nullable(v.string()),
  fix: v.string(),
});
const hopSchema = v.object({ stage: v.string(), host: v.string(), ok: v.boolean(), detail: v.string() });
const reportSchema = v.object({
  uses: v.tuple([v.object({ verdict: v.string() })]),
  registries: v.array(v.object({ host: v.string(), route: v.array(hopSchema) })),
  findings: v.array(foundSchema),
});

type Found = v.InferOutput<typeof foundSchema>;
type SeenHop = v.InferOutput<typeof hopSchema>;

export async function tryFault(fault: Fault, lab: ReachLab): Promise<FaultTrial> {
  const [gate, pull] = await Promise.all([
    timed(async () => askGate(fault, lab).catch(stopped)),
    timed(async () => (fault.unjudged === null ? lab.nodes.pull(fault) : null)),
  ]);
  const { uses, registries, findings, egress } = gate.value;
  const route = registries.flatMap((registry) => registry.route);
  const took = { gate: gate.ms, pull: pull.ms };
  return { id: fault.id, verdict: uses[0].verdict, findings, route, egress, pull: pull.value, took };
}

interface SeenReport extends v.InferOutput<typeof reportSchema> {
  readonly egress: readonly string[];
}

/** One that stops is a mistake of its row, and no reason to try no other. */
function stopped(error: unknown): SeenReport {
  const message = error instanceof Error ? error.message : String(error);
  const finding = { rule: "stopped", severity: "error", message, kubelet: null, fix: "" };
  return { uses: [{ verdict: "none" }], registries: [], findings: [finding], egress: [] };
}

/** What its JSON report tells. */
async function askGate(fault: Fault, { authorities, trusted }: ReachLab): Promise<SeenReport> {
  const pems = authorityNames.map((name) => [`${name}.pem`, authorities[name].cert] as const);
  const hosts = Object.entries(fault.hosts).flatMap(([host, text]) => [
    [`hosts/${host}/hosts.toml`, text] as const,
    ...pems.map(([name, pem]) => [`hosts/${host}/${name}`, pem] as const),
  ]);
  const report = await judgeImages([], {
    manifest: stringify(podOf(fault)),
    settings: stringify({ "connect-timeout": "1s", ...fault.settings }),
    environment: { SSL_CERT_FILE: trusted, ...fault.environment },
    beside: Object.fromEntries([...pems, ...hosts]),
    // Waits pass ten times as fast; connections are given up by the real clock.
    edges: { version: agentOf(fault), clock: quickened(nodeClock(), 10) },
    ...(fault.fork ? { base: { kind: "none", because: null, trustsChange: false } } : {}),
  });
  const seen = v.parse(v.pipe(v.string(), v.parseJson(), reportSchema), renderJson(report));
  return { ...seen, egress: report.egress.map(egressLine) };
}

function egressLine({ host, port, why, reached }: EgressHost): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return [`${name}:${port}`, ...why, reached === null ? "unasked" : reached ? "reached" : "blocked"].join(" ");
}

function podOf({ image }: Fault): object {
  const spec = { containers: [{ name: "only", image }] };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "only" }, spec };
}

/** By which the gateway tells who asks. */
function agentOf({ id }: Fault): string {
  return id.replaceAll(/[^a-z0-9]+/gi, "-");
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - started) };
}
