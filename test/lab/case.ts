// The lab's cases: data in `cases/`, a file a family and a row a case. A key that isn't known is refused.
import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "yaml";
import { fillDigests } from "../support/registry/contents.ts";
import { credentialEntries, credentialsOf, type PullCredentials } from "./pull-credentials.ts";
import { labPlatforms } from "./series.ts";
import { readWorld, type World } from "../support/registry/world.ts";

/** `pullable`, or a verdict and the rule that has to say it: `missing tag-missing`. */
interface Expectation {
  readonly verdict: string;
  readonly rule: string | null;
}

/** What is asked of one case, by each containerd and by the gate. */
export interface LabCase {
  /** `existence: a tag that was never pushed` */
  readonly id: string;
  readonly family: string;
  readonly name: string;
  readonly image: string;
  readonly slot: "container" | "volume";
  /** Fields of the PodSpec beside its container. */
  readonly pod: Readonly<Record<string, unknown>>;
  readonly namespace: string | null;
  readonly platform: string;
  /** What the containerds that judge it run; the gate is not told. */
  readonly judge: string;
  /** Every setting but those that the lab sets itself. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** `user:password` for the image's registry, brought by the node and by the runner. */
  readonly login: string | null;
  readonly credentials: PullCredentials;
  /** A fresh one for each who asks: faults strike everybody as often. */
  readonly world: () => World;
  /** Any of them is right. */
  readonly accepted: (series: string) => readonly Expectation[];
  /** Why the real pull and the verdict need not agree; `null` where they must. */
  readonly uncounted: (series: string) => string | null;
  /** Why the kubelet's words are not compared; `null` where they are. */
  readonly wordless: string | null;
}

const seriesNames = ["1.6", "1.7", "2.1"] as const;

/** What holds for a series; `else`: for those that have nothing of their own. */
type BySeries<T> = Readonly<Partial<Record<(typeof seriesNames)[number] | "else", T | undefined>>>;

/** One for all, or a table by series. */
function bySeries<const Schema extends v.GenericSchema>(schema: Schema) {
  const entries = Object.fromEntries([...seriesNames, "else"].map((name) => [name, v.optional(schema)]));
  const all = v.pipe(
    schema,
    v.transform((value): BySeries<v.InferOutput<Schema>> => ({ else: value })),
  );
  return v.union([
    v.pipe(
      v.strictObject(entries),
      v.transform((table): BySeries<v.InferOutput<Schema>> => table),
    ),
    all,
  ]);
}

const expectSchema = v.union([
  v.pipe(
    v.string(),
    v.transform((text): readonly string[] => [text]),
  ),
  v.array(v.string()),
]);

const rowSchema = v.strictObject({
  name: v.string(),
  image: v.string(),
  slot: v.optional(v.picklist(["container", "volume"]), "container"),
  pod: v.optional(v.record(v.string(), v.unknown())),
  ...credentialEntries,
  platform: v.optional(v.string(), "linux/amd64"),
  judge: v.optional(v.string()),
  settings: v.optional(v.record(v.string(), v.unknown()), {}),
  login: v.optional(v.nullable(v.string()), null),
  world: v.record(v.string(), v.record(v.string(), v.unknown())),
  expect: bySeries(expectSchema),
  uncounted: v.optional(bySeries(v.string())),
  wordless: v.optional(v.nullable(v.string()), null),
});

/** `shared` is for YAML's anchors: what several rows have in common. */
const fileSchema = v.strictObject({ shared: v.optional(v.unknown()), cases: v.array(rowSchema) });

const folder = new URL("cases/", import.meta.url);

/** Every case, in the order of the families' files; a mistake in one is thrown with its place. */
export function readCases(): readonly LabCase[] {
  const cases = readdirSync(folder)
    .sort()
    .flatMap((file) => readFamily(file.replace(/\.yaml$/, ""), readFileSync(new URL(file, folder), "utf8")));
  const ids = new Set<string>();
  for (const { id } of cases) {
    if (ids.has(id)) throw new Error(`two cases are called "${id}"`);
    ids.add(id);
  }
  return cases;
}

function readFamily(family: string, text: string): readonly LabCase[] {
  const read = v.safeParse(fileSchema, parse(text, { merge: true, maxAliasCount: -1 }));
  if (!read.success) {
    const issues = read.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
    throw new Error(`cases/${family}.yaml: ${issues.join("; ")}`);
  }
  return read.output.cases.map((row) => caseOf(family, row));
}

function caseOf(family: string, row: v.InferOutput<typeof rowSchema>): LabCase {
  const id = `${family}: ${row.name}`;
  const world = (): World => {
    try {
      const hosts = Object.entries(row.world).map(([host, description]) => [host, { ...description, salt: `${id}/` }]);
      return readWorld(Object.fromEntries(hosts));
    } catch (error) {
      throw new Error(`case "${id}"`, { cause: error });
    }
  };
  if (row.login !== null && row.kubelet !== undefined) {
    throw new Error(`case "${id}": "login" and "kubelet" are two answers to one question`);
  }
  const { name, slot, platform, settings, login, wordless } = row;
  return {
    id,
    family,
    name,
    slot,
    pod: row.pod ?? podNaming(Object.keys(row.secrets)),
    namespace: row.namespace ?? null,
    platform,
    settings,
    login,
    credentials: credentialsOf(row, login),
    wordless,
    world,
    judge: row.judge ?? (labPlatforms.includes(row.platform) ? row.platform : (labPlatforms[0] ?? "")),
    // Digests are known once the world is built, which takes its time.
    image: row.image.includes("{{") ? fillDigests(world(), row.image) : row.image,
    accepted: (series) => expectationsIn(of(row.expect, series) ?? [], id),
    uncounted: (series) => (row.uncounted === undefined ? null : (of(row.uncounted, series) ?? null)),
  };
}

function podNaming(secrets: readonly string[]): LabCase["pod"] {
  return secrets.length === 0 ? {} : { imagePullSecrets: secrets.map((name) => ({ name })) };
}

function of<T>(table: BySeries<T>, series: string): T | undefined {
  const name = seriesNames.find((known) => known === series);
  return (name === undefined ? undefined : table[name]) ?? table.else;
}

function expectationsIn(expect: readonly string[], id: string): readonly Expectation[] {
  return expect.map((text) => {
    const [verdict = "", rule = null, ...rest] = text.split(" ");
    if (rest.length > 0 || (rule === null) !== (verdict === "pullable")) {
      throw new Error(`case "${id}": "${text}" is neither "pullable" nor a verdict and a rule`);
    }
    return { verdict, rule };
  });
}
