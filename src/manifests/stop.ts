// Reading that ends the run where there is nothing to judge: a gate that looked at nothing must not be green.
import { Mistake } from "../mistake.ts";
import type { Extraction } from "../model.ts";
import { standardInput } from "./names.ts";
import type { ManifestReading } from "./read.ts";

/** What the manifests hold. Throws `Mistake` (exit 2) where a path matches nothing, or no manifest is found at all. */
export function manifestsOrStop(reading: ManifestReading): Extraction {
  switch (reading.kind) {
    case "read":
      return reading.extraction;
    case "nothing-matches":
      throw new Mistake(...reading.paths.map((path) => `"${path}" matches no file: check the path, or leave it out`));
    case "no-manifest":
      throw new Mistake(
        nothingFound(reading.folders),
        ...reading.problems.map(({ span, message }) => `${span.file.path}: ${message}`),
      );
  }
}

/** One sentence. `paths` as given: standard input is no place to look for folders in. */
export function nothingFound(paths: readonly string[]): string {
  const folders = paths.filter((path) => path !== standardInput).map((path) => `"${path}"`);
  const places = [
    ...(folders.length < paths.length ? ["on standard input"] : []),
    ...(folders.length > 0 ? [`in ${folders.join(", ")}`] : []),
  ].join(" and ");
  const remedy =
    folders.length > 0
      ? "name the folders that hold them, or pipe rendered manifests to `pullgate check -`"
      : "look at what the command before the pipe prints";
  return `no Kubernetes manifest found ${places}: ${remedy}`;
}
