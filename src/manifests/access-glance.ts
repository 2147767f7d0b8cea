// What a text tells of Secrets, roles and what makes Secrets: whether it must be parsed for them, and what is known without.
import { escapes } from "./escapes.ts";
import { roleGroup } from "./groups.ts";
import type { Word } from "./head-lines.ts";
import { type BindingHead, bindingHeadOf, type Head, headOf, typeOf } from "./heads.ts";
import type { Imageless } from "./imageless.ts";
import { producerRows } from "./kinds-producers.ts";
import { copying, filling } from "./secret-annotations.ts";

/** An object of which the text told all there is to know. */
export type Headed =
  | { readonly kind: "Secret"; readonly head: Head; readonly type: Word | null }
  | { readonly kind: "Role" | "ClusterRole"; readonly head: Head }
  | { readonly kind: "RoleBinding" | "ClusterRoleBinding"; readonly head: Head; readonly binding: BindingHead };

/**
 * What is to be done with an object that holds no image: nothing, take what its text says, or parse it; what breaks a docker
 * config (`docker-config`) is worth a complaint.
 */
export type Sight = "nothing" | Headed | "docker-config" | "parse";

/** `text`: of the object, in block style, with its root's keys behind `indent`. */
export function sightOf(text: string, indent: string, { group, kind, isList }: Imageless): Sight {
  const isSecret = group === "" && kind === "Secret";
  if (!isSecret && group !== roleGroup) return "nothing";
  if (isSecret && dockerConfig.test(text)) return "docker-config";
  if (isList || (isSecret && (isWritten.test(text) || text.search(escapes) !== -1))) return "parse";
  const head = headOf(text, indent);
  return (head === null ? null : headed(text, indent, kind, head)) ?? "parse";
}

function headed(text: string, indent: string, kind: string, head: Head): Headed | null {
  switch (kind) {
    case "Secret": {
      const type = typeOf(text, indent);
      return type === null ? null : { kind, head, type: type === "absent" ? null : type };
    }
    case "Role":
    case "ClusterRole":
      return { kind, head };
    case "RoleBinding":
    case "ClusterRoleBinding": {
      const binding = bindingHeadOf(text, indent);
      return binding === null ? null : { kind, head, binding };
    }
    default:
      return null;
  }
}

/** Both keys and both types of docker configs have it. */
const dockerConfig = /dockerc/;

/** What else of a Secret is to be known: who writes it, in the repository or in the cluster; and keys that are no text. */
const isWritten = new RegExp(
  ["sops", "!!binary", ...[...copying, ...filling].map((name) => name.replace(/\/.*$/, "/"))]
    .join("|")
    .replaceAll(".", "\\."),
);

/** How an object in any other style, or of any other kind, is to be parsed for what it says of access; `null`: not at all. */
export function accessParse(text: string): "always" | "for-access" | null {
  if (!accessKind.test(text)) return null;
  return secretKind.test(text) && dockerConfig.test(text) ? "always" : "for-access";
}

const roleKinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

/** As a key's value, quoted or not, behind a tag or an anchor. A list's kind is not asked for: it is parsed whatever it says. */
const kindIn = (kinds: readonly string[]): RegExp =>
  new RegExp(`kind["']?[ \\t]*:\\s*(?:[!&]\\S{0,100}\\s+){0,2}["']?(?:${kinds.join("|")})\\b`);
const producerKinds = producerRows.map(({ kinds }) => kinds.join("|"));
const accessKind = kindIn(["Secret", ...roleKinds, ...producerKinds]);
const secretKind = kindIn(["Secret"]);
