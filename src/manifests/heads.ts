// What is to be known of a plain object in block style, told from its text at a hundredth of the parser's price: its name, its
// namespace, its type; of a binding, who is bound to what. Whatever could mean anything else is left to the parser.
import { goesOn, isBelow, itemsBelow, rootKeyOf, type Word, wordIn, wordsBelow } from "./head-lines.ts";

export interface Head {
  readonly name: Word;
  readonly namespace: Word | null;
}

/** What a binding says beside. */
export interface BindingHead {
  readonly role: { readonly kind: Word; readonly name: Word };
  readonly subjects: readonly { readonly kind: Word; readonly name: Word; readonly namespace: Word | null }[];
}

/** `null` where only the parser can tell, and where there is no name. `indent` stands before each key of the root. */
export function headOf(text: string, indent: string): Head | null {
  const words = wordsOf(text, indent, "metadata", ["name", "namespace"]);
  const name = words?.get("name");
  return name === undefined ? null : { name, namespace: words?.get("namespace") ?? null };
}

/** The type of a Secret; `null` where only the parser can tell. */
export function typeOf(text: string, indent: string): Word | "absent" | null {
  const type = rootKeyOf(text, indent, "type");
  if (type === null || type === "absent") return type;
  return goesOn(text, type.end, indent.length) ? null : wordIn(type);
}

/** Of a binding; `null` where only the parser can tell, and where anything is missing. */
export function bindingHeadOf(text: string, indent: string): BindingHead | null {
  const words = wordsOf(text, indent, "roleRef", ["kind", "name"]);
  const [kind, name] = [words?.get("kind"), words?.get("name")];
  const subjects = subjectsOf(text, indent);
  return kind === undefined || name === undefined || subjects === null ? null : { role: { kind, name }, subjects };
}

function subjectsOf(text: string, indent: string): BindingHead["subjects"] | null {
  const key = rootKeyOf(text, indent, "subjects");
  if (key === "absent") return [];
  const items = key !== null && isBelow(key) ? itemsBelow(text, key.end, indent.length) : null;
  const subjects = items?.flatMap((words) => {
    const [kind, name] = [words?.get("kind"), words?.get("name")];
    return kind === undefined || name === undefined ? [] : [{ kind, name, namespace: words?.get("namespace") ?? null }];
  });
  return subjects !== undefined && subjects.length === items?.length ? subjects : null;
}

function wordsOf(text: string, indent: string, key: string, wanted: readonly string[]): ReturnType<typeof wordsBelow> {
  const found = rootKeyOf(text, indent, key);
  if (found === null || found === "absent" || !isBelow(found)) return null;
  return wordsBelow(text, found.end, indent.length, wanted);
}
