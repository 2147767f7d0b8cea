// Opens folders of hosts in memory, and shows what came of them so that a test can be read.
import type { ContainerdSeries } from "../../src/model.ts";
import type { PullHost, PullHosts } from "../../src/mirrors/hosts.ts";
import { type OpenedPullHosts, openPullHosts } from "../../src/mirrors/open.ts";
import type { CaFile } from "../../src/settings/settings.ts";
import { type FileTexts, memoryFiles } from "../support/files.ts";

export interface Given {
  readonly files?: FileTexts;
  readonly mirrors?: readonly string[];
  readonly insecure?: readonly string[];
  readonly ca?: readonly (readonly [host: string | null, path: string])[];
  readonly series?: ContainerdSeries;
}

async function open({ files = {}, mirrors, insecure = [], ca = [], series = "2.1" }: Given) {
  const isGiven = Object.keys(files).some((path) => path.startsWith("certs.d/"));
  const settings = {
    mirrors: (mirrors ?? (isGiven ? ["certs.d"] : [])).map((path) => ({ path, place: "--mirrors" })),
    insecureRegistries: insecure,
    caFiles: ca.map(([host, path]): CaFile => ({ host, path, place: "--ca-file" })),
    containerd: series,
  };
  return openPullHosts(settings, memoryFiles(files));
}

export async function opened(given: Given): Promise<OpenedPullHosts> {
  const hosts = await open(given);
  if ("mistakes" in hosts) throw new Error(hosts.mistakes.join("\n"));
  return hosts;
}

export async function mistakesOf(given: Given): Promise<readonly string[]> {
  const hosts = await open(given);
  return "mistakes" in hosts ? hosts.mistakes : [];
}

/** `https://mirror.test/v2 mirror pull` and so on; `null` where nothing is said of the registry. */
export function shown(hosts: PullHosts, registry: string): readonly string[] | null {
  return hosts.for(registry)?.map(line) ?? null;
}

function line({ url, isMirror, pull, resolve, tls, onlyIfUnreachable }: PullHost): string {
  const words = [
    url.href,
    isMirror ? "mirror" : "own",
    ...(pull ? [] : ["never pulled from"]),
    ...(resolve ? [] : ["never resolved at"]),
    ...(tls?.skipVerify === true ? ["unverified"] : []),
    ...(tls === null || tls.authorities.length === 0 ? [] : [`${tls.authorities.length} authorities`]),
    ...(tls === null || tls.client.length === 0 ? [] : [`${tls.client.length} clients`]),
    ...(onlyIfUnreachable ? ["if TLS is out of reach"] : []),
  ];
  return words.join(" ");
}
