// Reads one text as a manifest, and says what a use or a problem is in words that a test can compare.
import { extract } from "../../src/manifests/extract.ts";
import type { FileReading } from "../../src/manifests/file-reading.ts";
import { outlineOf } from "../../src/manifests/outline.ts";
import { type Limits, parseLimits } from "../../src/manifests/parse.ts";
import { positionOf } from "../../src/manifests/position.ts";
import type { ImageUse, Problem, Span } from "../../src/model.ts";

export function readText(text: string, path = "a.yaml", limits: Limits = parseLimits): FileReading {
  const source = { path, text };
  return extract(source, outlineOf(source), { limits });
}

/** A Pod whose `containers` are the given lines, which are indented by four. */
export function podWith(...lines: readonly string[]): string {
  return [
    "apiVersion: v1",
    "kind: Pod",
    "metadata:",
    "  name: web",
    "spec:",
    "  containers:",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

/** `line:column-endLine:endColumn`. */
export function at(span: Span): string {
  const { line, column, endLine, endColumn } = positionOf(span);
  return `${line}:${column}-${endLine}:${endColumn}`;
}

export function textOf({ file, start, end }: Span): string {
  return file.text.slice(start, end);
}

/** `kind line:column message`. */
export function told({ kind, span, message }: Problem): string {
  const { line, column } = positionOf(span);
  return `${kind} ${line}:${column} ${message}`;
}

/** What each use is: the image, and its place. */
export function usesOf(text: string, path?: string): readonly string[] {
  return readText(text, path).uses.map(({ image, span }) => `${image} ${at(span)}`);
}

/** What a use is of: its source, the image, the scalar that decides it with its place, and who has the last word where it is left open. */
export function shownUse({ source, image, span, target }: ImageUse): string {
  const asked =
    target.kind === "open" ? ` open to ${target.to}` : target.name === image ? "" : ` asked as ${target.name}`;
  return `${source} ${image} by "${textOf(span)}" ${at(span)}${asked}`;
}

export function shownUses(text: string, path?: string): readonly string[] {
  return readText(text, path).uses.map(shownUse);
}
