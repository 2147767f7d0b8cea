// A folder as git stores it: mode, name and object, one behind the other. Source: git's `tree-walk.c` (decode_tree_entry).

/** One entry; a submodule is a folder whose files are in a repository of its own. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "submodule";
  /** The object's name, in hexadecimal digits. */
  readonly id: string;
  /** Its bytes are no UTF-8: no path of this program leads there, as on the disk. */
  readonly isNameless: boolean;
}

/** The entries of a tree object by name; `idLength` is 40 for SHA-1 and 64 for SHA-256. What is cut off is left out. */
export function entriesOf(bytes: Buffer, idLength: number): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space);
    const next = end + 1 + idLength / 2;
    if (space === -1 || end === -1 || next > bytes.length) break;
    const kind = kindOf(bytes.toString("latin1", at, space));
    const written = bytes.subarray(space + 1, end);
    const name = written.toString("utf8");
    const isNameless = name.includes("\uFFFD") && !Buffer.from(name).equals(written);
    if (kind !== null) entries.set(name, { name, kind, id: bytes.toString("hex", end + 1, next), isNameless });
    at = next;
  }
  return entries;
}

/** `100664` is of old repositories. */
function kindOf(mode: string): TreeEntry["kind"] | null {
  switch (mode) {
    case "100644":
    case "100755":
    case "100664":
      return "file";
    case "40000":
    case "040000":
      return "folder";
    case "120000":
      return "link";
    case "160000":
      return "submodule";
    default:
      return null;
  }
}

/** A commit's own text: its tree and its parents, which stand there even where a shallow history doesn't have them. */
export function headersOf(commit: Buffer): { readonly tree: string; readonly parents: readonly string[] } {
  const headers = commit.toString("latin1").split("\n\n", 1)[0] ?? "";
  const named = (key: string): readonly string[] =>
    [...headers.matchAll(new RegExp(`^${key} ([0-9a-f]{40,64})$`, "gm"))].map(([, id = ""]) => id);
  return { tree: named("tree")[0] ?? "", parents: named("parent") };
}
