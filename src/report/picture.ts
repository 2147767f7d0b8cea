// The routes to every registry as a Mermaid flowchart: this runner, a proxy, the registry, whoever hands out its tokens and content.
// GitHub draws no picture of more than 50,000 characters or 500 edges (Mermaid's `maxTextSize` and `maxEdges`), so it has its limits.
import type { EgressHost, HostRole } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import {
  addressOf,
  mainRoleOf,
  purposeOf,
  type Reach,
  reachOf,
  reachWords,
  reasonOf,
  worstReachFirst,
} from "./hosts.ts";
import { label } from "./mermaid.ts";
import { compareText } from "../text-order.ts";

const mostRegistries = 20;
/** Of one registry: foreign layers may name a host each. */
const mostHosts = 8;
const mostCharacters = 40_000;

/** A block of Mermaid and a line on what is left out, in `bytes` of UTF-8; empty where nothing fits or there is nothing. */
export function pictureOf(hosts: readonly EgressHost[], bytes: number): string {
  const all = registriesIn(hosts);
  const room = Math.min(mostCharacters, bytes - frame);
  let drawn = 0;
  let picture = "";
  while (drawn < Math.min(mostRegistries, all.length)) {
    const next = flowchart(hosts, all.slice(0, drawn + 1));
    if (Buffer.byteLength(next) > room) break;
    picture = next;
    drawn += 1;
  }
  if (drawn === 0) return "";
  const rest = all.length - drawn;
  const left = rest === 0 ? "" : `\n\n… and ${rest} more ${rest === 1 ? "registry" : "registries"}, in the table alone`;
  return `\`\`\`mermaid\n${picture}\n\`\`\`${left}`;
}

/** Bytes for the fence and the last line. */
const frame = 100;

/** Registries of which something isn't reached first. */
function registriesIn(hosts: readonly EgressHost[]): readonly string[] {
  const sorted = worstReachFirst(hosts);
  const names = (reach: (reach: Reach) => boolean): readonly string[] =>
    sorted
      .filter((host) => reach(reachOf(host)))
      .flatMap(({ registries }) => registries)
      .toSorted(compareText);
  return [...new Set([...names((reach) => reach === "failed"), ...names(() => true)])];
}

/** An arrow between two nodes, drawn as what it leads to was reached. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly host: EgressHost;
}

function flowchart(hosts: readonly EgressHost[], registries: readonly string[]): string {
  const sorted = worstReachFirst(hosts);
  const ids = new Map(sorted.map((host, index) => [host, `h${index}`]));
  const edges = new Map<string, Edge>();
  const cut: string[] = [];
  for (const registry of registries) {
    const own = edgesOf(
      registry,
      sorted.filter((host) => host.registries.includes(registry)),
      (host) => ids.get(host) ?? runner,
    );
    for (const edge of own.slice(0, mostHosts)) edges.set(`${edge.from} ${edge.to}`, edge);
    const [first] = own;
    if (first !== undefined && own.length > mostHosts)
      cut.push(`${first.to} -.- more${cut.length}["and ${own.length - mostHosts} more hosts"]`);
  }
  const drawn = [...edges.values()];
  const nodes = new Map(drawn.map(({ to, host }) => [to, host]));
  return [
    // Names of hosts are not to be broken at their hyphens.
    '%%{init: {"flowchart": {"wrappingWidth": 360}}}%%',
    "flowchart LR",
    `  ${runner}(["this runner"])`,
    ...[...nodes].map(([id, host]) => `  ${id}${nodeOf(host)}`),
    ...drawn.map((edge) => `  ${edgeOf(edge)}`),
    ...cut.map((line) => `  ${line}`),
    ...stylesOf(drawn),
  ].join("\n");
}

const runner = "runner";

/** From the runner, through a proxy where there is one, to the registry, and from there to the hosts that it sends to. */
function edgesOf(registry: string, hosts: readonly EgressHost[], idOf: (host: EgressHost) => string): readonly Edge[] {
  const having = (role: HostRole): readonly EgressHost[] => hosts.filter((host) => roleFor(registry, host) === role);
  const proxies = having("proxy");
  const start = proxies[0] === undefined ? runner : idOf(proxies[0]);
  // What others hang from comes first: the end of a long list is not drawn.
  const first = [...having("registry"), ...having("mirror")];
  const middle = first[0] === undefined ? start : idOf(first[0]);
  const beyond = [...having("redirect"), ...having("token"), ...having("blob")];
  return [
    ...proxies.map((host) => ({ from: runner, to: idOf(host), host })),
    ...first.map((host) => ({ from: start, to: idOf(host), host })),
    ...beyond.map((host) => ({ from: middle, to: idOf(host), host })),
  ];
}

/** What a host is to this registry: one that is a registry itself may hand out another one's tokens or content. */
function roleFor(registry: string, host: EgressHost): HostRole | null {
  const own = urlHost(registry);
  const isOwn = own === host.host || own === addressOf(host);
  const others = host.why.filter((role) => role !== "registry");
  return mainRoleOf({ why: isOwn || others.length === 0 ? host.why : others });
}

/** Each kind of host has a shape of its own, so that the picture is read before its words are. */
function nodeOf(host: EgressHost): string {
  const text = `"${label(addressOf(host))}<br/>${label(purposeOf(host))}"`;
  switch (mainRoleOf(host)) {
    case "proxy":
      return `{{${text}}}`;
    case "token":
      return `(${text})`;
    case "blob":
      return `[(${text})]`;
    case "registry":
    case "mirror":
    case "redirect":
    case null:
      return `[${text}]`;
  }
}

function edgeOf({ from, to, host }: Edge): string {
  const reach = reachOf(host);
  switch (reach) {
    case "reached":
      return `${from} -->|"✓ ${reachWords[reach]}"| ${to}`;
    case "unasked":
      return `${from} -.->|"${reachWords[reach]}"| ${to}`;
    case "failed":
      return `${from} --x|"✗ ${label(host.detail === "" ? reachWords[reach] : reasonOf(host.detail, host.host), 60)}"| ${to}`;
  }
}

/** Strokes alone: GitHub's own colours fit its light and its dark pages. */
function stylesOf(edges: readonly Edge[]): readonly string[] {
  const failed = edges.flatMap(({ host }, index) => (reachOf(host) === "failed" ? [index] : []));
  const ids = [...new Set(failed.map((index) => edges[index]?.to ?? ""))];
  if (failed.length === 0) return [];
  return [
    "  classDef failed stroke:#d1242f,stroke-width:3px",
    `  class ${ids.join(",")} failed`,
    `  linkStyle ${failed.join(",")} stroke:#d1242f,stroke-width:3px`,
  ];
}
