// A gate that waits: over a registry that is one thing at first, and another one from some time on.
import type { Edges } from "../../src/edges/edges.ts";
import type { Report } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { attach } from "../support/registry/attach.ts";
import { openRegistry, type Registry } from "../support/registry/registry.ts";
import { readWorld } from "../support/registry/world.ts";
import { settingsOf } from "../support/settings.ts";

/** Twenty minutes for whatever is `registry.test`'s and acme's. */
export const settings = 'wait: 20m\nwait-for: ["registry.test/acme/*"]\n';

/** A Pod with a container for each image. */
export function podOf(...images: readonly string[]): string {
  const containers = images.map((image, index) => `    - { name: c${index}, image: "${image}" }\n`);
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n${containers.join("")}`;
}

interface Awaiting {
  readonly images?: readonly string[];
  readonly before?: object;
  readonly after?: object;
  /** When the registry becomes what it is `after`; by the clock, in milliseconds. */
  readonly at?: number;
  readonly text?: string;
  readonly dockerConfig?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Hosts that stay as they are. */
  readonly others?: object;
}

interface AwaitedGate {
  readonly report: Report;
  readonly early: Registry;
  readonly late: Registry;
  readonly logged: readonly string[];
  readonly progress: readonly string[];
  readonly now: number;
}

/** A gate over a registry that changes at some time. */
export async function awaited(given: Awaiting): Promise<AwaitedGate> {
  const { images = ["registry.test/acme/web:2"], at = Number.POSITIVE_INFINITY, text = settings } = given;
  const { before = { repositories: { "acme/web": ["1"] } }, dockerConfig, files = {}, others = {} } = given;
  const { after = { repositories: { "acme/web": ["1", "2"] } } } = given;
  const world = { "registry.test": before, ...others };
  const made = testEdges({
    world,
    files: { "a.yaml": podOf(...images), ...files },
    ...(dockerConfig === undefined ? {} : { dockerConfig }),
  });
  const { registry: early, clock, logged } = made;
  const late = openRegistry(readWorld({ "registry.test": after, ...others }));
  const then = attach(late, clock);
  const progress: string[] = [];
  const edges: Edges = {
    ...made.edges,
    http: async (request) => (clock.now() < at ? made.edges.http(request) : then(request)),
    progress: (line) => void progress.push(line),
  };
  const report = await checkedGate(settingsOf(text), edges);
  // What it costs is said in every run.
  const said = logged.filter((line) => !/^(?:asking |requests: |with the wait, )/.test(line));
  return { report, early, late, logged: said, progress, now: clock.now() };
}

/** One for each use, in the report's order. */
export function verdictsOf({ uses }: Report): readonly string[] {
  return uses.map(({ verdict }) => verdict);
}
