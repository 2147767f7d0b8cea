// Uses of artifacts from plan to verdict, over whatever edges there are: as the gate does it, without a manifest around them.
import type { Edges } from "../../src/edges/edges.ts";
import type { Cost, Finding, ImageUse, JudgedUse } from "../../src/model.ts";
import { planProbes } from "../../src/registries/plan.ts";
import { runProbes } from "../../src/registries/run.ts";
import type { Walked } from "../../src/registries/walk.ts";
import { judge } from "../../src/rules/judge.ts";
import { sourcesOf } from "./credentials.ts";
import { settingsOf } from "./settings.ts";
import { useOf } from "./uses.ts";

export interface JudgedArtifacts {
  /** In the order of `names`. */
  readonly uses: readonly JudgedUse[];
  readonly findings: readonly Finding[];
  readonly cost: Cost;
}

/** Judges an `OCIRepository` for each name. */
export async function judgeArtifacts(names: readonly string[], edges: Edges, text = ""): Promise<JudgedArtifacts> {
  const settings = settingsOf(text);
  const uses = names.map(ociRepository);
  const plan = planProbes({ uses }, sourcesOf(), settings);
  const { outcomes, cost } = await runProbes(plan, settings, edges);
  const subjects = plan.uses.map(({ question, ...subject }) => {
    const asked = question.kind === "probe" ? outcomes.get(question.key) : null;
    const walked: Walked = asked ?? { outcome: { kind: "not-asked", why: "invalid", evidence: [] }, tried: [] };
    return { ...subject, ...walked };
  });
  return { ...judge(subjects, [], settings), cost };
}

function ociRepository(name: string, index: number): ImageUse {
  const image = `oci://${name}`;
  const text = `${"\n".repeat(index)}url: ${image}`;
  const start = index + "url: ".length;
  return useOf(image, {
    span: { file: { path: "sources.yaml", text }, start, end: text.length },
    target: { kind: "named", name },
    source: "custom",
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "OCIRepository",
    name: "podinfo",
    container: null,
    slot: "artifact",
    path: "spec.url",
  });
}
