// Which containerds the lab runs, and where they lie: `containerds.sh` reads the same list.
import { readFileSync } from "node:fs";

/** The series that the lab runs, and where `containerds.sh` puts each. */
export const seriesInLab = readFileSync(new URL("containerds.txt", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" ")[0] ?? "");

export function containerdBinary(series: string): string {
  return `/var/cache/pullgate-lab/containerd-${series}/usr/bin/containerd`;
}
