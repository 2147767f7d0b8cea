// The demo: a registry in this process, the committed Action bundle over a copy of `examples/` as a runner would start it, and
// its findings held against what the examples promise in their own comments (`# expect error tag-missing`). Exit 0: exactly those.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, parseJson, stringAt } from "../src/json.ts";
import { openRegistry } from "../test/support/registry/registry.ts";
import { serveRegistry } from "../test/support/registry/serve.ts";
import { readWorld } from "../test/support/registry/world.ts";
import { assertReport } from "../test/support/report-schema.ts";
import { named, unnamedIn } from "../test/support/naming.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const workspace = mkdtempSync(join(tmpdir(), "pullgate-demo-"));
const registry = openRegistry(readWorld(JSON.parse(readFileSync(join(root, "test/support/demo-world.json"), "utf8"))));
const ports = await portsInOrder([...registry.world.keys(), "closed.example"]);
const served = await serveRegistry(registry, { ports: Object.fromEntries(ports) });
const addresses = new Map([...ports].map(([host, port]) => [host, `127.0.0.1:${port}`]));
const unnamed: string[] = [];

try {
  console.log("A registry was started in this process; the examples' hosts stand for it:");
  for (const [host, address] of addresses) console.log(`  ${host.padEnd(18)} ${address}`);
  const promised = layOut(join(workspace, "examples"));

  console.log("\nThe Action's annotations, as a runner prints them:\n");
  const run = await runAction();
  show(run.stdout);
  if (run.stderr.trim() !== "") show(`\n${run.stderr}`);
  console.log("\nThe job summary:\n");
  show(readFileSync(join(workspace, "summary.md"), "utf8"));

  const found = findingsIn(readFileSync(outputs().get("report") ?? "", "utf8"));
  const missing = promised.filter((line) => !found.includes(line));
  const extra = found.filter((line) => !promised.includes(line));
  for (const line of missing) console.log(`\npromised and not found: ${line}`);
  for (const line of extra) console.log(`\nfound and not promised: ${line}`);
  for (const line of unnamed) console.log(`\nan address without a name: ${line}`);
  const ended = run.code === 1 && outputs().get("outcome") === "fail";
  const right = missing.length === 0 && extra.length === 0 && unnamed.length === 0 && ended;
  console.log(
    `\n${promised.length} findings promised, ${found.length} found, in ${registry.visits.length} requests; the step ends with ${run.code}.`,
  );
  console.log(
    right ? "The gate found exactly what the examples promise." : "The gate did NOT find what the examples promise.",
  );
  process.exitCode = right ? 0 : 1;
} finally {
  await served.close();
  rmSync(workspace, { recursive: true, force: true });
}

/** Copies the examples with their hosts replaced by where they are served; returns what their comments promise. */
function layOut(folder: string): readonly string[] {
  cpSync(join(root, "examples"), folder, { recursive: true });
  const promised: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if (!entry.endsWith(".yaml")) continue;
    const text = readFileSync(join(folder, entry), "utf8");
    for (const [index, line] of text.split("\n").entries()) {
      const promise = /# expect (error|warning|notice) ([a-z0-9-]+)/.exec(line);
      if (promise !== null)
        promised.push(`${relative(workspace, join(folder, entry))}:${index + 1} ${promise[1]} ${promise[2]}`);
    }
    writeFileSync(
      join(folder, entry),
      [...addresses].reduce((result, [host, address]) => result.replaceAll(`${host}/`, `${address}/`), text),
    );
  }
  return promised;
}

/** The committed bundle, with the runner's variables and nothing else. */
function runAction(): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  for (const file of ["output", "summary.md"]) writeFileSync(join(workspace, file), "");
  const environment = {
    PATH: process.env["PATH"],
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: "push",
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(workspace, "output"),
    GITHUB_STEP_SUMMARY: join(workspace, "summary.md"),
    RUNNER_TEMP: workspace,
    HOME: workspace,
    INPUT_PATHS: "examples",
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "dist/action.js")], {
      cwd: workspace,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (piece: Buffer) => stdout.push(piece));
    child.stderr.on("data", (piece: Buffer) => stderr.push(piece));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

/** The step's outputs, as @actions/core writes them: `name<<DELIMITER`, value, delimiter. */
function outputs(): ReadonlyMap<string, string> {
  const text = readFileSync(join(workspace, "output"), "utf8");
  return new Map(
    [...text.matchAll(/^(\w+)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name = "", , value = ""]) => [name, value]),
  );
}

/** Held against the schema as a whole; four fields of each finding are compared. */
function findingsIn(report: string): readonly string[] {
  assertReport(report);
  const document = parseJson(report);
  const findings: readonly unknown[] =
    isObject(document) && Array.isArray(document["findings"]) ? document["findings"] : [];
  return findings
    .filter(isObject)
    .map(
      (found) =>
        `${stringAt(found, "file")}:${Number(found["line"])} ${stringAt(found, "severity")} ${stringAt(found, "rule")}`,
    );
}

/** Prints what was printed over there, with the hosts' names back in place of their addresses. */
function show(text: string): void {
  const readable = named(text, addresses);
  unnamed.push(...unnamedIn(readable, addresses));
  console.log(readable.trimEnd());
}

/**
 * Ports that were free a moment ago, in the order of the hosts' names: reports are sorted by address, and so the demo prints the
 * same each time. `closed.example` has a port, too, and nobody listens on it.
 */
async function portsInOrder(hosts: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const servers = hosts.map(() => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))));
  const found = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? String(address.port) : "1";
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  // As text, as the reports have it: "9" comes after "10".
  const [names, ports] = [hosts.toSorted(), found.toSorted()];
  return new Map(names.map((host, index) => [host, Number(ports[index])]));
}
