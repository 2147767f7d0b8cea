// One file's documents → everything that plain reading finds in them.
import { excerpt } from "../references/quote.ts";
import type { AccessObjects, ImageUse, Problem, SourceFile, Span } from "../model.ts";
import { accessOf } from "./access.ts";
import { commentsIn } from "./comments.ts";
import { type FileReading, joinedAccess, nothingRead } from "./file-reading.ts";
import { holderOf, withHeld } from "./held-objects.ts";
import { isJsonStream, jsonPieces, type Piece } from "./json-stream.ts";
import { type KindTable, kindTable } from "./kinds.ts";
import type { Settings } from "../settings/settings.ts";
import { kustomizeReading } from "./kustomizations.ts";
import { isKustomizationName } from "./names.ts";
import { isObject, objectsIn } from "./objects.ts";
import { usesIn } from "./object-uses.ts";
import type { Outline, Sighted } from "./outline.ts";
import { type Budget, type Failure, type Limits, parseLimits, parseSlice } from "./parse.ts";
import { wordedFile } from "./patch-words.ts";
import { parserWords, spanOnLine } from "./problems.ts";
import { mayHoldSecret, withoutQuotes } from "./secret-words.ts";
import type { DocumentSlice } from "./slice.ts";

const none: Settings["imagePaths"] = [];

/** Parses what `outline` asks for. Uses stand in the order of their spans. */
export function extract(
  source: SourceFile,
  outline: Outline,
  {
    limits = parseLimits,
    imagePaths = none,
  }: { readonly limits?: Limits } & Partial<Pick<Settings, "imagePaths">> = {},
): FileReading {
  const kinds = kindTable(imagePaths);
  const file = { source, limits, kinds, budget: { tokens: limits.fileTokens }, isTemplate: source.text.includes("{{") };
  const readings = outline.toParse.flatMap((sighted) => readDocument(file, sighted));
  const problems = outline.isManifest ? readings.flatMap(({ problems }) => problems) : [];
  const uses = readings.flatMap(({ uses }) => uses).sort((a, b) => a.span.start - b.span.start);
  return {
    uses,
    comments: outline.isManifest || uses.length > 0 ? commentsIn(source) : [],
    serviceAccounts: readings.flatMap(({ serviceAccounts }) => serviceAccounts),
    access: inOrder(joinedAccess([outline, ...readings])),
    unmoved: readings.flatMap(({ unmoved }) => unmoved),
    replacedNames: readings.flatMap(({ replacedNames }) => replacedNames),
    entries: readings.flatMap(({ entries }) => entries),
    links: readings.flatMap(({ links }) => links),
    worded: wordedFile(source),
    problems: onceForTemplates(problems),
    documents: readings.reduce((sum, { documents }) => sum + documents, outline.settled),
    unparsed: readings.reduce((sum, { unparsed }) => sum + unparsed, 0),
  };
}

/** As they stand in the file, be they told from the text or parsed. */
function inOrder({ secrets, producers, roles, bindings, ...others }: AccessObjects): AccessObjects {
  const sorted = <Item extends { readonly span: Span }>(items: readonly Item[]): readonly Item[] =>
    items.toSorted((a, b) => a.span.start - b.span.start);
  return {
    ...others,
    secrets: sorted(secrets),
    producers: sorted(producers),
    roles: sorted(roles),
    bindings: sorted(bindings),
  };
}

interface File {
  readonly source: SourceFile;
  readonly limits: Limits;
  readonly kinds: KindTable;
  readonly budget: Budget;
  readonly isTemplate: boolean;
}

/**
 * A document that begins as JSON may be several in a row, which kubectl reads one by one: each by itself, so that a bad
 * one costs no other, and none is kept while the next is parsed.
 */
function readDocument(file: File, { slice, ...sighted }: Sighted): readonly FileReading[] {
  if (!isJsonStream(slice)) return [readPiece(file, { kind: "object", slice }, sighted)];
  const readings: FileReading[] = [];
  for (const piece of jsonPieces(slice)) {
    readings.push(readPiece(file, piece, sighted));
    if (file.budget.tokens < 0) break;
  }
  return readings;
}

function readPiece(
  file: File,
  { kind, slice }: Piece,
  { object, quiet, lenient }: Omit<Sighted, "slice">,
): FileReading {
  const { source, limits, kinds, budget } = file;
  const documents = object ? 1 : 0;
  const unread = { ...nothingRead, documents, unparsed: lenient ? 0 : documents };
  if (budget.tokens < 0) return unread;
  const parsed = kind === "stray" ? strayFailure(slice) : parseSlice(source, slice, limits, budget);
  if (parsed.kind === "failure") {
    const failure = mayHoldSecret(kind === "stray" ? source.text : slice.text)
      ? { ...parsed, message: withoutQuotes(parsed.message) }
      : parsed;
    return { ...unread, problems: lenient ? [] : [problemOf(file, failure)] };
  }
  if (quiet) return counted(parsed.documents.filter(isObject).length);
  const isKustomization = isKustomizationName(source.path);
  const read = parsed.documents.map((document) => ({ document, objects: objectsIn(document) }));
  const kustomized = read.map(({ document, objects }) => kustomizeReading(document, objects, isKustomization, kinds));
  const holders = read.flatMap(({ document, objects }) => objects.map((object) => holderOf(document, object, kinds)));
  const own = holders.flatMap((holder) => usesIn(holder, kinds));
  const all = [...own, ...kustomized.flatMap(({ uses }) => uses)];
  const { access, serviceAccounts, unmoved } = accessOf(withHeld(holders));
  const generated = kustomized.flatMap(({ generated }) => generated);
  const copied = generated.filter(({ isFixed }) => isFixed).map(({ producer }) => producer.span);
  const unrendered = all.find(isUnrendered);
  return {
    ...nothingRead,
    uses: unrendered === undefined ? all : all.filter((use) => !isUnrendered(use)),
    problems: unrendered === undefined ? [] : [templateProblem(unrendered)],
    serviceAccounts,
    access: { ...access, producers: [...access.producers, ...generated.map(({ producer }) => producer)] },
    unmoved: [...unmoved, ...copied],
    replacedNames: kustomized.flatMap(({ replacedNames }) => replacedNames),
    entries: kustomized.flatMap(({ entries }) => entries),
    links: kustomized.flatMap(({ links }) => links),
    documents: read.filter(({ document }) => isKustomization || isObject(document)).length,
  };
}

/** Most documents of a large file are one object without anything to keep: they share a reading. */
const one: FileReading = { ...nothingRead, documents: 1 };

function counted(documents: number): FileReading {
  return documents === 0 ? nothingRead : documents === 1 ? one : { ...nothingRead, documents };
}

/** An unquoted `{{ … }}` is YAML by chance, a mapping in a mapping, which no cluster takes for an image. */
function isUnrendered({ image, span: { file, start } }: ImageUse): boolean {
  if (!image.startsWith("{{")) return false;
  const line = file.text.slice(file.text.lastIndexOf("\n", start - 1) + 1, start);
  return line.trimEnd().endsWith(":");
}

function templateProblem({ image, span }: ImageUse): Problem {
  const message = `"${excerpt(image, 100)}" stands where an image belongs: the file is no manifest until it is rendered`;
  return { kind: "template", span: spanOnLine(span.file, span.start, span.end), message };
}

/** kubectl stops here too: "invalid character ',' looking for beginning of value". */
function strayFailure({ start, text }: DocumentSlice): Failure {
  const word = /^(?:[^\s{]{1,40}|\S)/.exec(text)?.[0] ?? "";
  const message = `unexpected "${word}" behind a JSON object: what follows is not read`;
  return { kind: "failure", why: "syntax", start, end: start + word.length, message };
}

function problemOf({ source, isTemplate }: File, { why, start, end, message }: Failure): Problem {
  const span = spanOnLine(source, start, end);
  if (why !== "syntax") return { kind: why, span, message };
  return isTemplate
    ? {
        kind: "template",
        span,
        message: `the file holds "{{" and doesn't parse until it is rendered: ${parserWords(message)}`,
      }
    : { kind: "syntax", span, message: `the YAML can't be parsed: ${parserWords(message)}` };
}

/** A template breaks in many documents for one reason: said once. */
function onceForTemplates(problems: readonly Problem[]): readonly Problem[] {
  const first = problems.find(({ kind }) => kind === "template");
  return problems.filter((problem) => problem.kind !== "template" || problem === first);
}
