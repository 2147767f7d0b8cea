// A working folder in memory, as `Edges.files` shows it; failures have Node's codes.
import type { Files, FolderEntry } from "../../src/edges/edges.ts";

/** Texts (or bytes, where the encoding matters) by path with `/`; folders follow from the paths. */
export type FileTexts = Readonly<Record<string, string | Buffer>>;

/** `stdin` is what stands on standard input. */
export function memoryFiles(texts: FileTexts, stdin = ""): Files {
  const files = new Map(Object.entries(texts).map(([path, text]) => [normalised(path), Buffer.from(text)]));
  const missing = { code: "ENOENT" };

  function childrenOf(folder: string): readonly FolderEntry[] {
    const prefix = folder === "" ? "" : `${folder}/`;
    const below = [...files.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    const entries = new Map<string, FolderEntry["kind"]>();
    for (const path of below) {
      const [name = "", ...rest] = path.split("/");
      entries.set(name, rest.length > 0 ? "folder" : "file");
    }
    return [...entries].map(([name, kind]) => ({ name, kind }));
  }

  return {
    list: async (path) => {
      const folder = normalised(path);
      if (files.has(folder)) return { code: "ENOTDIR" };
      const entries = childrenOf(folder);
      return entries.length === 0 && folder !== "" ? missing : { entries };
    },
    look: async (path) => {
      const bytes = files.get(normalised(path));
      if (bytes !== undefined) return { kind: "file", size: bytes.length };
      const folder = normalised(path);
      return folder === "" || childrenOf(folder).length > 0 ? { kind: "folder", size: 0 } : missing;
    },
    read: async (path, maxBytes = Infinity) => {
      const bytes = files.get(normalised(path));
      if (bytes !== undefined) return bytes.length > maxBytes ? { code: "EFBIG" } : { bytes };
      return childrenOf(normalised(path)).length > 0 ? { code: "EISDIR" } : missing;
    },
    stdin: async (maxBytes) => ({ bytes: Buffer.from(stdin).subarray(0, maxBytes) }),
  };
}

function normalised(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}
