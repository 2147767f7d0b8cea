// Manifests → uses of images: find the files, read each by itself, and join what they hold in an order that never changes.
import pLimit from "p-limit";
import type { Files } from "../edges/edges.ts";
import type { Extraction, Problem, SourceFile } from "../model.ts";
import { withoutTemplates } from "./charts.ts";
import { decode } from "./decode.ts";
import { discover, standardInput } from "./discover.ts";
import type { FileReading } from "./extract.ts";
import { outlineOf } from "./outline.ts";
import { fileProblem, maxFileBytes, tooLarge, unreadable } from "./problems.ts";
import { markReplaced } from "./replaced.ts";

export type ManifestReading =
  | { readonly kind: "read"; readonly extraction: Extraction }
  | { readonly kind: "nothing-matches"; readonly paths: readonly string[] }
  /** Not one Kubernetes document in `folders` (the PATHs, as given); `problems` may still say of templates left out. */
  | { readonly kind: "no-manifest"; readonly folders: readonly string[]; readonly problems: readonly Problem[] };

const filesAtOnce = 32;

/** Reads the manifests that `paths` name, but for those that `exclude` (globs) matches. */
export async function readManifests(
  request: { readonly paths: readonly string[]; readonly exclude: readonly string[] },
  files: Files,
): Promise<ManifestReading> {
  const discovery = await discover(request, files);
  if (discovery.unmatched.length > 0) return { kind: "nothing-matches", paths: discovery.unmatched };
  const { paths, problems: templates } = await withoutTemplates(discovery.paths, files);
  const limit = pLimit(filesAtOnce);
  const readings = await Promise.all(paths.map(async (path) => limit(async () => readFile(path, files))));
  const problems = [...discovery.problems, ...templates, ...readings.flatMap(({ problems }) => problems)].sort(inOrder);
  const documents = readings.reduce((sum, reading) => sum + reading.documents, 0);
  if (documents === 0 && problems.every(({ kind }) => kind === "chart-template")) {
    return { kind: "no-manifest", folders: request.paths, problems };
  }
  const uses = markReplaced(
    readings.flatMap(({ uses }) => uses),
    readings.flatMap(({ replacedNames }) => replacedNames),
  );
  const serviceAccounts = readings.flatMap(({ serviceAccounts }) => serviceAccounts);
  return { kind: "read", extraction: { uses, serviceAccounts, problems, files: paths.length, documents } };
}

const nothing: FileReading = { uses: [], serviceAccounts: [], replacedNames: [], problems: [], documents: 0 };

async function readFile(path: string, files: Files): Promise<FileReading> {
  const isInput = path === standardInput;
  // One byte more than is allowed tells that standard input goes on.
  const got = isInput ? await files.stdin(maxFileBytes + 1) : await files.read(path, maxFileBytes);
  if ("code" in got)
    return { ...nothing, problems: [got.code === "EFBIG" ? tooLarge(path) : unreadable(path, got.code)] };
  if (got.bytes.length > maxFileBytes) return { ...nothing, problems: [tooLarge(path)] };
  return readBytes(path, got.bytes);
}

async function readBytes(path: string, bytes: Buffer): Promise<FileReading> {
  const decoded = decode(bytes);
  switch (decoded.kind) {
    case "text":
      return readText({ path, text: decoded.text });
    case "binary":
      return { ...nothing, problems: [fileProblem("encoding", path, `"${path}" is no text: it holds NUL bytes`)] };
    case "malformed": {
      const { text, offset, encoding } = decoded;
      if (!outlineOf({ path, text }).isManifest) return nothing;
      const span = { file: { path, text }, start: offset, end: offset + 1 };
      return {
        ...nothing,
        problems: [{ kind: "encoding", span, message: `"${path}" is not valid ${encoding}: kubectl refuses it too` }],
      };
    }
  }
}

async function readText(source: SourceFile): Promise<FileReading> {
  const outline = outlineOf(source);
  if (outline.toParse.length === 0) return { ...nothing, documents: outline.settled };
  // The YAML parser takes longer to load than most folders without an image take to read.
  const { extract } = await import("./extract.ts");
  return extract(source, outline);
}

/** By path in code units, then by place. */
function inOrder(a: Problem, b: Problem): number {
  const [left, right] = [a.span.file.path, b.span.file.path];
  if (left !== right) return left < right ? -1 : 1;
  return a.span.start - b.span.start;
}
