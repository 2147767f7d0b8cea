// Puts a world's images where the real registry keeps its own, so that it serves them as if they had been pushed.
// Source: distribution `registry/storage/paths.go`; a registry that lost or mixed up its files looks like this too.
import { mkdirSync, rmSync, symlinkSync, writeFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { contentOf } from "../support/registry/contents.ts";
import type { ImageSpec, World } from "../support/registry/world.ts";

export interface Storage {
  /** What the registries are told is their root; it leads to the images of one world. */
  readonly root: string;
  /** Makes `world` the one that is served. */
  readonly hold: (world: World) => void;
}

/** A storage in `folder`, which exists and is empty. */
export function createStorage(folder: string): Storage {
  const root = join(folder, "current");
  let count = 0;
  return {
    root,
    hold: (world) => {
      count += 1;
      const own = join(folder, String(count));
      const tree = join(own, "docker", "registry", "v2");
      mkdirSync(tree, { recursive: true });
      for (const host of world.values()) {
        for (const repository of Object.keys(host.repositories)) layOut(tree, repository, contentOf(host, repository));
      }
      // One step: nobody finds the root missing.
      symlinkSync(own, `${root}.next`);
      renameSync(`${root}.next`, root);
      rmSync(join(folder, String(count - 1)), { recursive: true, force: true });
    },
  };
}

/** Could the real registry have been given this, and serve it? What it would choke on is served by the gateway itself. */
export function isStorable(spec: ImageSpec): boolean {
  return spec.kind !== "schema1" && spec.wrong !== "json" && !spec.unstorable;
}

function layOut(tree: string, repository: string, content: ReturnType<typeof contentOf>): void {
  if (content === null) return;
  const own = join(tree, "repositories", repository);
  const put = (path: string, bytes: Buffer | string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };
  const store = (digest: string, bytes: Buffer): void => put(join(tree, "blobs", ...places(digest), "data"), bytes);
  for (const [digest, bytes] of content.blobs) {
    store(digest, bytes);
    put(join(own, "_layers", ...link(digest)), digest);
  }
  for (const [digest, { bytes }] of content.manifests) {
    store(digest, bytes);
    put(join(own, "_manifests", "revisions", ...link(digest)), digest);
  }
  for (const [tag, digest] of content.tags) {
    put(join(own, "_manifests", "tags", tag, "current", "link"), digest);
    put(join(own, "_manifests", "tags", tag, "index", ...link(digest)), digest);
  }
}

function places(digest: string): readonly string[] {
  const [algorithm = "", hex = ""] = digest.split(":");
  return [algorithm, hex.slice(0, 2), hex];
}

function link(digest: string): readonly string[] {
  return [...digest.split(":"), "link"];
}
