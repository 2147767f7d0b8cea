// Which hosts a node has to reach for these images, and whether this place does: read off the routes of the run.
import type { EgressHost, HostRole, NetworkCause, Outcome } from "../model.ts";
import { printReference } from "../references/print.ts";
import { compareText } from "../text-order.ts";
import { contentHostsOf } from "./content-hosts.ts";
import { urlHost } from "./host.ts";
import type { Plan } from "./plan.ts";
import type { SeenLeg } from "./routes.ts";

interface Row {
  readonly host: string;
  readonly port: number;
  readonly role: HostRole;
  readonly registry: string;
  readonly images: readonly string[];
  readonly reached: boolean | null;
  readonly detail: string;
}

/** Sorted by host and port; what is asked for several reasons is one entry. */
export function egressOf(
  { uses }: Pick<Plan, "uses">,
  legs: readonly SeenLeg[],
  outcomes: ReadonlyMap<string, { readonly outcome: Outcome }>,
): readonly EgressHost[] {
  const asked = Map.groupBy(
    uses.flatMap((use) => imageIn(use, outcomes)),
    ({ host }) => host,
  );
  const seen = legs.flatMap((leg) => rowsOf(leg, asked.get(leg.registry) ?? []));
  const rows = [...seen, ...notAsked(asked, legs)];
  const places = Map.groupBy(rows, ({ host, port }) => `${host} ${port}`);
  return [...places.values()]
    .flatMap((same) => merged(same))
    .toSorted((a, b) => compareText(a.host, b.host) || a.port - b.port);
}

/** An image that a pull would start for, and where. */
interface Image {
  /** The registry's host, as reports name it. */
  readonly host: string;
  /** The registry's name. */
  readonly registry: string;
  readonly repository: string;
  readonly image: string;
  readonly why: string;
}

function imageIn(
  { parsed, question }: Plan["uses"][number],
  outcomes: ReadonlyMap<string, { readonly outcome: Outcome }>,
): readonly Image[] {
  if (parsed.kind !== "reference") return [];
  const { reference } = parsed;
  const { registry, repository } = reference;
  const isAsked = question.kind === "probe";
  if (!isAsked && question.why !== "private-registry" && question.why !== "deadline") return [];
  // An end without a request: neither hosts.toml nor its name leaves anybody to be asked.
  const ended = isAsked ? outcomes.get(question.key)?.outcome : undefined;
  const isNobody = ended?.kind === "unreachable";
  const isUp = isAsked || question.why === "deadline";
  const why = isNobody ? "no host may be asked for it" : isUp ? "time was up" : "private-registries names it";
  return [{ host: urlHost(registry), registry, repository, image: printReference(reference), why }];
}

function rowsOf(leg: SeenLeg, images: readonly Image[]): readonly Row[] {
  const { hostname: host, port, role, repositories, failed, hops } = leg;
  if (port === 0) return [];
  const of = images.filter(({ repository }) => repositories.has(repository));
  const names = of.map(({ image }) => image);
  const registry = of[0]?.registry ?? images[0]?.registry ?? leg.registry;
  const isReached = failed === null || !inTheWay.has(failed.cause);
  const row = {
    host,
    port,
    role,
    registry,
    images: names,
    reached: isReached,
    detail: isReached ? "" : (failed?.detail ?? ""),
  };
  const proxies = hops.filter(({ stage, detail }) => stage === "proxy" && !detail.startsWith("none: "));
  return [
    row,
    ...proxies.map((hop): Row => {
      const [, name = hop.host, own = "80"] = /^\[?(.*?)\]?:(\d+)$/.exec(hop.host) ?? [];
      return {
        ...row,
        host: name,
        port: Number(own),
        role: "proxy",
        reached: hop.ok,
        detail: hop.ok ? "" : hop.detail,
      };
    }),
  ];
}

/** What says that nobody got through, or that somebody else answered. */
const inTheWay: ReadonlySet<NetworkCause> = new Set<NetworkCause>([
  "name-not-found",
  "name-temporary",
  "resolver-silent",
  "refused",
  "timeout",
  "unroutable",
  "reset",
  "tls-untrusted",
  "tls-expired",
  "tls-not-yet-valid",
  "tls-wrong-name",
  "tls-no-names",
  "tls-not-accepted",
  "tls-failed",
  "plain-http",
  "tls-instead",
  "proxy-unreachable",
  "proxy-unusable",
  "proxy-wants-password",
  "proxy-refused",
  "not-a-registry",
  "address-refused",
  "address-forbidden",
]);

/** Registries that nobody was asked at, and content whose host no question has led to. */
function notAsked(asked: ReadonlyMap<string, readonly Image[]>, legs: readonly SeenLeg[]): readonly Row[] {
  return [...asked].flatMap(([host, images]): readonly Row[] => {
    const [first] = images;
    if (first === undefined) return [];
    const own = legs.filter(({ registry }) => registry === host);
    const { registry, why } = first;
    const [, name = host, port = "443"] = /^\[?(.*?)\]?:(\d+)$/.exec(host) ?? [];
    // No such port is asked by anybody.
    if (Number(port) > 65_535 || Number(port) === 0) return [];
    const row = { host: name, port: Number(port), registry, images: images.map(({ image }) => image), reached: null };
    if (own.length === 0) return [{ ...row, role: "registry", detail: `not asked: ${why}` }];
    const answering = own.filter(({ answeredMs, failed }) => answeredMs !== null && failed === null);
    const isItself = own.some(({ role, host: asked }) => role !== "mirror" && asked === host);
    const byMirror = answering.some(({ role }) => role === "mirror");
    // Where a mirror has it, a node asks nobody else.
    if (!isItself && byMirror)
      return [{ ...row, role: "registry", detail: "not asked: a mirror of hosts.toml had it" }];
    const isContentSeen = own.some(
      ({ role, answeredMs, failed }) => role === "blob" && (answeredMs !== null || failed !== null),
    );
    if (isContentSeen || byMirror || answering.every(({ role }) => role === "token")) return [];
    const known = contentHostsOf(host);
    if (known === null) return [{ ...row, role: "registry", reached: true, detail: unseen }];
    const detail = `${unseen}; ${known.source} names this one (${known.on})`;
    return known.hosts.map((name): Row => ({ ...row, host: name, port: 443, role: "blob", detail }));
  });
}

const unseen =
  "where its content comes from was not asked for: depth manifest shows it, of an image that can be pulled";

function merged(rows: readonly Row[]): readonly EgressHost[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { host, port } = first;
  const reached = [false, true].find((value) => rows.some((row) => row.reached === value)) ?? null;
  const { detail } = rows.find((row) => row.reached === reached && row.detail !== "") ?? { detail: "" };
  const why = roles.filter((role) => rows.some((row) => row.role === role));
  const registries = distinct(rows.map(({ registry }) => registry));
  return [{ host, port, why, registries, images: distinct(rows.flatMap(({ images }) => images)), reached, detail }];
}

const roles: readonly HostRole[] = ["proxy", "mirror", "registry", "redirect", "token", "blob"];

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted(compareText);
}
