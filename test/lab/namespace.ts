// Runs a script of the lab in namespaces of its own: network, mounts and processes, which all end with it, however it ends.
import { fileURLToPath } from "node:url";
import { spawnWithParent } from "./child.ts";

/**
 * Runs `inside.ts` with `args`, and hands what it prints to `onOutput`; without it the terminal is the script's. Resolves to
 * the exit code. The kernel ends the first process of the namespace with whoever started it, and everything else with that one.
 */
export async function runInside(args: readonly string[], onOutput?: (text: string) => void): Promise<number> {
  const script = fileURLToPath(new URL("inside.ts", import.meta.url));
  const apart = [
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--mount-proc",
    "--kill-child=KILL",
    "--propagation",
    "private",
  ];
  const child = spawnWithParent("unshare", [...apart, process.execPath, script, ...args], {
    stdio: ["inherit", onOutput === undefined ? "inherit" : "pipe", "inherit"],
  });
  child.stdout?.setEncoding("utf8").on("data", onOutput ?? (() => {}));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
