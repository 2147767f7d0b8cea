// One case, tried: what each real containerd did with it, as often as the kubelet would try, and what the gate says of the same.
import { stringify } from "yaml";
import type { Clock } from "../../src/edges/edges.ts";
import { nodeClock } from "../../src/edges/clock.ts";
import { parseReference } from "../../src/references/parse.ts";
import { renderJson } from "../../src/report/json.ts";
import { drawnOf } from "../support/gate.ts";
import type { Containerd } from "./containerd.ts";
import type { Pull } from "./cri.ts";
import type { LabCase } from "./case.ts";
import { judgeImages } from "./gate.ts";
import type { Lab } from "./lab.ts";
import { leaksIn } from "./leaks.ts";

/** What one containerd and the gate, asked for that series, came to. */
export interface Trial {
  readonly series: string;
  /** Each with what came of the credentials that were tried, in turn; the deciding attempt last. */
  readonly attempts: readonly (readonly Pull[])[];
  readonly verdict: string;
  readonly rules: readonly string[];
  readonly kubelet: string | null;
  readonly message: string | null;
  /** Hosts that the gate showed a password to, and that containerd did not; "the report" where one is to be read there. */
  readonly leaks: readonly string[];
  /** Milliseconds. */
  readonly took: { readonly pull: number; readonly gate: number };
}

export interface CaseTrials {
  readonly id: string;
  readonly trials: readonly Trial[];
}

/** The kubelet comes back after its back-off; what fails so often fails for a user. */
const attempts = 4;
/** Nothing in the lab is slow unless it is meant to be. */
const pullTimeoutMs = 5000;

export async function tryCase(one: LabCase, lab: Lab): Promise<CaseTrials> {
  lab.hold(one.world);
  const containerds = lab.containerds.filter(({ node }) => node.platform === one.judge);
  const pulls = Promise.all(containerds.map(async (containerd) => timed(async () => pullAsKubelet(one, containerd))));
  const gates = Promise.all(
    containerds.map(async ({ node: { series } }) => timed(async () => askGate(one, series, lab))),
  );
  const [pulled, judged] = await Promise.all([pulls, gates]);
  const trials = containerds.flatMap(({ node: { series } }, index) => {
    const [pull, gate] = [pulled[index], judged[index]];
    if (pull === undefined || gate === undefined) return [];
    const { report, ...said } = gate.value;
    const leaks = leaksIn(one, series, report, lab);
    return [{ series, leaks, attempts: pull.value, ...said, took: { pull: pull.ms, gate: gate.ms } }];
  });
  return { id: one.id, trials };
}

/**
 * Every attempt that was made, the deciding one last. What is expected to fail, of registries that never change their mind,
 * is asked once: they would say the same again.
 */
async function pullAsKubelet(one: LabCase, containerd: Containerd): Promise<Trial["attempts"]> {
  const { image, world } = one;
  const mayPass = [...world().values()].some(({ faults }) => faults.some(({ times }) => times !== undefined));
  const isHopeless = !mayPass && one.accepted(containerd.node.series).every(({ verdict }) => verdict !== "pullable");
  const tried: (readonly Pull[])[] = [];
  while (tried.length < (isHopeless ? 1 : attempts) && tried.at(-1)?.at(-1)?.kind !== "pulled") {
    tried.push(await attempt(one, containerd));
  }
  await containerd.remove(image);
  return tried;
}

/** One credential after the other, until one pulls; none, where the kubelet stops before it asks. */
async function attempt({ image, credentials: { choice } }: LabCase, containerd: Containerd): Promise<readonly Pull[]> {
  if (choice.kind === "stops") return [{ kind: "failed", code: "Unknown", words: choice.words }];
  const pulls: Pull[] = [];
  for (const login of choice.logins) {
    pulls.push(await containerd.pull(image, login, pullTimeoutMs));
    if (pulls.at(-1)?.kind === "pulled") break;
  }
  return pulls;
}

async function askGate(
  one: LabCase,
  series: string,
  lab: Lab,
): Promise<Pick<Trial, "verdict" | "rules" | "kubelet" | "message"> & { readonly report: string }> {
  const { files, node, isWorkedOut } = one.credentials;
  const settings = {
    depth: "blobs",
    containerd: series,
    platform: [one.platform],
    timeout: "10m",
    ...(isWorkedOut ? { "node-credentials": node === null ? "none" : "kubelet.json" } : {}),
    ...one.settings,
  };
  const report = await judgeImages([], {
    settings: stringify(settings),
    manifest: manifestOf(one),
    files,
    ...(node === null ? {} : { node }),
    logins: one.login === null ? {} : { [loginKey(one.image)]: one.login },
    // One agent a series: each has a world of its own to ask.
    edges: { version: `for-${series}`, clock: fastClock, http: lab.http.send },
  });
  const { uses, findings } = report;
  const [use] = uses;
  if (use === undefined || uses.length > 1) throw new Error(`case "${one.id}": ${uses.length} uses were found`);
  const about = findings.filter(({ rule }) => use.rules.includes(rule));
  // What only explains it has no words of the kubelet's.
  const finding = about.find(({ kubelet }) => kubelet !== null) ?? about[0];
  return {
    verdict: use.verdict,
    rules: use.rules,
    kubelet: finding?.kubelet ?? null,
    message: finding?.message ?? null,
    report: [renderJson(report), ...drawnOf(report)].join("\n"),
  };
}

/** Waits pass ten times as fast: back-off and deadlines happen in their order, and nobody sits through them. */
const fastClock: Clock = quickened(nodeClock(), 10);

export function quickened(clock: Clock, factor: number): Clock {
  return { ...clock, now: () => clock.now() * factor, sleep: async (ms, signal) => clock.sleep(ms / factor, signal) };
}

function manifestOf({ image, slot, pod, namespace }: LabCase): string {
  const containers = slot === "container" ? [{ name: "only", image }] : [];
  const volumes = slot === "volume" ? { volumes: [{ name: "only", image: { reference: image } }] } : {};
  return stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "only", ...(namespace === null ? {} : { namespace }) },
    spec: { containers, ...volumes, ...pod },
  });
}

/** Where `docker login` writes a login for the image's registry. */
function loginKey(image: string): string {
  const parsed = parseReference(image);
  if (parsed.kind !== "reference") return "nowhere.test";
  const { registry } = parsed.reference;
  return registry === "docker.io" ? "https://index.docker.io/v1/" : registry;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: Math.round(performance.now() - started) };
}
