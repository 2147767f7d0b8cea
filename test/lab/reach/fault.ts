// The faults: data in `cases/`, a file a family and a row a fault. A key that isn't known is refused, and so is a host of two rows.
import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "yaml";
import type { Hop } from "../../../src/model.ts";
import { readWorld, type World } from "../../support/registry/world.ts";
import { authorityNames, certificateKinds, type CertificateKind } from "./authorities.ts";
import type { Way } from "./network.ts";
import { metadataAddresses, places, unresolved } from "./ways.ts";

const stages = ["dns", "connect", "proxy", "tls", "ping", "token", "blob"] as const satisfies readonly Hop[];

const placeSchema = v.pipe(
  v.string(),
  v.check((text) => text in places, "no place of ways.ts"),
  v.transform((text) => v.parse(v.picklist(keysOf(places)), text)),
);

const waySchema = v.union([
  v.picklist(keysOf(unresolved)),
  v.pipe(
    v.union([placeSchema, v.array(placeSchema)]),
    v.transform((way) => (typeof way === "string" ? [way] : way)),
  ),
]);

const hopText = v.pipe(v.string(), v.regex(/^\S+ \S+$/));

const rowSchema = v.strictObject({
  name: v.string(),
  image: v.string(),
  world: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
  network: v.optional(v.record(v.string(), waySchema), {}),
  certificates: v.optional(v.record(v.string(), v.picklist(certificateKinds)), {}),
  environment: v.optional(v.record(v.string(), v.string()), {}),
  settings: v.optional(v.record(v.string(), v.unknown()), {}),
  hosts: v.optional(v.record(v.string(), v.string()), {}),
  trusts: v.optional(v.array(v.picklist(authorityNames)), []),
  fork: v.optional(v.boolean(), false),
  expect: v.union([v.string(), v.array(v.string())]),
  also: v.optional(v.array(v.string()), []),
  fails: v.optional(v.union([hopText, v.array(hopText)]), []),
  names: v.optional(v.array(v.string()), []),
  fix: v.optional(v.string(), ""),
  egress: v.optional(v.array(v.string())),
  unjudged: v.optional(v.string()),
  wordless: v.optional(v.string()),
});

type Row = v.InferOutput<typeof rowSchema>;

/** `shared` is for YAML's anchors: what several rows have in common. */
const fileSchema = v.strictObject({ shared: v.optional(v.unknown()), faults: v.array(rowSchema) });

/** One thing that is wrong on the way, or one way on which nothing is. */
export interface Fault extends Pick<Row, "name" | "image" | "environment" | "settings" | "hosts" | "trusts" | "fork"> {
  /** `firewalls: nobody takes the connection` */
  readonly id: string;
  readonly family: string;
  readonly world: World;
  readonly ways: ReadonlyMap<string, Way>;
  readonly certificates: ReadonlyMap<string, CertificateKind>;
  /** Any of them is right, and all fail at the same hop. */
  readonly expected: readonly [Expected, ...Expected[]];
  /** `HOST:PORT WHY… reached|blocked|unasked` of each host that a node has to reach; `null`: the row doesn't say. */
  readonly egress: readonly string[] | null;
  /** Why no real pull is asked what it makes of it; `null` where one is. */
  readonly unjudged: string | null;
  /** Why the kubelet's words are not compared; `null` where they are. */
  readonly wordless: string | null;
}

export interface Expected {
  readonly verdict: string;
  /** Of the rule that decides, and its severity; `null`: nothing is found. */
  readonly rule: string | null;
  /** `RULE SEVERITY` of all that is found, that nothing could be verified aside. */
  readonly findings: readonly string[];
  /** The hops that don't go well, the one that decides first; mostly it is the only one. */
  readonly hops: readonly { readonly stage: Hop; readonly host: string }[];
  /** What the finding's message has to name. */
  readonly names: readonly string[];
  /** What its fix has to name. */
  readonly fix: string;
}

const folder = new URL("cases/", import.meta.url);

/** Every fault, in the order of the families' files; a mistake in one is thrown with its place. */
export function readFaults(): readonly Fault[] {
  const faults = readdirSync(folder)
    .toSorted()
    .flatMap((file) => readFamily(file.replace(/\.yaml$/, ""), readFileSync(new URL(file, folder), "utf8")));
  const owners = new Map<string, string>();
  for (const { id, ways, world } of faults) {
    // Nobody is ever to be asked at some.
    const asked = [...world.keys()].filter((host) => !metadataAddresses.some((address) => host.includes(address)));
    for (const key of new Set([id, ...ways.keys(), ...asked])) {
      const owner = owners.get(key);
      if (owner !== undefined) throw new Error(`"${key}" is of "${owner}" and of "${id}": rename one`);
      owners.set(key, id);
    }
  }
  return faults;
}

function readFamily(family: string, text: string): readonly Fault[] {
  const read = v.safeParse(fileSchema, parse(text, { merge: true, maxAliasCount: -1 }));
  if (!read.success) {
    const issues = read.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
    throw new Error(`cases/${family}.yaml: ${issues.join("; ")}`);
  }
  return read.output.faults.map((row) => faultOf(family, row));
}

function faultOf(family: string, row: Row): Fault {
  const id = `${family}: ${row.name}`;
  try {
    const { name, image, environment, settings, hosts, trusts, fork } = row;
    const world = worldOf(row, `reach/${id}/`);
    // Who is described answers, unless the row says otherwise; an address is no name.
    const names = [...world.keys()]
      .map((host) => new URL(`https://${host}`).hostname)
      .filter((host) => /[a-z]/.test(host));
    const named = names.filter((host) => host !== "localhost" && !host.startsWith("["));
    const ways = new Map<string, Way>([
      ...named.map((host) => [host, ["answers"]] as const),
      ...Object.entries(row.network),
    ]);
    return {
      id,
      family,
      name,
      image,
      environment,
      settings,
      hosts,
      trusts,
      fork,
      world,
      ways,
      certificates: new Map(Object.entries(row.certificates)),
      expected: expectedOf(row),
      egress: row.egress ?? null,
      unjudged: row.unjudged ?? null,
      wordless: row.wordless ?? null,
    };
  } catch (error) {
    throw new Error(`fault "${id}"`, { cause: error });
  }
}

/** The image's registry has it, whatever else the row says of that host. */
function worldOf({ image, world, network }: Row, salt: string): World {
  const [, registry = "", repository = "", tag = ""] = /^([^/]+)\/([^@]+):([^:/@]+)$/.exec(image) ?? [];
  if (tag === "") throw new Error(`"${image}" is to have a registry and a tag`);
  const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
  const isThere = world[host] !== undefined || typeof network[host.replace(/:\d+$/, "")] !== "string";
  const own = { repositories: { [repository]: [tag] }, ...world[host] };
  const hosts = Object.entries(isThere ? { ...world, [host]: own } : world);
  return readWorld(Object.fromEntries(hosts.map(([name, description]) => [name, { ...description, salt }])));
}

function expectedOf({ expect, also, fails, names, fix }: Row): Fault["expected"] {
  const hops = (typeof fails === "string" ? [fails] : fails).map((text) => {
    const [stage, host = ""] = text.split(" ");
    return { stage: v.parse(v.picklist(stages), stage), host };
  });
  const hosts = hops.slice(0, 1).map(({ host }) => host);
  const one = (text: string): Expected => {
    const [verdict = "", rule = null, severity, ...rest] = text.split(" ");
    if (rest.length > 0 || (rule === null) !== (severity === undefined)) {
      throw new Error(`"${text}" is neither a verdict nor a verdict, a rule and its severity`);
    }
    const findings = [...(rule === null ? [] : [`${rule} ${severity}`]), ...also];
    return { verdict, rule, findings, hops, names: [...hosts, ...names], fix };
  };
  const [first = "", ...others] = typeof expect === "string" ? [expect] : expect;
  return [one(first), ...others.map(one)];
}

function keysOf<const Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table).filter((key): key is keyof Table & string => key in table);
}
