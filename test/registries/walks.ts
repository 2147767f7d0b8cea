// Walks and runs over a scripted network, with everything about them that a test might want to vary.
import { seal } from "../../src/credentials/secret.ts";
import type { ContentStore } from "../../src/edges/edges.ts";
import type { Candidate, Outcome, Platform, Probe, Reference } from "../../src/model.ts";
import { parseReference } from "../../src/references/parse.ts";
import { createAsk } from "../../src/registries/ask.ts";
import { createFetchedManifests } from "../../src/registries/fetched-manifests.ts";
import { createBudget } from "../../src/limits/budget.ts";
import { createMeters } from "../../src/limits/meters.ts";
import { companionsIn } from "../../src/registries/companions.ts";
import { createAuthorization } from "../../src/registries/authorization.ts";
import { parsePlatform } from "../../src/registries/platforms.ts";
import type { Plan } from "../../src/registries/plan.ts";
import { type Run, runProbes } from "../../src/registries/run.ts";
import { createTokens } from "../../src/registries/tokens.ts";
import { createTransport, type Transport } from "../../src/registries/transport.ts";
import { walk } from "../../src/registries/walk.ts";
import type { WalkTools } from "../../src/registries/walker.ts";
import { credentialsOf } from "../support/credentials.ts";
import { virtualClock, type VirtualClock } from "../support/clock.ts";
import { type Line, type Scripted, scripted } from "../support/scripted.ts";
import { settingsOf } from "../support/settings.ts";
import { useOf } from "../support/uses.ts";

export const anonymous: Candidate = { kind: "anonymous" };

export function login(username: string, password: string): Candidate {
  return { kind: "login", holder: "node", username, secret: seal(password) };
}

export function identityToken(token: string): Candidate {
  return { kind: "identity-token", holder: "node", secret: seal(token) };
}

export interface ProbeWish {
  readonly candidates?: readonly Candidate[];
  readonly depth?: Probe["depth"];
  readonly platforms?: readonly string[];
  readonly slot?: Probe["slot"];
  readonly containerd?: Probe["containerd"];
}

export function probeOf(image: string, wish: ProbeWish = {}): Probe {
  const { candidates = [anonymous], depth = "reference", platforms = ["linux/amd64"], slot = "container" } = wish;
  const { containerd = "2.1" } = wish;
  const reference = referenceOf(image);
  return {
    key: image,
    reference,
    platforms: platforms.map(platform),
    slot,
    depth,
    containerd,
    candidates,
    reach: "anywhere",
    reachElsewhere: "anywhere",
  };
}

export interface Network extends Scripted {
  readonly clock: VirtualClock;
  readonly transport: Transport;
  readonly tools: WalkTools;
  /** One walk; several share what is known of hosts and tokens. */
  readonly walk: (image: string, wish?: ProbeWish) => Promise<Outcome>;
}

/** How long a run may take where nothing else is said. */
const runMs = 600_000;

export function networkOf(
  script: readonly Line[],
  deadline = new AbortController().signal,
  store: ContentStore | null = null,
): Network {
  const clock = virtualClock();
  const network = scripted(script, clock);
  const edges = { http: network.http, clock };
  const transport = createTransport(edges, {
    concurrency: 64,
    userAgent: "pullgate/test",
    deadline,
    timeLeft: () => runMs - clock.now(),
  });
  const ask = createAsk(transport, createAuthorization(transport, createTokens(transport, clock), companionsIn([])));
  const meters = createMeters(
    () => {},
    (words) => words,
  );
  const tools: WalkTools = {
    ask,
    transport,
    large: async (work) => work(),
    layers: new Map(),
    hosts: null,
    fetched: createFetchedManifests(),
    aside: async (_probe, waiting) => waiting,
    meters,
    budget: createBudget([], { kind: "default" }, meters, new Map(), async () => {}),
    store,
    wall: () => clock.wall(),
  };
  return {
    ...network,
    clock,
    transport,
    tools,
    walk: async (image, wish) => (await walk(probeOf(image, wish), tools)).outcome,
  };
}

export interface ScriptedRun extends Run {
  readonly network: Scripted;
  readonly clock: VirtualClock;
  readonly outcome: (image: string) => Outcome;
  /** How many are asleep by the clock. */
  readonly sleeping: () => number;
}

/** A whole run over these probes; what tells the time in a script is given the run's clock. `settings` is the text of a settings file, `secrets` what the machine keeps to itself. */
export async function runOf(
  script: readonly Line[] | ((clock: VirtualClock) => readonly Line[]),
  probes: readonly Probe[],
  settings = "",
  secrets: readonly string[] = [],
): Promise<ScriptedRun> {
  const virtual = virtualClock();
  let sleeping = 0;
  const clock: VirtualClock = {
    ...virtual,
    async sleep(ms, signal) {
      sleeping += 1;
      await virtual.sleep(ms, signal).finally(() => (sleeping -= 1));
    },
  };
  const network = scripted(typeof script === "function" ? script(clock) : script, clock);
  const uses = probes.map(({ key, reference }) => ({
    use: useOf(key),
    credentials: credentialsOf(),
    platforms: [],
    containerd: "2.1" as const,
    parsed: { kind: "reference", reference } as const,
    question: { kind: "probe", key } as const,
  }));
  const plan: Plan = { uses, probes };
  const unused = async (): Promise<never> => Promise.reject(new Error("no probe reads the disk"));
  const files = { list: unused, look: unused, read: unused, stdin: unused };
  const { http } = network;
  const edges = { version: "0.0.0", http, clock, files, dockerConfigs: unused, secrets, log() {}, progress() {} };
  const run = await runProbes(plan, settingsOf(settings), edges);
  const outcome = (image: string): Outcome => {
    const found = run.outcomes.get(image);
    if (found === undefined) throw new Error(`no outcome of ${image}`);
    return found.outcome;
  };
  return { ...run, network, clock, outcome, sleeping: () => sleeping };
}

/** A build of Windows as containerd writes it: `windows(10.0.20348)/amd64`. */
export function platform(text: string): Platform {
  const [build = "", osVersion = ""] = /\((.+)\)/.exec(text) ?? [];
  const parsed = parsePlatform(text.replace(build, ""));
  if (parsed === null) throw new Error(`${text} is no platform`);
  return { ...parsed, osVersion };
}

function referenceOf(image: string): Reference {
  const parsed = parseReference(image);
  if (parsed.kind !== "reference") throw new Error(`${image} is no reference`);
  const { reference } = parsed;
  return reference.digest === null ? reference : { ...reference, tag: null };
}
