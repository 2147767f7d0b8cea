// Artifacts against the real registry: a chart that is there is found by tag and by digest, and one that isn't is told.
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { nodeEdges } from "../../src/edges/node.ts";
import { judgeArtifacts, type JudgedArtifacts } from "../support/artifacts.ts";
import { pushChart } from "./images.ts";
import { describeLab } from "./parts.ts";
import { type LabRegistry, startRegistry } from "./registry.ts";

async function judged(...names: readonly string[]): Promise<JudgedArtifacts> {
  const log = { log: () => {}, progress: () => {}, settle: () => {} };
  const { edges, close } = nodeEdges(
    { files: nodeFiles("."), environment: {}, log },
    { connectTimeoutMs: 10_000, connections: 4 },
  );
  try {
    return await judgeArtifacts(names, edges);
  } finally {
    await close();
  }
}

describeLab("artifacts in the real registry", () => {
  let registry: LabRegistry;
  let chart: string;

  beforeAll(async () => {
    registry = await startRegistry({ kind: "open" });
    chart = `${registry.address}/charts/web`;
    await pushChart(registry.address, "charts/web", "1.0.0");
  });
  afterAll(async () => registry.stop());

  test("a chart is there by its tag, and by the digest that this tells", async () => {
    const byTag = await judged(`${chart}:1.0.0`);
    expect(byTag.findings).toEqual([]);
    const [use] = byTag.uses;
    expect(use).toMatchObject({ verdict: "pullable", platforms: [], outcome: { kind: "found", depth: "reference" } });
    const digest = use?.outcome.kind === "found" ? use.outcome.digest : null;
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const byDigest = await judged(`${chart}@${digest}`);
    expect(byDigest.uses).toMatchObject([{ verdict: "pullable", outcome: { digest } }]);
    expect(byDigest.cost).toMatchObject({ requests: 1, countedPulls: 0 });
  });

  test("what isn't there is told: tag, digest and repository", async () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const none = `${registry.address}/charts/none:1.0.0`;
    const { uses, findings, cost } = await judged(`${chart}:1.0.1`, `${chart}@${digest}`, none);
    expect(uses.map(({ verdict }) => verdict)).toEqual(["missing", "missing", "missing"]);
    expect(findings.map(({ rule }) => rule)).toEqual(["tag-missing", "digest-missing", "repository-missing"]);
    expect(findings[0]).toMatchObject({ kubelet: null, suggestion: { replacement: `oci://${chart}:1.0.0` } });
    expect(cost.countedPulls).toBe(0);
  });
});
