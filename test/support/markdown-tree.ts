// Markdown as a reader's parser sees it (Prettier's, which is remark's): what is structure in it, and what is text.
import { parsers } from "prettier/plugins/markdown";
import { isObject } from "../../src/json.ts";

/** One node of the tree; `value` of those that have text of their own. */
export interface MarkdownNode {
  readonly type: string;
  readonly value: string;
  readonly children: readonly MarkdownNode[];
}

export function markdownTree(markdown: string): MarkdownNode {
  // The parser reads none of the options that its signature asks for.
  // oxlint-disable-next-line typescript/no-unsafe-argument, typescript/no-unsafe-type-assertion
  return node(parsers.markdown.parse(markdown, {} as never));
}

function node(value: unknown): MarkdownNode {
  if (!isObject(value)) throw new Error("not a node");
  const { type, value: text, children } = value;
  return {
    type: typeof type === "string" ? type : "",
    value: typeof text === "string" ? text : "",
    children: Array.isArray(children) ? children.map(node) : [],
  };
}

/** The node and everything below it, in the order of the text. */
export function withDescendants(root: MarkdownNode): readonly MarkdownNode[] {
  return [root, ...root.children.flatMap(withDescendants)];
}

/** What a reader reads of it. */
export function textOf(root: MarkdownNode): string {
  return withDescendants(root)
    .filter(({ type }) => type === "text" || type === "inlineCode")
    .map(({ value }) => value)
    .join("");
}
