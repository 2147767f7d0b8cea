// Manifests of pods and their pull secrets, for tests of who is shown which login: judged in this process, every request remembered.
import type { Edges } from "../../src/edges/edges.ts";
import type { Report } from "../../src/model.ts";
import { checkedGate } from "./gate.ts";
import { testEdges } from "./edges.ts";
import type { Registry } from "./registry/registry.ts";
import { settingsOf } from "./settings.ts";

/** A pod in `namespace`, with its images and its pull secrets. */
export function podWith(
  name: string,
  images: readonly string[],
  secrets: readonly string[] = [],
  namespace = "shop",
): string {
  const containers = images.map((image, at) => ({ name: `c${at}`, image }));
  const imagePullSecrets = secrets.map((secret) => ({ name: secret }));
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace },
    spec: { containers, ...(secrets.length > 0 ? { imagePullSecrets } : {}) },
  });
}

/** A pull secret: by each key, a user and a password. */
export function secretWith(
  name: string,
  logins: Readonly<Record<string, readonly [string, string]>>,
  namespace = "shop",
): string {
  const auths = Object.fromEntries(
    Object.entries(logins).map(([key, login]) => [key, { auth: Buffer.from(login.join(":")).toString("base64") }]),
  );
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": Buffer.from(JSON.stringify({ auths })).toString("base64") },
  });
}

export interface Asking {
  readonly world: unknown;
  readonly manifests: readonly string[];
  readonly dockerConfig?: object;
  readonly settings?: string;
  readonly helper?: Edges["credentialHelper"];
}

export interface AskedWorld {
  readonly report: Report;
  readonly registry: Registry;
  readonly logged: readonly string[];
  /** `Pod name`: the verdict of each image. */
  readonly verdicts: Readonly<Record<string, readonly string[]>>;
}

/** Judges manifests, each a document of its own. */
export async function askWorld({ world, manifests, dockerConfig, settings, helper }: Asking): Promise<AskedWorld> {
  const { edges, registry, logged } = testEdges({
    world,
    files: { "all.yaml": manifests.join("\n---\n") },
    ...(dockerConfig === undefined ? {} : { dockerConfig: JSON.stringify(dockerConfig) }),
  });
  const report = await checkedGate(settingsOf(settings), {
    ...edges,
    ...(helper === undefined ? {} : { credentialHelper: helper }),
  });
  const verdicts: Record<string, readonly string[]> = {};
  for (const { use, verdict } of report.uses) {
    const name = use.name ?? "";
    verdicts[name] = [...(verdicts[name] ?? []), verdict];
  }
  return { report, registry, logged, verdicts };
}
