// Runs a script of the lab in namespaces of its own: network, mounts and processes, which all end with it, however it ends.
import { fileURLToPath } from "node:url";
import { spawnWithParent } from "./child.ts";

/**
 * Runs `inside.ts` with `args`, and hands each line that it prints to `onLine`; without it the terminal is the script's. Resolves to
 * the exit code. The kernel ends the first process of the namespace with whoever started it, and everything else with that one.
 */
export async function runInside(args: readonly string[], onLine?: (line: string) => void): Promise<number> {
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
    stdio: ["inherit", onLine === undefined ? "inherit" : "pipe", "inherit"],
  });
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine?.(line);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
