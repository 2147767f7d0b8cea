// Templates of charts in the tree: what Secrets and accounts they make, by their text. Nobody here renders them, and their YAML is none yet.
import pLimit from "p-limit";
import type { Files } from "../edges/edges.ts";
import type { AccessObjects, Named, SourceFile } from "../model.ts";
import { decode } from "./decode.ts";
import { documentSlices } from "./documents.ts";
import { producerRows } from "./kinds-producers.ts";
import { withStars } from "./secret-names.ts";
import { type DocumentSlice, lineEnd } from "./slice.ts";

/** A template is a page or two; what is larger is a bundle of definitions. */
const maxTemplateBytes = 256 * 1024;

const filesAtOnce = 8;

/** What templates make. */
export type Made = Pick<AccessObjects, "producers" | "accountProducers">;

/** What the templates at `paths` make; what can't be read, or is larger, makes nothing. */
export async function madeIn(paths: readonly string[], files: Files): Promise<Made> {
  const limit = pLimit(filesAtOnce);
  const found = await Promise.all(
    paths.map((path) =>
      limit(async () => {
        const got = await files.read(path, maxTemplateBytes);
        const decoded = "code" in got ? null : decode(got.bytes);
        return decoded?.kind === "text" ? [madeInTemplate({ path, text: decoded.text })] : [];
      }),
    ),
  );
  return joinedMade(found.flat());
}

function joinedMade(all: readonly Made[]): Made {
  return {
    producers: all.flatMap(({ producers }) => producers),
    accountProducers: all.flatMap(({ accountProducers }) => accountProducers),
  };
}

const producing = producerRows.map(({ kinds }) => kinds.join("|")).join("|");
const producerLine = new RegExp(`^kind:[ \\t]*["']?(?:${producing})\\b`, "m");
const secretLine = /^kind:[ \t]*["']?Secret\b/m;
const accountLine = /^kind:[ \t]*["']?ServiceAccount\b/m;

/** Of Secrets, those that hold a docker config; what makes Secrets may make any. */
export function madeInTemplate(source: SourceFile): Made {
  if (!isProducing(source.text) && !accountLine.test(source.text)) return joinedMade([]);
  return joinedMade(
    documentSlices(source.text).map((slice) => {
      const made = isProducing(slice.text) ? namesIn(source, slice, secretOwners) : [];
      const accounts = accountLine.test(slice.text) ? namesIn(source, slice, accountOwners) : [];
      return {
        producers: made.map((named) => ({ ...named, namespace: null, namespaces: [], by })),
        accountProducers: accounts.map((named) => ({ ...named, by })),
      };
    }),
  );
}

const by = "Helm template";

function isProducing(text: string): boolean {
  return (/dockercfg|dockerconfigjson/.test(text) && secretLine.test(text)) || producerLine.test(text);
}

/** Where a template says how what it makes is called. */
interface Owners {
  /** Keys below which a `name` says so, where what is made isn't called like the object. */
  readonly line: RegExp;
  /** Keys that say so themselves. */
  readonly names: RegExp | null;
}

const secretOwners: Owners = {
  line: /^([ \t]*)(?:-[ \t]+)?(metadata|target|destination|managedSecret|output|secret|secretTemplates|generate):[ \t]*(?:#.*)?$/,
  names: /^[ \t]*(?:-[ \t]+)?(?:secretName|externalSecretName):[ \t]*(?=\S)/,
};

const accountOwners: Owners = { line: /^([ \t]*)(metadata):[ \t]*(?:#.*)?$/, names: null };

/** In a list, each of which says its name: `secretTemplates`. */
const nameInList = /^[ \t]*-[ \t]+name:[ \t]*(?=\S)/;

interface OwnerHere {
  readonly key: string;
  readonly indent: number;
  child: number | null;
}

function namesIn(file: SourceFile, slice: DocumentSlice, { line: owners, names }: Owners): readonly Named[] {
  const found: Named[] = [];
  let owner: OwnerHere | null = null;
  for (let line = 0; line < slice.text.length; line = lineEnd(slice.text, line)) {
    const written = slice.text.slice(line, lineEnd(slice.text, line)).trimEnd();
    const indent = written.length - written.trimStart().length;
    // Where a template's own lines stand, says nothing: `{{- if … }}` is in any column.
    if (written.slice(indent) === "" || /^(?:#|\{\{)/.test(written.slice(indent))) continue;
    if (owner !== null && (indent < owner.indent || (indent === owner.indent && !isItem(owner, written)))) owner = null;
    if (owner !== null) owner.child ??= indent;
    const name = names?.exec(written)?.[0] ?? nameBelow(owner, indent, written);
    if (name !== undefined) found.push(namedAt(file, slice.start + line + name.length, written.slice(name.length)));
    const [, before = "", key = ""] = owners.exec(written) ?? [];
    if (key !== "" && (key !== "metadata" || indent === 0)) owner = { key, indent: before.length, child: null };
  }
  return found;
}

/** A list's elements may stand below the first letter of its key. */
function isItem({ key }: OwnerHere, written: string): boolean {
  return key === "secretTemplates" && written.trimStart().startsWith("-");
}

function nameBelow(owner: OwnerHere | null, indent: number, written: string): string | undefined {
  if (owner === null || owner.child === null) return undefined;
  if (owner.key !== "secretTemplates") return owner.child === indent ? plainName.exec(written)?.[0] : undefined;
  if (owner.child === indent) return nameInList.exec(written)?.[0];
  return indent === owner.child + 2 ? plainName.exec(written)?.[0] : undefined;
}

const plainName = /^[ \t]*name:[ \t]*(?=\S)/;

function namedAt(file: SourceFile, start: number, written: string): Named {
  const quoted = /^(?:"([^"]*)"|'([^']*)')/.exec(written);
  const raw = quoted?.[1] ?? quoted?.[2] ?? written.replace(/[ \t]#.*$/, "").trimEnd();
  const from = start + (quoted === null ? 0 : 1);
  const name = withStars(raw);
  // A template that goes on on the next line, or holds braces of its own.
  const known = /[{}"']/.test(name) ? "*" : name;
  const span = { file, start: from, end: from + raw.length };
  return { name: known, span };
}
