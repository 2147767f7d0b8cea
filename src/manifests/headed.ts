// Secrets, roles and bindings of which the text alone told all there is to know (`heads.ts`), as the parser would give them.
import type { AccessObjects, Named, SourceFile } from "../model.ts";
import type { Headed } from "./access-glance.ts";
import type { Word } from "./head-lines.ts";
import { namespacesOf } from "./namespace-written.ts";
import { joinedAccess, noAccess } from "./file-reading.ts";
import type { DocumentSlice } from "./slice.ts";

/** Those of the file's documents that are, in their order. */
export function headedIn(
  file: SourceFile,
  documents: readonly { readonly slice: DocumentSlice; readonly headed: Headed | null }[],
): AccessObjects {
  return joinedAccess(
    documents.flatMap(({ slice, headed }) =>
      headed === null ? [] : [{ access: accessOf(file, slice.start, headed) }],
    ),
  );
}

function accessOf(file: SourceFile, from: number, headed: Headed): AccessObjects {
  const named = ({ word, start }: Word): Named => {
    return { name: word, span: { file, start: from + start, end: from + start + word.length } };
  };
  const { name, namespace } = headed.head;
  const placed = { ...named(name), ...inNamespace(namespace) };
  switch (headed.kind) {
    case "Secret": {
      const type = headed.type === null ? null : named(headed.type);
      return { ...noAccess, secrets: [{ ...placed, type, values: [], ...untold }] };
    }
    case "Role":
      return { ...noAccess, roles: [{ ...placed, kind: headed.kind }] };
    case "ClusterRole":
      return { ...noAccess, roles: [{ ...placed, ...inNamespace(null), kind: headed.kind }] };
    case "RoleBinding":
    case "ClusterRoleBinding": {
      const own = headed.kind === "RoleBinding" ? placed : { ...placed, ...inNamespace(null) };
      const role = { ...named(headed.binding.role.name), kind: headed.binding.role.kind.word };
      const subjects = headed.binding.subjects.map((subject) => ({
        ...named(subject.name),
        kind: subject.kind.word,
        namespace: subject.namespace?.word ?? null,
      }));
      return { ...noAccess, bindings: [{ ...own, kind: headed.kind, role, subjects }] };
    }
  }
}

function inNamespace(word: Word | null): { readonly namespace: string | null; readonly namespaces: readonly string[] } {
  return { namespace: word?.word ?? null, namespaces: namespacesOf(word?.word ?? null) };
}

/** Had it said so, it would have been parsed. */
const untold = { isEncrypted: false, isCopied: false, isFilledIn: false } as const;
