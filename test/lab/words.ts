// What the kubelet would show, held against what the real containerd said, without what differs from machine to machine.
import type { Pull } from "./cri.ts";

/** The kubelet's line of an error of `PullImage`; it leaves `Unknown` out (cri-client `remote_image.go`, pullImageV1). */
export function kubeletLine(image: string, pull: Extract<Pull, { kind: "failed" }>): string {
  const code = pull.code === "Unknown" ? "" : `rpc error: code = ${pull.code} desc = `;
  return `Failed to pull image "${image}": ${code}${pull.words}`;
}

/** Is `said` what `real` is? `…` in it stands for anything. */
export function isSame(said: string, real: string): boolean {
  const pattern = steady(said)
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`, "s").test(steady(real));
}

/** Addresses and ports of this end, the resolver's address, and the time are the machine's. */
function steady(text: string): string {
  return text
    .replaceAll(/\b(read|write) tcp \S+->\S+:/g, "$1 tcp:")
    .replaceAll(/dial tcp (?:\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\])(:\d+):/g, "dial tcp ADDRESS$1:")
    .replaceAll(/(lookup \S+) on \S+:53:/g, "$1:")
    .replaceAll(/current time \S+ is/g, "current time is");
}
