// The command line from source, in a process of its own: exit codes, where output goes, and how a run ends.
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { isObject, parseJson } from "../src/json.ts";
import { rules } from "../src/rules/index.ts";
import { prepare, run, service } from "./support/command-line.ts";
import { reportIn } from "./support/report-schema.ts";

const unrendered =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: "${IMAGE}" }] }\n';

describe("without a run", () => {
  test("--version is package.json's", () => {
    const description = parseJson(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    const { stdout, stderr, status } = run(["--version"]);
    expect([stdout, stderr, status]).toEqual([
      `${isObject(description) ? String(description["version"]) : ""}\n`,
      "",
      0,
    ]);
  });

  test("--help", () => {
    const { stdout, stderr, status } = run(["--help"]);
    expect(stdout).toMatch(/^pullgate \d/);
    expect([stderr, status]).toEqual(["", 0]);
  });

  test("explain lists every rule", () => {
    const { stdout, status } = run(["explain"]);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(rules.map((rule) => rule.id));
    expect(status).toBe(0);
  });

  test("explain prints a rule's page", () => {
    const { stdout, status } = run(["explain", "tag-missing"]);
    expect(stdout).toBe(readFileSync(new URL("../docs/rules/tag-missing.md", import.meta.url), "utf8"));
    expect(status).toBe(0);
  });
});

describe("exit 2", () => {
  test.each([
    [[], ["pullgate: no command: say check, list, egress, explain or --help"]],
    [["chekc"], ['pullgate: unknown command "chekc": did you mean "check"?']],
    [["explain", "tag-mising"], ['pullgate: there is no rule "tag-mising": did you mean "tag-missing"?']],
    [["explain", "../../README"], [expect.stringContaining('there is no rule "../../README"')]],
    [
      ["check", "--dept", "x", "--render", "auto"],
      [
        'pullgate: unknown option "--dept": did you mean "--depth"?',
        'pullgate: --render: "auto" is not there yet: use never',
      ],
    ],
    [
      ["check", "--wait", "20m"],
      [expect.stringMatching(/^pullgate: --wait: "20m" waits for nothing: name in wait-for the images/)],
    ],
    [["list", "--format", "github"], [expect.stringContaining("can't be drawn by this command")]],
    [
      ["egress", "--format", "github"],
      [expect.stringContaining("can't be drawn by this command: it has text and json")],
    ],
    [["egress", "no/such/path"], [expect.stringContaining("no/such/path")]],
    [["check", "--config", "no.yaml"], ['pullgate: "no.yaml": the settings file does not exist']],
    [["check", "no/such/path"], [expect.stringContaining("no/such/path")]],
  ])("%j", (args, lines) => {
    const { stdout, stderr, status } = run(args, { files: { "a.yaml": service } });
    expect([stdout, status]).toEqual(["", 2]);
    expect(stderr.trimEnd().split("\n")).toEqual(lines);
  });

  test("a proxy without a port, and nothing of its login", () => {
    const environment = { HTTPS_PROXY: "http://robot:hunter2@proxy.test" };
    const { stdout, stderr, status } = run(["check"], { files: { "a.yaml": service }, environment });
    expect(stderr).toBe('pullgate: HTTPS_PROXY: "proxy.test" has no port: write it as in http://proxy.test:3128\n');
    expect([stdout, status]).toEqual(["", 2]);
  });

  test("a broken hosts.toml and a CA file that isn't PEM, by file and line", () => {
    const files = {
      "a.yaml": service,
      ".pullgate.yaml": "mirrors: nodes/certs.d\nca-file: corp.pem\n",
      "nodes/certs.d/docker.io/hosts.toml": 'server = "https://m.test"\ncapabilities = ["pul"]\n',
      "nodes/certs.d/ghcr.io/hosts.toml": "server =\n",
      "corp.pem": "no",
    };
    const { stdout, stderr, status } = run(["check"], { files });
    expect(stderr.trimEnd().split("\n")).toEqual([
      'pullgate: nodes/certs.d/docker.io/hosts.toml:2: "capabilities": "pul" is not one of pull, resolve, push: did you mean "pull"?',
      expect.stringMatching(/^pullgate: nodes\/certs\.d\/ghcr\.io\/hosts\.toml:1: it is not TOML: /),
      'pullgate: corp.pem:1: it holds no PEM certificate (named by .pullgate.yaml:2: "ca-file")',
    ]);
    expect([stdout, status]).toEqual(["", 2]);
  });

  test("no manifest at all: the folders looked at are named", () => {
    const { stderr, status } = run(["check", "k8s"], { files: { "k8s/readme.txt": "x" } });
    expect(stderr).toContain('"k8s"');
    expect(status).toBe(2);
  });

  test("what is quoted can't forge a command or an escape", () => {
    const { stderr, status } = run(["check", "--x\n::error::forged\u001B[2J"]);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).not.toContain("\u001B");
    expect(status).toBe(2);
  });
});

describe("a run", () => {
  test("without images is green, and says so on standard output alone", () => {
    const { stdout, stderr, status } = run(["check"], { files: { "a.yaml": service } });
    expect(stdout).toMatch(/^pass: 0 uses/);
    expect([stderr, status]).toEqual(["", 0]);
  });

  test("with findings is 1, and 0 with --fail-on never", () => {
    const files = { "a.yaml": unrendered };
    expect(run(["check"], { files }).status).toBe(1);
    expect(run(["check", "--fail-on", "never"], { files }).status).toBe(0);
    expect(run(["check"], { files: { ...files, ".pullgate.yaml": "fail-on: never" } }).status).toBe(0);
  });

  test("- reads standard input", () => {
    const { stdout, status } = run(["list", "-"], { input: unrendered });
    expect(stdout).toContain("-:4:");
    expect(status).toBe(0);
  });

  test("reports go where they were asked to go", () => {
    const { folder, stdout, status } = run(["check", "--output", "json=out/a.json", "--output", "b.txt"], {
      files: { "a.yaml": service },
    });
    expect([stdout, status]).toEqual(["", 0]);
    expect(reportIn(readFileSync(join(folder, "out/a.json"), "utf8"))).toMatchObject({
      schemaVersion: 1,
      outcome: "pass",
    });
    expect(readFileSync(join(folder, "b.txt"), "utf8")).toMatch(/^pass: /);
  });

  test("a report that can't be written is a mistake; the others are written", () => {
    const { stdout, stderr, status } = run(["check", "--output", "json=a.yaml/x.json"], {
      files: { "a.yaml": service },
    });
    expect(stdout).toMatch(/^pass: /);
    expect(stderr).toMatch(/^pullgate: "a\.yaml\/x\.json": the report can't be written there \(E[A-Z]+\)\n$/);
    expect(status).toBe(2);
  });

  test("--format github writes the summary of the step", () => {
    const files = { "a.yaml": unrendered, summary: "" };
    const { folder, stdout } = run(["check", "--format", "github"], {
      files,
      environment: { GITHUB_STEP_SUMMARY: "summary" },
    });
    expect(stdout).toMatch(/^::(?:error|warning) /m);
    expect(readFileSync(join(folder, "summary"), "utf8")).toContain("Pullgate");
  });

  test("list --format json has no verdicts", () => {
    const { stdout, status } = run(["list", "--format=json"], { files: { "a.yaml": unrendered } });
    expect(reportIn(stdout)).toMatchObject({ schemaVersion: 1, uses: [{ image: "${IMAGE}", verdict: null }] });
    expect(status).toBe(0);
  });

  test("on a fork's pull request the working tree's settings are not read, and that is said", () => {
    const event = {
      pull_request: {
        head: { repo: { full_name: "mallory/shop" } },
        base: { sha: "0".repeat(40), repo: { full_name: "acme/shop" } },
      },
    };
    const files = { "a.yaml": unrendered, ".pullgate.yaml": "fail-on: never", "event.json": JSON.stringify(event) };
    const { stderr, status } = run(["check", "a.yaml"], {
      files,
      environment: { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: "event.json" },
    });
    expect(stderr).toMatch(
      /^pullgate: settings files are not read, because the pull request is from a fork, and git .*\n$/,
    );
    expect(status).toBe(1);
  });
});

describe("output", () => {
  const pods = Array.from({ length: 3000 }, () => unrendered).join("---\n");

  test("a report of megabytes comes through a pipe wholly, however slowly it is read", async () => {
    const { folder, arguments_, options } = prepare({ files: { "a.yaml": pods } });
    const child = spawn(process.execPath, [...arguments_, "check", "--format", "json"], options);
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => {
      pieces.push(piece);
      child.stdout.pause();
      setTimeout(() => child.stdout.resume(), 1);
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    const text = Buffer.concat(pieces).toString("utf8");
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(reportIn(text)).toMatchObject({ outcome: "fail", totals: { uses: 3000 } });
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual(["a.yaml"]);
  });

  test("a reader who goes away is no crash", async () => {
    const { arguments_, options } = prepare({ files: { "a.yaml": pods } });
    const child = spawn(process.execPath, [...arguments_, "check", "--format", "json"], options);
    child.stdout.destroy();
    let said = "";
    child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, said]).toEqual([1, ""]);
  });

  test.runIf(process.platform === "linux")("a full disk is said, and is no success", () => {
    const { arguments_, folder } = prepare({ files: { "a.yaml": service } });
    const command = [process.execPath, ...arguments_, "check"].map((word) => `'${word}'`).join(" ");
    const { status, stderr } = spawnSync("sh", ["-c", `${command} > /dev/full`], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("pullgate: the report can't be written to standard output (ENOSPC)\n");
    expect(status).toBe(2);
  });
});

describe("a working folder that is gone", () => {
  function runNowhere(args: string): SpawnSyncReturns<string> {
    const { arguments_, folder } = prepare({});
    const command = [process.execPath, ...arguments_].map((word) => `'${word}'`).join(" ");
    const script = `mkdir gone && cd gone && rmdir ../gone && ${command} ${args}`;
    return spawnSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" });
  }

  test("is a mistake, and no finding", () => {
    const { stdout, stderr, status } = runNowhere("check");
    expect([stdout, stderr, status]).toEqual([
      "",
      "pullgate: the working folder is gone: change to one that exists\n",
      2,
    ]);
  });

  test("is nothing to who needs none", () => {
    expect(runNowhere("--help").status).toBe(0);
  });
});

test("a timer that somebody left open holds nothing up", () => {
  const { status, stdout } = run(["check"], { files: { "a.yaml": service }, preload: "setInterval(() => {}, 1000);" });
  expect(stdout).toMatch(/^pass: /);
  expect(status).toBe(0);
});
