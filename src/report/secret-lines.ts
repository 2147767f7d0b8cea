// Lines of a manifest that may hold a secret, as they are shown: their keys, and `***` for what stands behind them.
// The repository has them in clear text, and a log that everybody reads must not have them, too.
import { documentSlices } from "../manifests/documents.ts";
import { mayHoldSecret } from "../manifests/secret-words.ts";
import type { SourceFile } from "../model.ts";

/** Keys whose values are names, and no secrets, in whatever object. */
const harmless: ReadonlySet<string> = new Set([
  "apiVersion",
  "digest",
  "generateName",
  "image",
  "imagePullPolicy",
  "imagePullSecrets",
  "kind",
  "name",
  "namespace",
  "newName",
  "newTag",
  "serviceAccount",
  "serviceAccountName",
  "type",
]);

/** A kustomization's literals are what a Secret is made of. */
const generator = /\bsecretGenerator["']?[ \t]*:/;

function isSecret(text: string): boolean {
  return mayHoldSecret(text) || generator.test(text);
}

/** Documents with a Secret in them, by file: a reader's report may have thousands of findings in one. */
const known = new WeakMap<SourceFile, readonly (readonly [start: number, end: number])[]>();

/** Does the document around an offset hold a Secret? */
export function isAmongSecrets(file: SourceFile, offset: number): boolean {
  const ranges = known.get(file) ?? secretRanges(file);
  known.set(file, ranges);
  return ranges.some(([start, end]) => start <= offset && offset < end);
}

function secretRanges({ text }: SourceFile): readonly (readonly [number, number])[] {
  if (!isSecret(text)) return [];
  return documentSlices(text)
    .filter((slice) => isSecret(slice.text))
    .map(({ start, text: own }) => [start, start + own.length + 1]);
}

/** The line without what may be secret in it. */
export function hidden(line: string): string {
  const [, lead = "", quoted = "", plain = "", value = ""] =
    /^([ \t]*(?:-[ \t]+)*(?:"([\w./-]+)"[ \t]*:|([\w./-]+)[ \t]*:(?=[ \t]|$)))(.*)$/.exec(line) ?? [];
  const key = quoted + plain;
  // Brackets alone are nobody's secret.
  if (key === "") return /^[\s[\]{},]*$/.test(line) ? line : `${/^[ \t]*/.exec(line)?.[0] ?? ""}***`;
  const isName = harmless.has(key) && single.test(value.trim());
  return isName || value.trim() === "" ? line : `${lead} ***`;
}

/** One scalar, and nothing behind it: JSON may go on in the same line. */
const single = /^(?:"[^"]*"|'[^']*'|[^"',{}[\]#]*),?$/;

/** Is what follows `lead`, on the same line, the value of such a key? */
export function isHarmlessAfter(lead: string): boolean {
  const [, key = ""] = /([\w./-]+)["']?[ \t]*:[ \t]*["']?$/.exec(lead) ?? [];
  return harmless.has(key);
}
