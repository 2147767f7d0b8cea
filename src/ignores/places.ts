// Which uses of images a comment is for: those that its line decides, or the line below where it stands alone.
import { blockKey } from "../manifests/comments.ts";
import { positionOf } from "../manifests/position.ts";
import type { CommentedObject, Extraction, GateComment, ImageUse, Span } from "../model.ts";

/**
 * Every comment with its uses, in the manifests' order. A line decides a use where its deciding scalar begins or ends, or
 * where one of its related places in the same file does: an alias, the other half of a split name. Comments that stand
 * alone may stack.
 */
export function placedComments({
  comments,
  uses,
}: Pick<Extraction, "comments" | "uses">): ReadonlyMap<GateComment, readonly ImageUse[]> {
  const byFile = Map.groupBy(comments, ({ span }) => span.file.path);
  const usesByFile = Map.groupBy(
    uses.filter(({ span }) => byFile.has(span.file.path)),
    ({ span }) => span.file.path,
  );
  return new Map(
    [...byFile].flatMap(([path, ofFile]) => {
      const lines = targets(ofFile);
      const deciding = usesByLine(usesByFile.get(path) ?? []);
      return ofFile.map((comment) => {
        const found = deciding.get(lines.get(comment) ?? 0) ?? [];
        return [comment, found.filter((use) => !isPartOf(comment, use))] as const;
      });
    }),
  );
}

/** The line that each comment is for. */
function targets(comments: readonly GateComment[]): ReadonlyMap<GateComment, number> {
  const found = new Map<GateComment, number>();
  const alone = new Map<number, number>();
  for (const comment of comments.toReversed()) {
    const { line } = positionOf(comment.span);
    const target = comment.alone ? (alone.get(line + 1) ?? line + 1) : line + (isOnHeader(comment) ? 1 : 0);
    if (comment.alone) alone.set(line, target);
    found.set(comment, target);
  }
  return found;
}

/** Behind `image: >-`: the text that decides begins on the next line. */
function isOnHeader({ span: { file, start }, alone }: GateComment): boolean {
  if (alone) return false;
  const before = file.text.slice(0, start);
  return blockKey(before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1)) !== null;
}

function usesByLine(uses: readonly ImageUse[]): ReadonlyMap<number, readonly ImageUse[]> {
  return byLine(uses, ({ span, related, pullSecrets, serviceAccount }) => [
    span,
    ...[...related, ...pullSecrets, ...(serviceAccount === null ? [] : [serviceAccount])]
      .map((one) => one.span)
      .filter(({ file }) => file.path === span.file.path),
  ]);
}

/** Every comment of a file with the Secrets, bindings and accounts' lists that its line, or the one below, has a part of. */
export function commentedObjects({
  comments,
  access: { secrets, bindings },
  serviceAccounts,
}: Pick<Extraction, "comments" | "access" | "serviceAccounts">): ReadonlyMap<GateComment, readonly CommentedObject[]> {
  const listing = serviceAccounts.filter(({ pullSecrets }) => pullSecrets.length > 0);
  const byFile = Map.groupBy([...secrets, ...bindings, ...listing], ({ span }) => span.file.path);
  const found = new Map<GateComment, readonly CommentedObject[]>();
  for (const [path, ofFile] of Map.groupBy(comments, ({ span }) => span.file.path)) {
    const objects = byFile.get(path) ?? [];
    if (objects.length === 0) continue;
    const lines = targets(ofFile);
    const parts = byLine(objects, partsOf);
    for (const comment of ofFile) {
      const meant = parts.get(lines.get(comment) ?? 0);
      if (meant !== undefined) found.set(comment, meant);
    }
  }
  return found;
}

/** The texts of an object that findings stand at. */
export function partsOf(object: CommentedObject): readonly Span[] {
  if ("pullSecrets" in object) return object.pullSecrets.map(({ span }) => span);
  if ("subjects" in object) {
    return [object.span, ...[object.role, ...object.subjects].flatMap((one) => (one === null ? [] : [one.span]))];
  }
  const { span, type, values } = object;
  return [span, ...(type === null ? [] : [type.span]), ...values.map((value) => value.span)];
}

/** The same for the same text. */
export function partKey({ file, start }: Pick<Span, "file" | "start">): string {
  return `${start} ${file.path}`;
}

function byLine<Item>(
  items: readonly Item[],
  spansOf: (item: Item) => readonly Span[],
): ReadonlyMap<number, readonly Item[]> {
  const found = new Map<number, Item[]>();
  for (const item of items) {
    for (const line of new Set(spansOf(item).flatMap(ends))) {
      const known = found.get(line);
      if (known === undefined) found.set(line, [item]);
      else known.push(item);
    }
  }
  return found;
}

function ends(span: Span): readonly number[] {
  const { line, endLine } = positionOf(span);
  return [line, endLine];
}

/** In a block scalar that is the image itself, `#` is a character like any other. */
function isPartOf({ span }: GateComment, use: ImageUse): boolean {
  return span.start >= use.span.start && span.start < use.span.end;
}
