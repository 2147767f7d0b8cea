// Passwords planted wherever one can stand, and looked for in everything that a run lets out: on the command line and in the Action.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canaryOf, leaksIn, tokenCanaryOf } from "./support/canary.ts";
import { brokenYaml, plantedManifests, plantedSecrets } from "./support/planted.ts";
import { programs } from "./support/programs.ts";
import { type EchoingRegistry, echoingRegistry } from "./support/registry/echoing.ts";
import { runAction } from "./support/runner.ts";
import { createFolder, type Folder, spawnBundle } from "./support/spawn.ts";

const tokens = { access: tokenCanaryOf("access"), refresh: tokenCanaryOf("refresh") };
const helpers = programs();
let registries: readonly EchoingRegistry[] = [];
let folder: Folder;
let environment: Readonly<Record<string, string>>;

const runnerNames = ["auths", "identitytoken", "helper", "stderr", "unread", "broken", "kubelet"] as const;
const fileNames = Object.keys(brokenYaml()).map((path) => path.replace(/^broken\/|\.yaml$/g, ""));
const secretNames = plantedSecrets("").map(({ name }) => name);
const canaries = [...[...secretNames, ...runnerNames, ...fileNames].map(canaryOf), ...Object.values(tokens)];
/** What some registry is told in the course of a run: it would be no proof if it were not. */
const shownToSome = ["as-data", "as-text", "in-parts", "dockercfg", "identity", "auths", "helper", "identitytoken"];

function auth(name: string): string {
  return Buffer.from(`ci:${canaryOf(name)}`).toString("base64");
}

beforeAll(async () => {
  const manners = ["basic", "bearer", "basic", "basic", "bearer"] as const;
  registries = await Promise.all(manners.map(async (manner) => echoingRegistry(manner, tokens)));
  const [plain = "", bearer = "", helped = "", failing = "", last = ""] = registries.map(({ host }) => host);
  const answer = { ServerURL: helped, Username: "ci", Secret: canaryOf("helper") };
  helpers.helper("good", `cat >/dev/null; cat <<'END'\n${JSON.stringify(answer)}\nEND`);
  helpers.helper("bad", `cat >/dev/null; cat >&2 <<'END'\nno luck with ${canaryOf("stderr")}\nEND\nexit 4`);
  const config = {
    auths: {
      [plain]: { auth: auth("auths") },
      [bearer]: { identitytoken: canaryOf("identitytoken") },
      [last]: { auth: canaryOf("broken") },
      [`https://ci:${canaryOf("unread")}@z.test`]: { auth: canaryOf("unread") },
    },
    credHelpers: { [helped]: "good", [failing]: "bad", [`https://ci:${canaryOf("unread")}@y.test`]: 1 },
  };
  folder = await createFolder({
    ...plantedManifests(registries.map(({ host }) => host)),
    ...brokenYaml(),
    "config.json": JSON.stringify(config),
    "kubelet.json": JSON.stringify({ auths: { [plain]: { auth: auth("kubelet") } } }),
    "no-base64.json": JSON.stringify({ auths: { [plain]: { auth: canaryOf("kubelet") } } }),
    "no-json.json": `{"auths": {"${plain}": {"auth": "${auth("kubelet")}"`,
    "number.json": JSON.stringify({
      auths: { [`https://ci:${canaryOf("kubelet")}@${plain}/`]: { auth: auth("kubelet"), password: 1 } },
    }),
  });
  environment = {
    DOCKER_CONFIG: folder.path,
    PATH: helpers.searched,
    RUNNER_DEBUG: "1",
    ACTIONS_STEP_DEBUG: "true",
    ACTIONS_RUNNER_DEBUG: "true",
  };
});

afterAll(async () => {
  helpers.remove();
  await folder.remove();
  await Promise.all(registries.map(async ({ close }) => close()));
});

describe("the command line lets no password out", () => {
  test.for<readonly [readonly string[], number]>([
    [["check"], 1],
    [["check", "--format", "github"], 1],
    [["check", "--node-credentials", "none", "--strict"], 1],
    [["check", "--node-credentials", "kubelet.json", "--format", "json"], 1],
    [["check", "--node-credentials", "no-base64.json"], 2],
    [["check", "--node-credentials", "no-json.json"], 2],
    [["check", "--node-credentials", "number.json"], 2],
    [["check", "--config", "config.json"], 2],
    [["list"], 0],
    [["list", "--format", "json"], 0],
  ])("%j", async ([args, expected]) => {
    await folder.write("summary", "");
    const { code, stdout, stderr } = await spawnBundle("cli", {
      folder,
      args,
      environment: { ...environment, GITHUB_STEP_SUMMARY: `${folder.path}/summary` },
    });
    expect(leaksIn({ stdout, stderr, summary: await folder.read("summary") }, canaries)).toEqual([]);
    expect(code).toBe(expected);
    expect(expected === 2 ? stderr : stdout).not.toBe("");
  });

  test("nor does a file", async () => {
    const args = ["check", "--output", "text=out/a.txt", "--output", "json=out/a.json", "--output", "github=out/a.log"];
    const { code } = await spawnBundle("cli", { folder, args, environment });
    const [text, json, github] = await Promise.all(["out/a.txt", "out/a.json", "out/a.log"].map(folder.read));
    expect(leaksIn({ text: text ?? "", json: json ?? "", github: github ?? "" }, canaries)).toEqual([]);
    expect(code).toBe(1);
    expect(json).toContain('"pull-secret-invalid"');
  });

  test("though registries were told, and repeated it", async () => {
    for (const login of ["runner", "kubelet.json"]) {
      await spawnBundle("cli", { folder, args: ["check", "--node-credentials", login], environment });
    }
    const told = registries.map(({ told }) => told()).join("\n");
    expect(shownToSome.filter((name) => !told.includes(canaryOf(name)))).toEqual([]);
    expect(told).toContain(`Bearer ${tokens.access}`);
    expect(told).toContain(canaryOf("kubelet"));
  });
});

describe("the Action", () => {
  test.for(["github", "text", "json"])("lets none out but to be masked, first of all: %s", async (format) => {
    const { code, stdout, stderr, summary, outputs, report } = await runAction(folder, { format }, environment);
    expect(code).toBe(1);
    const lines = stdout.split("\n");
    const firstOther = lines.findIndex((line) => !line.startsWith("::add-mask::"));
    const rest = lines.slice(firstOther).join("\n");
    const texts = { rest, stderr, summary, outputs: JSON.stringify(outputs), report: JSON.stringify(report) };
    expect(leaksIn(texts, canaries)).toEqual([]);
  });

  test("masks whatever was read", async () => {
    const { stdout } = await runAction(folder, {}, environment);
    const masked = new Set(stdout.split("\n").map((line) => unescaped(line.replace("::add-mask::", ""))));
    // Read as passwords. What stands in other kinds of Secrets, or in YAML that is none, is not read.
    const isRead = (name: string): boolean =>
      !/^(?:opaque|basic-auth|a-list|auths-a-list|in-the-key|in-a-good-key|no-base64)$/.test(name);
    const expected = [...secretNames.filter(isRead), "auths", "identitytoken", "helper", "broken", "unread"];
    expect(expected.filter((name) => !masked.has(canaryOf(name)))).toEqual([]);
    expect(masked).toContain(auth("auths"));
    expect(masked).toContain(auth("as-data"));
    const kubelet = await runAction(folder, {}, { ...environment, "INPUT_NODE-CREDENTIALS": "kubelet.json" });
    for (const value of [canaryOf("kubelet"), auth("kubelet")]) {
      expect(kubelet.stdout.split("\n").map(unescaped)).toContain(`::add-mask::${value}`);
    }
  });
});

/** As the runner reads a command's text (actions/toolkit `core/src/command.ts`, escapeData). */
function unescaped(line: string): string {
  return line.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}
