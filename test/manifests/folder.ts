// A folder of real files for one test file: text, bytes, links.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** By path: a file's content, or where a link leads. */
export type Tree = Readonly<Record<string, string | Buffer | { readonly link: string }>>;

/** Writes `tree` into a new folder, which goes away with the test; gives the folder's path. */
export function folderWith(tree: Tree): string {
  const folder = mkdtempSync(join(tmpdir(), "pullgate-manifests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, content] of Object.entries(tree)) {
    const at = join(folder, path);
    mkdirSync(dirname(at), { recursive: true });
    if (typeof content === "string" || Buffer.isBuffer(content)) writeFileSync(at, content);
    else symlinkSync(content.link, at);
  }
  return folder;
}
