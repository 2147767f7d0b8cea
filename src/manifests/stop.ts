// Reading that ends the run where there is nothing to judge: a gate that looked at nothing must not be green.
import type { Edges } from "../edges/edges.ts";
import { Mistake } from "../mistake.ts";
import type { Extraction } from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import { readManifests } from "./read.ts";

/** What the manifests hold. Throws `Mistake` (exit 2) where a path matches nothing, or no manifest is found at all. */
export async function readManifestsOrStop(settings: Settings, edges: Edges): Promise<Extraction> {
  const { paths, exclude } = settings;
  const reading = await readManifests({ paths, exclude }, edges.files);
  switch (reading.kind) {
    case "read":
      return reading.extraction;
    case "nothing-matches":
      throw new Mistake(...reading.paths.map((path) => `"${path}" matches no file: check the path, or leave it out`));
    case "no-manifest": {
      const folders = reading.folders.map((folder) => `"${folder}"`).join(", ");
      throw new Mistake(
        `no Kubernetes manifest found in ${folders}: name the folders that hold them, or pipe rendered manifests to \`pullgate check -\``,
        ...reading.problems.map(({ span, message }) => `${span.file.path}: ${message}`),
      );
    }
  }
}
