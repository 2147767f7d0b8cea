// What the kubelet would show, held against what the real containerd said, without what differs from machine to machine.
import type { Pull } from "./cri.ts";

type Failed = Extract<Pull, { kind: "failed" }>;

/** The kubelet's line of an error of `PullImage`; it leaves `Unknown` out (cri-client `remote_image.go`, pullImageV1). */
export function kubeletLine(image: string, pull: Failed): string {
  return `Failed to pull image "${image}": ${errorOf(pull)}`;
}

/** Its line of what came of several credentials, each told once (apimachinery `pkg/util/errors`, aggregate.Error). */
export function aggregateLine(image: string, pulls: readonly Failed[]): string {
  const errors = [...new Set(pulls.map(errorOf))];
  return `Failed to pull image "${image}": ${errors.length === 1 ? errors.join("") : `[${errors.join(", ")}]`}`;
}

function errorOf({ code, words }: Failed): string {
  return code === "Unknown" ? words : `rpc error: code = ${code} desc = ${words}`;
}

/** What the kubelet itself says of a name that it can't parse, before it asks a runtime: here the runtime alone was asked. */
export function unparsedLine(image: string, { words }: Failed): string | null {
  const quoted = JSON.stringify(image);
  const unparsed = `failed to parse image reference ${quoted}: `;
  if (!words.startsWith(unparsed)) return null;
  return `Failed to apply default image tag ${quoted}: couldn't parse image name ${quoted}: ${words.slice(unparsed.length)}`;
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
  return (
    text
      .replaceAll(/\b(read|write) (tcp|udp) \S+->\S+:/g, "$1 $2:")
      .replaceAll(/dial tcp (?:\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\])(:\d+):/g, "dial tcp ADDRESS$1:")
      .replaceAll(/(lookup \S+) on \S+:53:/g, "$1:")
      .replaceAll(/current time \S+ is/g, "current time is")
      .replaceAll(/on snapshotter \w+:/g, "on snapshotter:")
      // Of the Go that it was built with: since 1.20.
      .replaceAll("tls: failed to verify certificate: x509:", "x509:")
  );
}
