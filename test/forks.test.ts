// Pull requests from forks, in the Action as a runner starts it: nothing of the runner's leaves unless the base's settings say so.
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canaryOf, leaksIn } from "./support/canary.ts";
import { programs } from "./support/programs.ts";
import { openRegistry, type Registry } from "./support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";
import { isObject } from "../src/json.ts";
import { repositories } from "./support/repository.ts";
import { type ActionRun, runAction } from "./support/runner.ts";
import { createFolder, type Folder } from "./support/spawn.ts";

const [runner, nodes, helped] = [canaryOf("runner"), canaryOf("nodes"), canaryOf("helped")];
const closed = { auth: "basic", private: ["*"], repositories: { "shop/web": ["1"] } };
const world = readWorld({
  "private.test": { ...closed, users: { runner, nodes } },
  "helped.test": { ...closed, users: { helped } },
  "public.test": { repositories: { "shop/web": ["1"] } },
});

const trees = repositories();
const helpers = programs();
let registry: Registry;
let served: ServedRegistry;
/** The runner's own, outside of every repository. */
let home: Folder;

beforeAll(async () => {
  registry = openRegistry(world);
  served = await serveRegistry(registry);
  const [own = "", foreign = ""] = ["private.test", "helped.test"].map((host) => served.addresses.get(host));
  home = await createFolder({});
  const config = { auths: { [own]: { username: "runner", password: runner } }, credHelpers: { [foreign]: "x" } };
  await home.write("config.json", JSON.stringify(config));
  const answer = JSON.stringify({ ServerURL: foreign, Username: "helped", Secret: helped });
  helpers.helper("x", `cat >/dev/null; echo ran >> '${home.path}/ran'; cat <<'END'\n${answer}\nEND`);
});

afterAll(async () => {
  helpers.remove();
  trees.remove();
  await Promise.all([served.close(), home.remove()]);
});

interface PullRequest {
  readonly base?: Readonly<Record<string, string>>;
  readonly head?: Readonly<Record<string, string>>;
  /** A link of the head: what it is called, and where it leads. */
  readonly link?: readonly [string, string];
  /** Of the Action, as a runner hands them on. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly from?: string | null;
  readonly event?: string;
  /** Does the base name the registries, too? */
  readonly isKnown?: boolean;
}

interface Judged extends ActionRun {
  /** By the image's first word. */
  readonly verdicts: Readonly<Record<string, unknown>>;
  /** Which passwords reached anybody in this run, and whether a helper was started. */
  readonly sent: readonly string[];
}

const pods = ["private", "helped", "public"]
  .map(
    (name) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: "${name}.test/shop/web:1" }] }\n`,
  )
  .join("---\n");

async function judged({
  base = {},
  head = {},
  link,
  inputs = {},
  from = "evil/shop",
  event = "pull_request",
  isKnown = true,
}: PullRequest): Promise<Judged> {
  const origin = trees.create();
  // Hosts on this machine that only the fork would name are not asked (`address-forbidden`): the base names them, too.
  const known = isKnown ? { "k8s/known.yaml": served.address(pods.replaceAll("shop/web:1", "shop/known:1")) } : {};
  const baseSha = origin.commit({ "README.md": "shop", ...known, ...base });
  origin.write({ "k8s/pods.yaml": served.address(pods), ...head });
  if (link !== undefined) {
    rmSync(join(origin.path, link[0]), { force: true });
    mkdirSync(dirname(join(origin.path, link[0])), { recursive: true });
    symlinkSync(link[1], join(origin.path, link[0]));
  }
  const headSha = origin.commit();
  const tree = trees.checkout(origin, headSha);
  rmSync(join(home.path, "through"), { force: true });
  symlinkSync(tree.path, join(home.path, "through"));
  const repo = from === null ? null : { full_name: from };
  const pull_request = { head: { sha: headSha, repo }, base: { sha: baseSha, repo: { full_name: "acme/shop" } } };
  writeFileSync(
    join(home.path, "event.json"),
    JSON.stringify({ pull_request, repository: { full_name: "acme/shop" } }),
  );
  rmSync(join(home.path, "ran"), { force: true });
  const before = registry.visits.length;
  const folder: Folder = {
    ...home,
    path: tree.path,
    write: async (name, text) => tree.write({ [name]: text }),
    read: async (name) => readFile(join(tree.path, name), "utf8"),
  };
  const ran = await runAction(
    folder,
    {},
    {
      HOME: home.path,
      DOCKER_CONFIG: home.path,
      PATH: helpers.searched,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: join(home.path, "event.json"),
      GITHUB_SHA: headSha,
      GIT_ALLOW_PROTOCOL: "file",
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  );
  const received = registry.visits
    .slice(before)
    .map((visit) => visit.received)
    .join("\n");
  const sent = Object.entries({ runner, nodes, helped }).flatMap(([name, value]) =>
    received.includes(value) ? [name] : [],
  );
  const started = await home.read("ran").then(
    () => ["started"],
    () => [],
  );
  return { ...ran, verdicts: verdictsIn(ran), sent: [...sent, ...started] };
}

function verdictsIn({ report }: ActionRun): Judged["verdicts"] {
  const uses: unknown = isObject(report) ? report["uses"] : [];
  const known = Array.isArray(uses) ? uses.filter(isObject) : [];
  return Object.fromEntries(known.map(({ name, verdict, rules }) => [String(name), [verdict, rules]]));
}

const unverified = ["unverified", ["not-checked"]];
const pullable = ["pullable", []];
const nothingSent = { private: unverified, helped: unverified, public: pullable };

/** What is on this machine, where nothing tells that the base names it, too. */
const forbidden = ["unverified", ["address-forbidden"]];
const notAsked = { private: forbidden, helped: forbidden, public: forbidden };

describe("nothing on the runner's own network is asked for what only a fork names", () => {
  test.for<readonly [string, PullRequest]>([
    ["a registry that the base doesn't name", { isKnown: false }],
    ["where nothing is compared", { inputs: { base: "none" } }],
    ["on pull_request_target", { event: "pull_request_target" }],
  ])("%s", async ([, pullRequest]) => {
    const asked = registry.visits.length;
    const { verdicts, sent, stdout } = await judged(pullRequest);
    expect(verdicts).toMatchObject(notAsked);
    expect(sent).toEqual([]);
    expect(stdout).toContain("address-forbidden");
    // Nor was anybody asked without a login.
    expect(registry.visits.length).toBe(asked);
  });

  test("a pull request of the repository's own is as good as its base", async () => {
    const { verdicts } = await judged({ isKnown: false, from: "acme/shop" });
    expect(verdicts).toMatchObject({ public: pullable });
  });
});

describe("of the runner's a fork gets nothing", () => {
  const config = "node-credentials: runner\n";
  const cases: readonly (readonly [string, PullRequest])[] = [
    ["by default", {}],
    ["where its own settings say so", { head: { ".pullgate.yaml": config } }],
    ["where its own settings in the other place say so", { head: { ".github/pullgate.yaml": config } }],
    [
      "where it changes those of the base",
      { base: { ".pullgate.yaml": "depth: manifest\n" }, head: { ".pullgate.yaml": config } },
    ],
    ["where it names its own settings", { head: { "own.yaml": config }, inputs: { config: "own.yaml" } }],
    ["where an input says so", { inputs: { "node-credentials": "runner" } }],
    [
      "where an input says so, and the base says none",
      { base: { ".pullgate.yaml": "node-credentials: none\n" }, inputs: { "node-credentials": "runner" } },
    ],
    ["where its repository is gone", { from: null }],
  ];
  test.for(cases)("%s", async ([, pullRequest]) => {
    const { sent, verdicts, code, stdout, stderr, summary } = await judged(pullRequest);
    expect(sent).toEqual([]);
    expect({ verdicts, code }).toEqual({ verdicts: nothingSent, code: 0 });
    expect(leaksIn({ stdout: stdout.replaceAll(/^::add-mask::.*$/gm, ""), stderr, summary }, [runner, helped])).toEqual(
      [],
    );
  });
});

describe("what the base's settings say holds for a fork", () => {
  const login = (): string =>
    JSON.stringify({ auths: { [served.addresses.get("private.test") ?? ""]: { username: "nodes", password: nodes } } });
  const named = { ".pullgate.yaml": "node-credentials: ci/nodes.json\n" };

  test("the runner's", async () => {
    const { sent, verdicts } = await judged({ base: { ".pullgate.yaml": "node-credentials: runner\n" } });
    expect(verdicts).toEqual({ private: pullable, helped: pullable, public: pullable });
    expect(sent.toSorted()).toEqual(["helped", "runner", "started"]);
  });

  test("nothing, and a refusal is one", async () => {
    const { sent, verdicts } = await judged({ base: { ".pullgate.yaml": "node-credentials: none\n" } });
    expect(verdicts).toMatchObject({ private: ["denied", ["access-denied"]], public: pullable });
    expect(sent).toEqual([]);
  });

  test("a file: as it is in the base", async () => {
    const head = { "ci/nodes.json": JSON.stringify({ auths: {} }) };
    const { sent, verdicts } = await judged({ base: { ...named, "ci/nodes.json": login() }, head });
    expect(verdicts).toMatchObject({ private: pullable, public: pullable });
    expect(sent).toEqual(["nodes"]);
  });

  test("a file, in whose place the fork has a link to the runner's", async () => {
    const link = ["ci/nodes.json", join(home.path, "config.json")] as const;
    const { sent, verdicts } = await judged({ base: { ...named, "ci/nodes.json": login() }, link });
    expect(verdicts).toMatchObject({ private: pullable, public: pullable });
    expect(sent).toEqual(["nodes"]);
  });

  test("a file behind a folder, in whose place the fork has a link", async () => {
    await home.write("linked/nodes.json", await home.read("config.json"));
    const pullRequest: PullRequest = { base: { ...named, "README.md": "x" }, link: ["ci", join(home.path, "linked")] };
    const { sent, verdicts, code, stderr } = await judged(pullRequest);
    expect(sent).toEqual([]);
    // It is not in the base, which the fork's author can't mend.
    expect({ verdicts, code }).toEqual({ verdicts: nothingSent, code: 0 });
    expect(stderr).toContain("withheld, as a fork asks");
  });

  test("a file that is reached over a folder's link into the tree, where the fork has a link to the runner's", async () => {
    const settings = { ".pullgate.yaml": `node-credentials: ${join(home.path, "through", "ci/nodes.json")}\n` };
    const base = { ...settings, "ci/nodes.json": login() };
    const { sent, verdicts, stderr } = await judged({ base, link: ["ci/nodes.json", join(home.path, "config.json")] });
    expect(sent).toEqual([]);
    expect(verdicts).toEqual(nothingSent);
    expect(stderr).toContain("a link is on the way to it");
    const plain = await judged({ base });
    expect([plain.sent, plain.verdicts]).toEqual([[], nothingSent]);
    expect(plain.stderr).toContain("it is in a fork's tree");
  });

  test("a file of the machine's own", async () => {
    await home.write("nodes.json", login());
    const own = await realpath(join(home.path, "nodes.json"));
    const { sent, verdicts } = await judged({ base: { ".pullgate.yaml": `node-credentials: ${own}\n` } });
    expect(verdicts).toMatchObject({ private: pullable, public: pullable });
    expect(sent).toEqual(["nodes"]);
  });

  test("a file, and nothing to read it from: the fork's is not taken in its place", async () => {
    const link = ["ci/nodes.json", join(home.path, "config.json")] as const;
    const base = { ...named, "ci/nodes.json": login() };
    const { sent, verdicts, stderr } = await judged({ base, link, inputs: { base: "none" } });
    expect(sent).toEqual([]);
    expect(verdicts).toMatchObject(notAsked);
    expect(stderr).toContain('"ci/nodes.json" is not read: a fork may have changed it');
  });
});

test("a pull request of the repository's own gets the runner's", async () => {
  const { sent, verdicts } = await judged({ from: "acme/shop" });
  expect(verdicts).toEqual({ private: pullable, helped: pullable, public: pullable });
  expect(sent.toSorted()).toEqual(["helped", "runner", "started"]);
});
