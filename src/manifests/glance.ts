// A cheap look at a document before it is parsed: most can't start a pull, and parsing is what costs (0.4 s a megabyte).
import { accessParse, type Headed, type Sight, sightOf } from "./access-glance.ts";
import { withEscapesRead } from "./escapes.ts";
import { type Imageless, imagelessIn } from "./imageless.ts";
import { jsonGlance } from "./json-glance.ts";
import { type DocumentSlice, lineEnd } from "./slice.ts";
import { isWorkloadKind } from "./kinds-core.ts";
import { patterns } from "./patterns.ts";

/** What the text alone tells. It may ask for a needless parse, never spare a needed one. */
export interface Glance {
  /** Its root has `apiVersion` and `kind`, or a kind that starts pods; or it was to have them, and is broken right there. */
  readonly object: boolean;
  /**
   * `in-manifest`: foreign, but it speaks of images: in a file that has an object it may be one that broke.
   * `with-neighbours`: starts no pull; only where its file must be parsed anyway it is asked whether it parses. So a
   * broken ConfigMap alone is left to kubectl to refuse: no image is missed, and most folders are read without a parser.
   * `for-access`: starts no pull, but is parsed for what it says of Secrets and roles; otherwise the same.
   */
  readonly parse: "always" | "in-manifest" | "for-access" | "with-neighbours" | "never";
  /** A Secret or role of which this is all that is to be known. */
  readonly headed: Headed | null;
}

/**
 * Looks at one document. `isKustomization`: its file's name says so, and `apiVersion` and `kind` may be missing; `kinds`: where
 * one of these words stands, it is read whatever else it says.
 */
export function glance(
  { text: written }: DocumentSlice,
  { isKustomization, kinds }: { readonly isKustomization: boolean; readonly kinds: readonly string[] },
): Glance {
  const content = contentStart(written);
  if (content === written.length) return foreign("never");
  if (!isKustomization && isDefinition(written, content)) return object("never");
  const text = withEscapesRead(written);
  if (isKustomization)
    return object(kustomizing.test(text) ? "always" : generating.test(text) ? "for-access" : "never");
  const isAsked = kinds.some((kind) => text.includes(kind));
  const json = !isAsked && written[content] === "{" ? jsonGlance(written.slice(content)) : null;
  if (json === "foreign") return foreign("never");
  if (json === "silent") return object(accessParse(text) ?? "never");
  const indent = indentOf(written, content);
  const imageless = isAsked || written[content] === "{" ? null : imagelessIn(written, indent);
  if (imageless !== null) return glanceAt(imageless, sightOf(written, indent, imageless));
  const mayMatter = isAsked || telling.test(text);
  const root = rootKeys(text, written, content);
  if (root.startsPods) return object("always");
  if (root.apiVersion && root.kind) return object(mayMatter ? "always" : (accessParse(text) ?? "with-neighbours"));
  const hasBoth = text.includes("apiVersion") && text.includes("kind");
  if (hasBoth && mayMatter) return { ...object("always"), object: isMeantAsObject(written, content) };
  if (mayMatter && patchOperation.test(text)) return foreign("always");
  return foreign(mayMatter ? "in-manifest" : "with-neighbours");
}

function object(parse: Glance["parse"]): Glance {
  return { object: true, parse, headed: null };
}

function foreign(parse: Glance["parse"]): Glance {
  return { object: false, parse, headed: null };
}

function glanceAt({ size }: Imageless, sight: Sight): Glance {
  switch (sight) {
    case "docker-config":
      return object("always");
    case "parse":
      return object("for-access");
    case "nothing":
      return object(size === "small" ? "with-neighbours" : "never");
    default:
      return { ...object(size === "small" ? "with-neighbours" : "never"), headed: sight };
  }
}

/**
 * Without any of these words nothing is asked for: `image` also stands in imagePullSecrets, in `dockerImage` and in the images of
 * a kustomization; charts' values may say `repository` alone, artifacts `package`, `bundle`, a URL or a Wasm `module`. Packages of
 * Crossplane that build on others say only their group, and Istio's plugins may leave the scheme out. In base64 any word may stand.
 */
const telling =
  /image|repository|package|bundle|(?:oci|docker|registry):\/\/|ServiceAccount|pkg\.crossplane|WasmPlugin|!!binary/i;

/** What of a kustomization names images, its entries, patches and charts' values; and what it builds on. */
const kustomizing = /image|valuesInline|resources|bases|components|patches|!!binary/i;

/** What of one names Secrets that it makes. */
const generating = /secretGenerator|generators/;

/** A list of JSON patch operations: no object, and yet what kustomize makes of objects. */
const patchOperation = /(?:^|[\n{,-])[ \t]*["']?op["']?[ \t]*:[ \t]*["']?(?:add|replace)\b/;

const marker = /^(?:---|\.\.\.)[ \t]*(?:[ \t]#.*)?\r?$/;
const definitionKey = /^(apiVersion|kind|metadata|spec|status):(?=\s|$)/;
const definitionValues: Readonly<Record<string, RegExp>> = {
  apiVersion: /^apiVersion:[ \t]+apiextensions\.k8s\.io\//,
  kind: /^kind:[ \t]+CustomResourceDefinition[ \t]*(?:[ \t]#.*)?\r?$/,
};

/**
 * A CustomResourceDefinition: its schemas hold keys named `image`, and are most of the YAML there is. Spared only where
 * nothing else is possible: the first line of content is a key in the first column, hence every key of the root is, and
 * there is no line in that column but the five keys, each once.
 */
function isDefinition(text: string, content: number): boolean {
  if (content > 0 && text[content - 1] !== "\n") return false;
  if (!text.includes("CustomResourceDefinition")) return false;
  const seen = new Set<string>();
  for (const line of flushLines(text)) {
    if (marker.test(line)) continue;
    const key = definitionKey.exec(line)?.[1];
    if (key === undefined || seen.has(key) || definitionValues[key]?.test(line) === false) return false;
    seen.add(key);
  }
  return seen.has("apiVersion") && seen.has("kind");
}

/**
 * The lines that start with neither white space nor a comment. All of a definition is looked through for its five: a regular
 * expression takes six times as long.
 */
function* flushLines(text: string): Generator<string, void> {
  for (let start = 0; start < text.length; start = lineEnd(text, start)) {
    if (!" \t\r\n#".includes(text.charAt(start))) yield text.slice(start, lineEnd(text, start)).replace(/\n$/, "");
  }
}

interface RootKeys {
  readonly apiVersion: boolean;
  readonly kind: boolean;
  /** Its kind is a workload's or a list's: it matters though it says nothing of images, for it may be cut short. */
  readonly startsPods: boolean;
}

/** In flow style, keys anywhere; else those that are indented as the root is. */
function rootKeys(text: string, written: string, content: number): RootKeys {
  const isFlow = written[content] === "{";
  const indent = indentOf(written, content);
  const key = (name: string): RegExp => (isFlow ? flowKey(name) : blockKey(indent, name));
  const apiVersion = key("apiVersion").test(text);
  return {
    apiVersion,
    kind: key("kind").test(text),
    startsPods: (apiVersion || !isFlow) && hasPodKind(text, key("kind")),
  };
}

const flowKey = patterns((name) => `${name}["']?\\s*:`);
const blockKey = patterns((indent, name) => `(?:^|\\n)${indent}(?:${name}|"${name}"|'${name}')[ \\t]*:(?=\\s)`);

/** What stands before the root's first key: in block style, before each. */
function indentOf(written: string, content: number): string {
  return " ".repeat(content - (written.lastIndexOf("\n", content - 1) + 1));
}

/** A line of content with its indentation; comments, markers and what a merge conflict leaves are none. */
const contentLine = /^([ \t]*)(?!#|---|\.\.\.|<{7}|={7}|>{7})(\S.{0,20})/gm;
const typeLine = /^["']?(apiVersion|kind)\b/;
const typeInBraces = /["'](?:apiVersion|kind)["']?\s*:/;

/**
 * Was it to be an object, and do its very keys lack a space, a colon or a quote (`kind:Deployment`)? A line begins with
 * apiVersion, and it, or one that begins with kind, is no further in than any other; in braces, one of the two is a key.
 */
function isMeantAsObject(text: string, content: number): boolean {
  if (text[content] === "{") return typeInBraces.test(text);
  const indents = new Map<string, number>();
  let least = Infinity;
  for (const [, indent = "", words = ""] of text.matchAll(contentLine)) {
    least = Math.min(least, indent.length);
    const word = typeLine.exec(words)?.[1];
    if (word !== undefined) indents.set(word, Math.min(indents.get(word) ?? Infinity, indent.length));
  }
  return indents.has("apiVersion") && [...indents.values()].includes(least);
}

function hasPodKind(text: string, key: RegExp): boolean {
  for (const found of text.matchAll(key)) {
    const kind = wordAt(text, found.index + found[0].length);
    if (kind.endsWith("List") || isWorkloadKind(kind)) return true;
  }
  return false;
}

/** The word of a scalar behind white space, tags and anchors: bounded, so that no text makes it slow. */
function wordAt(text: string, offset: number): string {
  const word = /\s*(?:[!&]\S{0,100}\s+){0,2}["']?([A-Za-z]*)/y;
  word.lastIndex = offset;
  return word.exec(text)?.[1] ?? "";
}

/** The offset of the first character that is neither marker, directive, comment nor white space; the length where there is none. */
function contentStart(text: string): number {
  for (let line = 0; line < text.length; line = lineEnd(text, line)) {
    if (text[line] === "%") continue;
    const marked = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/.test(text.slice(line, line + 4));
    let at = marked ? line + 3 : line;
    while (text[at] === " " || text[at] === "\t") at += 1;
    const first = text[at];
    if (first === undefined || first === "\n" || first === "\r" || first === "#") continue;
    // Beside the marker only flow style holds keys; a tag or an anchor is followed by lines that do.
    if (!marked || first === "{") return at;
  }
  return text.length;
}
