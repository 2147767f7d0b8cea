// What a text tells of Secrets, roles and what makes Secrets: whether it must be parsed for them, and what is known without.
import { escapes } from "./escapes.ts";
import { roleGroup } from "./groups.ts";
import { type Head, headOf } from "./heads.ts";
import type { Imageless } from "./imageless.ts";
import { producerRows } from "./kinds-producers.ts";
import { copying, filling } from "./secret-annotations.ts";

/** An object of which no more than its head is of interest. */
export interface Headed {
  readonly kind: "Secret" | "Role" | "ClusterRole";
  readonly head: Head;
}

/**
 * What is to be done with an object that holds no image: nothing, take what its head says, or parse it; what breaks a docker
 * config (`docker-config`) is worth a complaint.
 */
export type Sight = "nothing" | Headed | "docker-config" | "parse";

/** `text`: of the object, in block style, with its root's keys behind `indent`. */
export function sightOf(text: string, indent: string, { group, kind, isList }: Imageless): Sight {
  if (group === roleGroup) return kind.endsWith("Role") && !isList ? headed(text, indent, kind) : "parse";
  if (group !== "" || kind !== "Secret") return "nothing";
  if (dockerConfig.test(text)) return "docker-config";
  return isList || isWritten.test(text) || text.search(escapes) !== -1 ? "parse" : headed(text, indent, kind);
}

function headed(text: string, indent: string, kind: string): Sight {
  const head = headOf(text, indent);
  return head !== null && (kind === "Secret" || kind === "Role" || kind === "ClusterRole") ? { kind, head } : "parse";
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

const producerKinds = [...new Set(producerRows.flatMap(({ kinds }) => kinds))];
const roleKinds = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

/** As a key's value, quoted or not, behind a tag or an anchor. A list's kind is not asked for: it is parsed whatever it says. */
const kindIn = (kinds: readonly string[]): RegExp =>
  new RegExp(`\\bkind["']?[ \\t]*:\\s*(?:[!&]\\S{0,100}\\s+){0,2}["']?(?:${kinds.join("|")})\\b`);
const accessKind = kindIn(["Secret", ...roleKinds, ...producerKinds]);
const secretKind = kindIn(["Secret"]);
