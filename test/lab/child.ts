// Starts a part of the lab that the kernel ends with whoever started it, even a killed one.
import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";

/** `setpriv` (util-linux, on every Debian) asks the kernel for it, and becomes the part. */
export function spawnWithParent(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const [setpriv, ...wish] = ["setpriv", "--pdeathsig", "KILL"] as const;
  return spawn(setpriv, [...wish, command, ...args], options);
}
