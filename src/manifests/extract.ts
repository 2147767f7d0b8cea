// One file's documents → everything that plain reading finds in them.
import type { ImageUse, Problem, ServiceAccount, SourceFile } from "../model.ts";
import { jsonValues } from "./json-stream.ts";
import { replacedNamesIn } from "./kustomize-names.ts";
import { isKustomizationName } from "./names.ts";
import { isObject, type KubernetesObject, objectsIn } from "./objects.ts";
import type { Outline, Sighted } from "./outline.ts";
import { type Parsed, type ParsedDocument, parseSlice } from "./parse.ts";
import { usesIn } from "./podspec.ts";
import { parserWords, spanOnLine } from "./problems.ts";
import type { ReplacedName } from "./replaced.ts";
import { serviceAccountsIn } from "./service-accounts.ts";
import { descend } from "./values.ts";
import { workloadOf } from "./workloads.ts";

/** What one file holds. */
export interface FileReading {
  readonly uses: readonly ImageUse[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly replacedNames: readonly ReplacedName[];
  readonly problems: readonly Problem[];
  /** Kubernetes documents, those without any image included. */
  readonly documents: number;
  /** Those of `documents` that don't parse. */
  readonly unparsed: number;
}

/** Parses what `outline` asks for. Uses stand in the order of their spans. */
export function extract(source: SourceFile, outline: Outline): FileReading {
  const isKustomization = isKustomizationName(source.path);
  const readings = outline.toParse.map((sighted) => readDocument(source, sighted, isKustomization));
  const problems = outline.isManifest ? readings.flatMap(({ problems }) => problems) : [];
  return {
    uses: readings.flatMap(({ uses }) => uses).sort((a, b) => a.span.start - b.span.start),
    serviceAccounts: readings.flatMap(({ serviceAccounts }) => serviceAccounts),
    replacedNames: readings.flatMap(({ replacedNames }) => replacedNames),
    problems: onceForTemplates(problems),
    documents: readings.reduce((sum, { documents }) => sum + documents, outline.settled),
    unparsed: readings.reduce((sum, { unparsed }) => sum + unparsed, 0),
  };
}

function readDocument(source: SourceFile, sighted: Sighted, isKustomization: boolean): FileReading {
  const parsed = parseDocument(source, sighted);
  if (parsed.kind === "failure") {
    const nothing = { uses: [], serviceAccounts: [], replacedNames: [] };
    const documents = sighted.object ? 1 : 0;
    return { ...nothing, problems: [problemOf(source, parsed)], documents, unparsed: documents };
  }
  const read = parsed.documents.map((document) => ({ document, objects: objectsIn(document) }));
  return {
    uses: read.flatMap(({ document, objects }) => usesOf(document, objects)),
    serviceAccounts: read.flatMap(({ document, objects }) => serviceAccountsIn(document, objects)),
    replacedNames: read.flatMap(({ document, objects }) => replacedNamesIn(document, objects, isKustomization)),
    problems: [],
    documents: read.filter(({ document }) => isKustomization || isObject(document)).length,
    unparsed: 0,
  };
}

/** Where a document fails that begins as JSON, it may be several in a row, which kubectl reads one by one. */
function parseDocument(source: SourceFile, { slice }: Sighted): Parsed {
  const whole = parseSlice(source, slice);
  if (whole.kind === "documents" || whole.why !== "syntax") return whole;
  const values = jsonValues(slice);
  if (values.length < 2) return whole;
  const documents: ParsedDocument[] = [];
  for (const value of values) {
    const parsed = parseSlice(source, value);
    if (parsed.kind === "failure") return parsed;
    documents.push(...parsed.documents);
  }
  return { kind: "documents", documents };
}

function usesOf(document: ParsedDocument, objects: readonly KubernetesObject[]): readonly ImageUse[] {
  return objects.flatMap((object) => {
    const workload = workloadOf(object.apiVersion, object.kind);
    if (workload === null) return [];
    return workload.podSpecs.flatMap((path) => {
      const value = descend(document, object.value, path.split("."));
      return usesIn(document, { object, value, path, source: workload.source });
    });
  });
}

function problemOf(source: SourceFile, { why, start, end, message }: Extract<Parsed, { kind: "failure" }>): Problem {
  const span = spanOnLine(source, start, end);
  if (why !== "syntax") return { kind: why, span, message };
  return source.text.includes("{{")
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
