// Which containerds the lab runs, and where they lie: `containerds.sh` reads the same list. One of another architecture than
// this machine's is run by QEMU, and takes itself for a node of that one.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A node of the lab, as far as containerd makes one. */
export interface LabNode {
  readonly series: string;
  /** What it runs: `linux/arm64`. */
  readonly platform: string;
  /** The binary, and what it is started by. */
  readonly binary: string;
  readonly command: readonly [string, ...string[]];
}

const cache = "/var/cache/pullgate-lab";
const qemu = join(cache, "qemu/usr/bin/qemu-aarch64-static");

export const labNodes: readonly LabNode[] = readFileSync(new URL("containerds.txt", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line): LabNode => {
    const [series = "", architecture = ""] = line.split(" ");
    const folder = join(cache, `containerd-${series}-${architecture}`);
    const binary = join(folder, "usr/bin/containerd");
    const command: LabNode["command"] = architecture === "amd64" ? [binary] : [qemu, "-L", folder, binary];
    return { series, platform: `linux/${architecture}`, binary, command };
  });

/** What the lab's nodes run, the usual one first. */
export const labPlatforms = [...new Set(labNodes.map(({ platform }) => platform))];

export const seriesInLab = [...new Set(labNodes.map(({ series }) => series))];
