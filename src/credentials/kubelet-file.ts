// Where a kubelet's config that `node-credentials` names is read from on a fork's pull request: never through the fork's own tree.
// A link in it could lead to the runner's own logins, by whatever path one gets there.
import { posix } from "node:path";
import type { Base } from "../changes/base.ts";
import type { Edges, Files } from "../edges/edges.ts";
import type { NodeCredentialsSetting } from "../settings/settings.ts";

export type FileSetting = Extract<NodeCredentialsSetting, { kind: "file" }>;

/** Who reads the file; or why nobody does, a line for the log. */
export type FileOrigin = { readonly files: Pick<Files, "read"> } | { readonly withheld: string };

/** A file of the repository is the base's. One that lies elsewhere is read where no link is on the way to it. */
export async function originOf(
  { path, place, isOwn }: FileSetting,
  { files }: Pick<Edges, "files">,
  base: Base,
): Promise<FileOrigin> {
  const not = (why: string): FileOrigin => ({ withheld: `${place}: "${path}" is not read: ${why}` });
  if (base.kind === "none") {
    // What is not sent either way only tells for whom there is something.
    if (!isOwn) return { files };
    return not("a fork may have changed it, and no base is there to read it from");
  }
  if (base.files.holds(path)) return { files: base.files };
  const [folder = null, real = null] = [await files.real?.("."), await files.real?.(path)];
  if (folder === null || real === null) return not("it is not there");
  // The working folder may be known by another name than its real one.
  if (base.files.holds(posix.relative(folder, real))) return not("it is in a fork's tree: name it by its path there");
  const written = posix.resolve(files.workingFolder ?? folder, path);
  return written === real ? { files } : not("a link is on the way to it, and a fork asks");
}
