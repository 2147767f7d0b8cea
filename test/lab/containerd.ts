// One real containerd of a series, with a socket, a store and a log of its own, and the kubelet's call to it.
// It ends with the process that started it, whatever becomes of the tests.
import { type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnWithParent } from "./child.ts";
import { connectRuntime, type Runtime } from "./cri.ts";
import type { LabNode } from "./series.ts";

export interface Containerd extends Runtime {
  readonly node: LabNode;
  readonly socket: string;
  /** The end of what it wrote. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

const startTimeoutMs = 20_000;
const shownBytes = 4000;

/** What a node has beside its containerd; nothing of it is the usual. */
export interface NodeSetup {
  /** Proxies, for the most part. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder of `hosts.toml`: containerd's `config_path`. */
  readonly hosts?: string;
}

/** `authority`: the file with the authorities that it trusts, and no others. */
export async function startContainerd(
  node: LabNode,
  folder: string,
  authority: string,
  { environment = {}, hosts }: NodeSetup = {},
): Promise<Containerd> {
  const { series, platform } = node;
  const [command, ...args] = node.command;
  mkdirSync(folder, { recursive: true });
  const [config, socket, logFile] = [join(folder, "config.toml"), join(folder, "socket"), join(folder, "log")];
  writeFileSync(config, configOf(node, folder, socket, hosts));
  const log = openSync(logFile, "w");
  const child = spawnWithParent(command, [...args, "--config", config], {
    stdio: ["ignore", log, log],
    // Without the machine's own proxies, and with the lab's authority in place of the system's.
    env: { PATH: process.env["PATH"], SSL_CERT_FILE: authority, SSL_CERT_DIR: "/nowhere", ...environment },
  });
  closeSync(log);
  const words = (): string => readFileSync(logFile, "utf8").slice(-shownBytes);
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`containerd ${series} (${platform}) ended with ${code}:\n${words()}`)),
    );
  });
  failed.catch(() => {});
  let isStopped = false;
  try {
    const runtime = await Promise.race([connectRuntime(socket, startTimeoutMs), failed]);
    child.once("exit", (code) => {
      if (isStopped) return;
      console.error(`containerd ${series} (${platform}) ended with ${code} in the middle:\n${words()}`);
      process.exit(1);
    });
    const stop = async (): Promise<void> => {
      isStopped = true;
      await end(child, runtime);
    };
    return { ...runtime, node, socket, log: words, stop };
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`containerd ${series} (${platform}) did not start:\n${words()}`, { cause: error });
  }
}

/** Everything is the default but the snapshotter, which needs no file system of its own, and NRI, whose socket all would share. */
function configOf({ series, platform }: LabNode, folder: string, socket: string, hosts: string | undefined): string {
  const common = `root = "${folder}/root"
state = "${folder}/state"
[grpc]
  address = "${socket}"
[ttrpc]
  address = "${socket}.ttrpc"
`;
  if (series.startsWith("1.")) {
    return `version = 2
${common}[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = "native"
`;
  }
  return `version = 3
${common}[plugins."io.containerd.nri.v1.nri"]
  disable = true
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "native"
${hosts === undefined ? "" : `[plugins."io.containerd.cri.v1.images".registry]\n  config_path = "${hosts}"\n`}[[plugins."io.containerd.transfer.v1.local".unpack_config]]
  platform = "${platform}"
  snapshotter = "native"
`;
}

/** Nothing of it is kept, so nothing is waited for. */
async function end(child: ChildProcess, runtime: Runtime): Promise<void> {
  runtime.close();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
