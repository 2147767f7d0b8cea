// A tree of files → what is read of it.
import { nodeFiles } from "../../src/edges/files.ts";
import { readManifests } from "../../src/manifests/read.ts";
import type { Extraction } from "../../src/model.ts";
import { folderWith, type Tree } from "./folder.ts";

/** Throws where there is no manifest. */
export async function read(
  tree: Tree,
  paths: readonly string[] = ["."],
  exclude: readonly string[] = [],
): Promise<Extraction> {
  const reading = await readManifests({ paths, exclude }, nodeFiles(folderWith(tree)));
  if (reading.kind !== "read") throw new Error(JSON.stringify(reading));
  return reading.extraction;
}
