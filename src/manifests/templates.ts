// Templates of charts in the tree: what Secrets they make, by their text. Nobody here renders them, and their YAML is none yet.
import pLimit from "p-limit";
import type { Files } from "../edges/edges.ts";
import type { SecretProducer, SourceFile } from "../model.ts";
import { decode } from "./decode.ts";
import { documentSlices } from "./documents.ts";
import { producerRows } from "./kinds-producers.ts";
import { withStars } from "./secret-names.ts";
import { type DocumentSlice, lineEnd } from "./slice.ts";

/** A template is a page or two; what is larger is a bundle of definitions. */
const maxTemplateBytes = 256 * 1024;

const filesAtOnce = 8;

/** What the templates at `paths` make; what can't be read, or is larger, makes nothing. */
export async function producersIn(paths: readonly string[], files: Files): Promise<readonly SecretProducer[]> {
  const limit = pLimit(filesAtOnce);
  const found = await Promise.all(
    paths.map((path) =>
      limit(async () => {
        const got = await files.read(path, maxTemplateBytes);
        const decoded = "code" in got ? null : decode(got.bytes);
        return decoded?.kind === "text" ? producersInTemplate({ path, text: decoded.text }) : [];
      }),
    ),
  );
  return found.flat();
}

const producing = producerRows.map(({ kinds }) => kinds.join("|")).join("|");
const producerLine = new RegExp(`^kind:[ \\t]*["']?(?:${producing})\\b`, "m");
const secretLine = /^kind:[ \t]*["']?Secret\b/m;

/** Of Secrets, those that hold a docker config; what makes Secrets may make any. */
export function producersInTemplate(source: SourceFile): readonly SecretProducer[] {
  if (!isProducing(source.text)) return [];
  return documentSlices(source.text).flatMap((slice) => (isProducing(slice.text) ? namesIn(source, slice) : []));
}

function isProducing(text: string): boolean {
  return (/dockercfg|dockerconfigjson/.test(text) && secretLine.test(text)) || producerLine.test(text);
}

/** Below these keys stands what the Secret of a producer is called, where it isn't called like the object. */
const owners = /^([ \t]*)(metadata|target|destination|managedSecret):[ \t]*(?:#.*)?$/;

function namesIn(file: SourceFile, slice: DocumentSlice): readonly SecretProducer[] {
  const found: SecretProducer[] = [];
  let owner: { readonly indent: number; child: number | null } | null = null;
  for (let line = 0; line < slice.text.length; line = lineEnd(slice.text, line)) {
    const written = slice.text.slice(line, lineEnd(slice.text, line)).trimEnd();
    const indent = written.length - written.trimStart().length;
    // Where a template's own lines stand, says nothing: `{{- if … }}` is in any column.
    if (written.slice(indent) === "" || /^(?:#|\{\{)/.test(written.slice(indent))) continue;
    if (owner !== null && indent <= owner.indent) owner = null;
    if (owner !== null) owner.child ??= indent;
    const name = owner?.child === indent ? /^[ \t]*name:[ \t]*(?=\S)/.exec(written)?.[0] : undefined;
    if (name !== undefined) found.push(producerAt(file, slice.start + line + name.length, written.slice(name.length)));
    const key = owners.exec(written);
    if (key !== null && (key[2] !== "metadata" || indent === 0)) owner = { indent, child: null };
  }
  return found;
}

function producerAt(file: SourceFile, start: number, written: string): SecretProducer {
  const quoted = /^(?:"([^"]*)"|'([^']*)')/.exec(written);
  const raw = quoted?.[1] ?? quoted?.[2] ?? written.replace(/[ \t]#.*$/, "").trimEnd();
  const from = start + (quoted === null ? 0 : 1);
  const name = withStars(raw);
  // A template that goes on on the next line, or holds braces of its own.
  const known = /[{}"']/.test(name) ? "*" : name;
  const span = { file, start: from, end: from + raw.length };
  return { name: known, namespace: null, namespaces: [], by: "Helm template", span };
}
