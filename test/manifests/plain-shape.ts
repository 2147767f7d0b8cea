// What the plain reader makes of a text, held against the parser: node by node, with every place that anybody asks for.
import { isAlias, isMap, isPair, isScalar, isSeq } from "yaml";
import { type Limits, parseLimits, parseSlice, parseWhole } from "../../src/manifests/parse.ts";
import { plainRoot } from "../../src/manifests/plain.ts";

/** A node as text: kind, places, what is written, and what is in it. The end of a block collection isn't told: nobody asks. */
function shapeOf(node: unknown): string {
  if (isPair(node)) return `${shapeOf(node.key)}: ${shapeOf(node.value)}`;
  if (isAlias(node)) return `*${node.source} ${node.range?.[0]}-${node.range?.[1]}`;
  if (isScalar(node)) {
    const { type, source, value, anchor, tag, range } = node;
    return JSON.stringify([type, source, value, anchor, tag, range?.[0], range?.[1]]);
  }
  if (!isMap(node) && !isSeq(node)) return String(node);
  const { flow, anchor, tag, range } = node;
  const facts = JSON.stringify([flow === true, anchor, tag, range?.[0], flow === true ? range?.[1] : null]);
  return `${isMap(node) ? "map" : "seq"} ${facts} {${node.items.map(shapeOf).join(", ")}}`;
}

/** `same`, or `left` where the parser is to read it. Any other difference than that is a mistake of the plain reader, and comes as words. */
export function comparison(text: string, limits: Limits = parseLimits): string {
  const root = plainRoot(text);
  if (root === null) return "left";
  const [source, slice] = [
    { path: "a.yaml", text },
    { start: 0, text },
  ];
  const whole = parseWhole(source, slice, limits, { tokens: limits.fileTokens });
  const plain = parseSlice(source, slice, limits);
  if (whole.kind === "failure") return plain.kind === "failure" ? "left" : `the parser says: ${whole.message}`;
  const [document, ...others] = whole.documents;
  if (document === undefined || others.length > 0) return `the parser finds ${whole.documents.length} documents`;
  const [expected, got] = [shapeOf(document.contents), shapeOf(root)];
  return expected === got ? "same" : `${got}\nis not what the parser gives:\n${expected}`;
}
