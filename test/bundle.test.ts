// What users run: the committed bundles, started as a shell and as a runner start them, against a registry on loopback.
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { manyPods } from "./support/large-tree.ts";
import { printing, programs } from "./support/programs.ts";
import { openRegistry, type Registry } from "./support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "./support/registry/serve.ts";
import { readWorld } from "./support/registry/world.ts";
import { reportIn } from "./support/report-schema.ts";
import { runAction } from "./support/runner.ts";
import { complaintsIn, createFolder, type Finished, type Folder, spawnBundle } from "./support/spawn.ts";

const canary = "canary-7d1e";

/** One host for each way of being odd. */
const world = readWorld({
  "good.test": { repositories: { "shop/web": ["1.27.2", "1.27.3"] } },
  "private.test": {
    auth: "token",
    realm: "https://auth.test/token",
    users: { ci: canary },
    private: ["*"],
    repositories: { "shop/web": ["1"] },
  },
  "endless.test": {
    repositories: { "shop/web": ["1"] },
    faults: [{ method: "GET", path: "/manifests/", bytes: "endless" }],
  },
  "huge.test": { repositories: { "shop/web": ["1"] }, faults: [{ method: "GET", bytes: 100_000_000 }] },
  "html.test": { faults: [{ body: "<html>log in</html>", headers: { "content-type": "text/html" } }] },
  "json.test": { repositories: { "shop/web": ["1"] }, faults: [{ method: "GET", path: "/manifests/", body: "{]" }] },
  "lying.test": { repositories: { "shop/web": { 1: { wrong: "digest" } } } },
  "loop.test": { faults: [{ path: "/manifests/", status: 307, headers: { location: "/v2/shop/web/manifests/1" } }] },
  "cut.test": { repositories: { "shop/web": ["1"] }, faults: [{ method: "GET", truncate: true }] },
  "silent.test": { faults: [{ stall: true }] },
});

let registry: Registry;
let served: ServedRegistry;

beforeAll(async () => {
  registry = openRegistry(world);
  served = await serveRegistry(registry);
});
afterAll(() => served.close());

function podOf(image: string): string {
  return served.address(`apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: ${image}
`);
}

/** Runs the command line in a folder that is gone afterwards. */
async function cli(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  more: { readonly stdin?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  return inFolder(files, (folder) => spawnBundle("cli", { folder, args, ...more }));
}

async function inFolder<T>(files: Readonly<Record<string, string>>, work: (folder: Folder) => Promise<T>): Promise<T> {
  const folder = await createFolder(files);
  try {
    return await work(folder);
  } finally {
    await folder.remove();
  }
}

const good = "good.test/shop/web:1.27.2";
const typo = "good.test/shop/web:1.27.33";

describe("the command line", () => {
  test("0: every image can be pulled", async () => {
    const { code, stdout, stderr } = await cli({ "web.yaml": podOf(good) }, ["check", "--format", "json"]);
    expect({ code, said: complaintsIn(stderr) }).toEqual({ code: 0, said: "" });
    expect(reportIn(stdout)).toMatchObject({ outcome: "pass", uses: [{ verdict: "pullable", line: 7, column: 14 }] });
  });

  test("1: one can't, and the line says so", async () => {
    const files = { "web.yaml": podOf(good), "k8s/typo.yaml": podOf(typo) };
    const { code, stdout } = await cli(files, ["check", "--format", "json"]);
    expect(code).toBe(1);
    const finding = { rule: "tag-missing", severity: "error", file: "k8s/typo.yaml", line: 7, column: 14 };
    expect(reportIn(stdout)).toMatchObject({ outcome: "fail", findings: [finding] });
    const text = await cli(files, ["check"]);
    expect(text).toMatchObject({ code: 1 });
    expect(text.stdout).toContain("k8s/typo.yaml:7:14");
    expect(await cli(files, ["check", "--fail-on", "never"])).toMatchObject({ code: 0 });
  });

  test.for([
    [["check", "--fromat", "json"], "--format"],
    [["chekc"], "check"],
    [["check", "--depth", "manfest"], "manifest"],
    [["check", "none/**"], "none/**"],
    [["check", "empty"], "empty"],
    [["check", "--config", "broken.yaml"], "broken.yaml:1"],
  ] as const)("2: %j is a mistake, and names %s", async ([args, named]) => {
    const files = { "web.yaml": podOf(good), "empty/README.md": "", "broken.yaml": "depht: manifest\n" };
    const { code, stdout, stderr } = await cli(files, args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(named);
  });

  test("manifests on standard input", async () => {
    const { code, stdout } = await cli({}, ["check", "-", "--format", "json"], { stdin: podOf(typo) });
    expect(code).toBe(1);
    expect(reportIn(stdout)).toMatchObject({ findings: [{ file: "-", line: 7 }] });
  });

  test("list asks nobody", async () => {
    const before = registry.visits.length;
    const { code, stdout } = await cli({ "web.yaml": podOf(good) }, ["list", "--format", "json"]);
    expect(code).toBe(0);
    expect(reportIn(stdout)).toMatchObject({ uses: [{ image: served.address(good), verdict: null }] });
    expect(registry.visits.length).toBe(before);
  });

  test("a run without an image reads no more than its entry; one with an image says what it lacks", async () => {
    await inFolder({ "empty.yaml": "apiVersion: v1\nkind: ConfigMap\n", "web.yaml": podOf(good) }, async (folder) => {
      await folder.write("alone/package.json", '{ "type": "module" }');
      await folder.write("alone/cli.js", await readFile(new URL("../dist/cli.js", import.meta.url), "utf8"));
      const run = (path: string) =>
        spawnSync(process.execPath, ["alone/cli.js", "check", path], { cwd: folder.path, encoding: "utf8" });
      expect(run("empty.yaml")).toMatchObject({ status: 0, stderr: "" });
      expect(run("web.yaml")).toMatchObject({ status: 3, stderr: expect.stringContaining("alone/") as unknown });
    });
  });

  test("a large tree is read by threads as well", async () => {
    const { files, uses } = manyPods(120, 30);
    const watch = `import threads from "node:worker_threads";
      import { syncBuiltinESMExports } from "node:module";
      const { Worker } = threads;
      threads.Worker = class extends Worker {
        constructor(...given) {
          super(...given);
          this.on("error", (error) => console.error(error));
          this.on("exit", (code) => console.error(\`thread ended: \${code}\`));
        }
      };
      syncBuiltinESMExports();`;
    await inFolder({ ...files, "watch.mjs": watch }, async (folder) => {
      const environment = { NODE_OPTIONS: `--import=${folder.path}/watch.mjs` };
      const ran = await spawnBundle("cli", { folder, args: ["list", "--format", "json"], environment });
      expect(ran.stderr).toBe("thread ended: 0\n".repeat(Math.min(availableParallelism() - 1, 3)));
      expect(reportIn(ran.stdout)).toMatchObject({ totals: { uses } });
    });
  });

  test("--version, --help and explain", async () => {
    expect(await cli({}, ["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown,
    });
    expect((await cli({}, ["--help"])).stdout).toContain("--fail-on");
    expect((await cli({}, ["explain", "tag-missing"])).stdout).toContain("# tag-missing: the tag does not exist");
  });
});

describe("a password in a docker config", () => {
  test.for(["text", "json", "github"])("is in nothing that %s says, and reaches its realm alone", async (format) => {
    const auth = Buffer.from(`ci:${canary}`).toString("base64");
    const config = JSON.stringify({ auths: { "private.test": { auth }, "good.test": { auth } } });
    const files = {
      "pods.yaml": [podOf("private.test/shop/web:1"), podOf("private.test/shop/web:2"), podOf(typo)].join("---\n"),
      ".docker/config.json": served.address(config),
    };
    const { code, stdout, stderr } = await cli(files, ["check", "--format", format]);
    expect(code).toBe(1);
    expect(stdout).toContain("shop/web:2");
    for (const secret of [canary, auth]) expect(`${stdout}${stderr}`).not.toContain(secret);
    expect(registry.hostsThatSaw(canary)).toEqual(["auth.test"]);
  });
});

describe("a credential helper", () => {
  test.for(["cli", "action"] as const)(
    "of a runner lets %s in, and its password is in nothing that is said",
    async (entry) => {
      const tools = programs();
      const before = registry.visits.length;
      tools.helper("test", printing({ Username: "ci", Secret: canary }));
      const files = {
        "web.yaml": podOf("private.test/shop/web:1"),
        ".docker/config.json": served.address(JSON.stringify({ credHelpers: { "private.test": "test" } })),
      };
      const environment = { PATH: tools.searched };
      await inFolder(files, async (folder) => {
        const { code, stdout, stderr } =
          entry === "cli"
            ? await spawnBundle("cli", { folder, args: ["check"], environment })
            : await runAction(folder, {}, environment);
        expect({ code, said: complaintsIn(stderr) }).toEqual({ code: 0, said: "" });
        const masks = stdout.split("\n").filter((line) => line.includes(canary));
        expect(masks).toEqual(entry === "cli" ? [] : [`::add-mask::${canary}`]);
      });
      tools.remove();
      expect(registry.visits.length).toBeGreaterThan(before);
    },
  );
});

describe("a registry that misbehaves is an outcome within its limits", () => {
  test.for([
    ["endless", "broken", "10s"],
    ["huge", "broken", "10s"],
    ["html", "unreachable", "10s"],
    ["json", "broken", "10s"],
    ["lying", "broken", "10s"],
    ["loop", "unreachable", "10s"],
    ["cut", "unreachable", "10s"],
    ["silent", "unverified", "1s"],
  ] as const)("%s: %s", async ([host, verdict, timeout]) => {
    const args = ["check", "--format", "json", "--timeout", timeout];
    const { code, stdout } = await cli({ "web.yaml": podOf(`${host}.test/shop/web:1`) }, args);
    expect(code).not.toBeNull();
    expect(reportIn(stdout)).toMatchObject({ uses: [{ verdict }] });
  });
});

describe("the Action", () => {
  test("passes, with outputs and a report", async () => {
    await inFolder({ "web.yaml": podOf(good) }, async (folder) => {
      const { code, outputs, summary, report } = await runAction(folder);
      expect(code).toBe(0);
      expect(outputs).toMatchObject({ outcome: "pass", errors: "0", warnings: "0", images: "1" });
      expect(report).toMatchObject({ outcome: "pass", totals: { uses: 1, errors: 0 } });
      expect(summary).toContain("1");
    });
  });

  test("fails by its exit code, with an annotation on the line", async () => {
    await inFolder({ "web.yaml": podOf(good), "k8s/typo.yaml": podOf(typo) }, async (folder) => {
      const { code, stdout, outputs, summary, report } = await runAction(folder, { paths: "k8s" });
      expect(code).toBe(1);
      expect(stdout).toMatch(/^::error (?=.*\bfile=k8s\/typo\.yaml\b)(?=.*\bline=7\b)(?=.*\bcol=14\b).*::/m);
      expect(outputs).toMatchObject({ outcome: "fail", errors: "1", images: "1" });
      expect(summary).toContain("k8s/typo.yaml");
      expect(report).toMatchObject({ outcome: "fail", findings: [{ rule: "tag-missing", file: "k8s/typo.yaml" }] });
    });
  });

  test("a wrong input is a mistake", async () => {
    await inFolder({ "web.yaml": podOf(good) }, async (folder) => {
      const { code, stdout, outputs } = await runAction(folder, { depth: "manfest" });
      expect({ code, outcome: outputs["outcome"] }).toEqual({ code: 2, outcome: "fail" });
      expect(stdout).toMatch(/^::error .*manfest/m);
    });
  });
});
