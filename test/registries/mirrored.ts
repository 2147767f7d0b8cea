// A registry for which hosts.toml names others: who is asked for its image, and what comes of it.
import type { Edges } from "../../src/edges/edges.ts";
import type { PullHost, PullHosts } from "../../src/mirrors/hosts.ts";
import type { JudgedUse, Report } from "../../src/model.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

export function host(url: string, given: Partial<PullHost> = {}): PullHost {
  return {
    url: new URL(url),
    resolve: true,
    pull: true,
    isMirror: true,
    tls: null,
    headers: {},
    dialTimeoutMs: null,
    onlyIfUnreachable: false,
    ...given,
  };
}

export const server = host("https://registry.test/v2", { isMirror: false });
export const mirror = host("https://mirror.test/v2");
export const holds = { repositories: { "shop/web": ["1.0"] } };

export interface Asked {
  /** The first one. */
  readonly use: JudgedUse;
  readonly report: Report;
  /** `HEAD mirror.test`, in order. */
  readonly requests: readonly string[];
  readonly sent: readonly {
    readonly host: string;
    readonly headers: string;
    readonly url: string;
    readonly body: string;
  }[];
}

export async function asked(
  hosts: readonly PullHost[],
  world: Readonly<Record<string, object>>,
  given: { readonly settings?: string; readonly manifest?: string; readonly hosts?: Partial<PullHosts> } = {},
): Promise<Asked> {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: web, image: "registry.test/shop/web:1.0" }] }
`;
  const { edges } = testEdges({ world, files: { "pod.yaml": given.manifest ?? pod } });
  const sent: { host: string; headers: string; url: string; method: string; body: string }[] = [];
  const http: Edges["http"] = async (request) => {
    const { method, url, headers } = request;
    sent.push({
      method,
      host: url.host,
      headers: JSON.stringify(headers),
      url: url.href,
      body: request.body ?? "",
    });
    return edges.http(request);
  };
  const pullHosts: PullHosts = {
    // New ones each time, as the settings' own.
    for: (registry) => (registry === "registry.test" ? hosts.map((one) => ({ ...one })) : null),
    secrets: [],
    ...given.hosts,
  };
  const report = await checkedGate(settingsOf(given.settings ?? "depth: reference"), { ...edges, http, pullHosts });
  const [use] = report.uses;
  if (use === undefined) throw new Error("there is a use");
  return { use, report, sent, requests: sent.map(({ method, host }) => `${method} ${host}`) };
}
