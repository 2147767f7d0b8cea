// The lab itself: what it leaves behind, what gets out of it, and how it says that a part can't start.
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { describeTruth } from "./parts.ts";

const script = fileURLToPath(new URL("truth.ts", import.meta.url));
const oneCase = "existence: an image";
const reachScript = fileURLToPath(new URL("reach/reach.ts", import.meta.url));
const oneFault = "names: IPv4 alone";

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a script on one of its rows, to its end. */
async function runOne(
  [script, row]: readonly [string, string],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const child = spawn(process.execPath, [script, row], { env: { ...process.env, ...environment } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve) => child.once("close", (status) => resolve({ status, output })));
}

/** Processes of a lab, and what is mounted here. */
async function left(): Promise<{ readonly processes: readonly string[]; readonly mounts: string }> {
  const processes: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (/pullgate-lab|lab\/inside\.ts/.test(command)) processes.push(command.replaceAll("\0", " "));
  }
  return { processes, mounts: await readFile("/proc/self/mounts", "utf8") };
}

describeTruth("the lab", () => {
  test("killed half-way, it leaves no process, namespace or mount", { timeout: 60_000 }, async () => {
    const before = await left();
    const child = spawn(process.execPath, [script, "existence"], { stdio: "ignore" });
    const own = await readlink("/proc/self/ns/net");
    const inside = await waitFor(async () => (await left()).processes.find((line) => line.includes("containerd-2.1")));
    expect(inside).toContain("--config");
    child.kill("SIGKILL");
    const gone = await waitFor(async () => {
      const now = await left();
      return now.processes.length <= before.processes.length ? now : undefined;
    });
    expect(gone.mounts).toBe(before.mounts);
    expect(await readlink("/proc/self/ns/net")).toBe(own);
  });

  const broken = ["docker-registry", "dnsmasq", "nft", "squid"] as const;
  test.for(broken)("%s that can't start is told with its own words", { timeout: 60_000 }, async (part) => {
    const folder = await mkdtemp(join(tmpdir(), "pullgate-broken-"));
    try {
      // Squid is started by somebody else than root.
      await chmod(folder, 0o755);
      const file = join(folder, part);
      await writeFile(file, "#!/bin/sh\necho 'the canary of a broken part' >&2\nexit 7\n");
      await chmod(file, 0o755);
      const { status, output } = await runOne(part === "squid" ? [reachScript, oneFault] : [script, oneCase], {
        PATH: `${folder}:${process.env["PATH"] ?? ""}`,
      });
      expect(status).not.toBe(0);
      expect(output).toContain("the canary of a broken part");
      expect(output).toContain(part);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function waitFor<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it didn't come to that in time");
}
