// A cheap look at a document before it is parsed: most can't start a pull, and parsing is what costs (0.4 s a megabyte).
import { type DocumentSlice, lineEnd } from "./documents.ts";

/** What the text alone tells. It may ask for a needless parse, never spare a needed one. */
export interface Glance {
  /** Its root has `apiVersion` and `kind`. */
  readonly object: boolean;
  /** `with-neighbours`: starts no pull; only where its file must be parsed anyway it is asked whether it parses. */
  readonly parse: "always" | "with-neighbours" | "never";
}

/** Looks at one document; `isKustomization`: its file's name says so, and `apiVersion` and `kind` may be missing. */
export function glance({ text }: DocumentSlice, isKustomization: boolean): Glance {
  const content = contentStart(text);
  if (content === text.length) return { object: false, parse: "never" };
  const root = rootKeys(text, content);
  // `image` also stands in imagePullSecrets and in the images of a kustomization.
  const mayMatter = text.includes("image") || text.includes("ServiceAccount");
  if (isKustomization) return { object: true, parse: mayMatter ? "always" : "never" };
  if (root.apiVersion && root.kind) {
    if (root.definition) return { object: true, parse: "never" };
    return { object: true, parse: mayMatter ? "always" : "with-neighbours" };
  }
  const hasBoth = text.includes("apiVersion") && text.includes("kind");
  return { object: false, parse: hasBoth && mayMatter ? "always" : "with-neighbours" };
}

interface RootKeys {
  readonly apiVersion: boolean;
  readonly kind: boolean;
  /** A CustomResourceDefinition: its schemas hold keys named `image`, and are most of the YAML there is. */
  readonly definition: boolean;
}

const flowDefinition = /^\{[^{}]*["']?kind["']?[ \t]*:\s*["']?CustomResourceDefinition\b/;

function rootKeys(text: string, content: number): RootKeys {
  if (text[content] === "{") {
    return {
      apiVersion: /apiVersion["']?\s*:/.test(text),
      kind: /kind["']?\s*:/.test(text),
      definition: flowDefinition.test(text.slice(content, content + 4096)),
    };
  }
  const indent = " ".repeat(content - (text.lastIndexOf("\n", content - 1) + 1));
  const key = (name: string): RegExp => new RegExp(`(?:^|\\n)${indent}(?:${name}|"${name}"|'${name}')[ \\t]*:\\s`);
  const kind = /^\s*(?:["']?)([A-Za-z]*)/.exec(text.slice(keyEnd(text, key("kind"))));
  return {
    apiVersion: key("apiVersion").test(text),
    kind: key("kind").test(text),
    definition: kind?.[1] === "CustomResourceDefinition",
  };
}

function keyEnd(text: string, key: RegExp): number {
  const found = key.exec(text);
  return found === null ? text.length : found.index + found[0].length - 1;
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
