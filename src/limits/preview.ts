// Docker Hub's limit where no answer to an image's question told it: the repository that is there to be asked for it.
// Source: docs.docker.com "Docker Hub pull usage and limits" (ratelimitpreview/test; a HEAD of it isn't counted).
import { candidateMark } from "../credentials/candidate.ts";
import type { Probe } from "../model.ts";
import { hostFor } from "../registries/host.ts";
import { askFor } from "../registries/in-turn.ts";
import { manifestAccept } from "../registries/media-types.ts";
import type { Walked } from "../registries/walk.ts";
import { createWalker, type WalkTools } from "../registries/walker.ts";

const registry = "docker.io";

/** Asks once for each identity that was let in and told nothing; what comes of it is in the meters. */
export async function askPreviews(
  probes: readonly Probe[],
  outcomes: ReadonlyMap<string, Walked>,
  tools: WalkTools,
): Promise<void> {
  // Nodes that pull through mirrors are counted there.
  if ((tools.hosts?.for(registry) ?? null) !== null) return;
  const identities = new Map<string, Probe>();
  for (const probe of probes) {
    if (probe.reference.registry !== registry) continue;
    for (const { mark, came } of outcomes.get(probe.key)?.tried ?? []) {
      const asker = { host: hostFor(registry), mark: came.kind === "in" && came.unasked ? "anonymous" : mark };
      const isTold = (tools.meters.of(asker)?.headroom ?? null) !== null;
      if (came.kind === "in" && !isTold && !identities.has(asker.mark)) identities.set(asker.mark, probe);
    }
  }
  await Promise.all(
    [...identities].map(async ([mark, probe]) => {
      const candidate = probe.candidates.find((one) => candidateMark(one) === mark) ?? { kind: "anonymous" };
      const reference = { registry, repository: "ratelimitpreview/test", tag: "latest", digest: null };
      const walker = createWalker({ ...probe, reference }, candidate, tools);
      await askFor(walker, { method: "HEAD", what: "manifests/latest", accept: manifestAccept, maxBytes: 0 });
    }),
  );
}
