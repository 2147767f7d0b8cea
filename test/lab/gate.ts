// The gate as the command line runs it: the real disk, network and clock, over manifests in a temporary folder.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Base, noBase } from "../../src/changes/base.ts";
import { nodeFiles } from "../../src/edges/files.ts";
import { nodeEdges } from "../../src/edges/node.ts";
import type { Edges } from "../../src/edges/edges.ts";
import type { Finding, JudgedUse, Report } from "../../src/model.ts";
import { preparePullHosts } from "../../src/mirrors/prepare.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

export interface Judged {
  readonly use: JudgedUse;
  readonly findings: readonly Finding[];
  readonly report: Report;
}

export interface Circumstances {
  /** The text of a settings file. */
  readonly settings?: string;
  /** Logins by registry host, as `user:password`; they are written where docker would have written them. */
  readonly logins?: Readonly<Record<string, string>>;
  /** The pods themselves, where a container of the image is not all that there is to them. */
  readonly manifest?: string;
  /** Manifests beside the pods', by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What settings and environment name: certificates, `hosts.toml`, by path; `{{folder}}` in the environment is where they are. */
  readonly beside?: Readonly<Record<string, string>>;
  /** The text of a kubelet's `config.json`, as `kubelet.json` for the settings to name. */
  readonly node?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What of the edges is not the real one. */
  readonly edges?: Partial<Edges>;
  /** What the change is compared with. */
  readonly base?: Base;
}

/** Runs the gate over one Pod with one container of `image`. */
export async function judgeImage(image: string, circumstances: Circumstances = {}): Promise<Judged> {
  const report = await judgeImages([image], circumstances);
  const [use] = report.uses;
  if (use === undefined) throw new Error(`no use of ${image} was found`);
  return { use, findings: report.findings, report };
}

/** Runs the gate over a Pod for each image. */
export async function judgeImages(images: readonly string[], circumstances: Circumstances): Promise<Report> {
  const { settings, logins = {}, manifest, files = {}, node, beside = {}, edges: others = {}, base } = circumstances;
  const folder = await mkdtemp(join(tmpdir(), "pullgate-gate-"));
  try {
    const entries = Object.entries(logins).map(([host, login]) => [host, { auth: base64(login) }] as const);
    const auths: Readonly<Record<string, object>> = Object.fromEntries(entries);
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths }));
    await writeFile(join(folder, "pods.yaml"), manifest ?? images.map(podOf).join("---\n"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    for (const [name, text] of Object.entries(beside)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const environment: Record<string, string> = {};
    for (const [name, value] of Object.entries(circumstances.environment ?? {})) {
      environment[name] = value.replaceAll("{{folder}}", folder);
    }
    if (node !== undefined) await writeFile(join(folder, "kubelet.json"), node);
    const parsed = settingsOf(settings);
    const { edges, close } = nodeEdges(
      {
        files: nodeFiles(folder),
        environment: { ...environment, HOME: folder, DOCKER_CONFIG: folder },
        log: { log: () => {}, progress: () => {}, settle: () => {} },
      },
      { connectTimeoutMs: parsed.connectTimeoutMs, connections: parsed.concurrency },
    );
    try {
      return await checkedGate(
        { ...parsed, paths: ["pods.yaml", ...Object.keys(files)] },
        { ...edges, ...(await hostsOf(parsed, folder, base)), ...others },
        base,
      );
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `edges/world.ts` opens before a run. */
async function hostsOf(settings: Settings, folder: string, base: Base = noBase): Promise<Partial<Edges>> {
  const { mirrors, insecureRegistries, caFiles } = settings;
  if (mirrors.length + insecureRegistries.length + caFiles.length === 0) return {};
  const pullHosts = await preparePullHosts(settings, base, { files: nodeFiles(folder), log: () => {} });
  if ("mistakes" in pullHosts) throw new Error(pullHosts.mistakes.join("\n"));
  return { pullHosts };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function podOf(image: string, index: number): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: pod-${index}
spec:
  containers:
    - name: only
      image: ${image}
`;
}
