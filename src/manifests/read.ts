// Manifests → uses of images: find the files, read each by itself, and join what they hold in an order that never changes.
import type { Files } from "../edges/edges.ts";
import type { Extraction, Problem, ProblemKind, SourceFile } from "../model.ts";
import { withoutTemplates } from "./charts.ts";
import { commentsIn } from "./comments.ts";
import type { Settings } from "../settings/settings.ts";
import { decode } from "./decode.ts";
import { type Discovery, discover } from "./discover.ts";
import { type FileReading, joinedAccess, noAccess, nothingRead } from "./file-reading.ts";
import { withPods } from "./entry-pods.ts";
import { completed } from "./kustomize-bases.ts";
import { applied } from "./kustomize-reach.ts";
import { markPatched } from "./patched.ts";
import { moved } from "./moved.ts";
import { descriptorOf } from "./names.ts";
import { outlineOf } from "./outline.ts";
import { wordedFile } from "./patch-words.ts";
import { fileProblem, inItsFormat, maxFileBytes, spoken, tooLarge, unreadable } from "./problems.ts";
import { readEach } from "./read-each.ts";
import { markReplaced } from "./replaced.ts";
import { madeIn } from "./templates.ts";

/** PATHs, globs of what to leave out, and what is added to the kinds that are known. */
export type ManifestRequest = Pick<Settings, "paths" | "exclude"> & Partial<Pick<Settings, "imagePaths">>;

export type ManifestReading =
  | { readonly kind: "read"; readonly extraction: Extraction }
  | { readonly kind: "nothing-matches"; readonly paths: readonly string[] }
  /** Not one Kubernetes document in `folders` (the PATHs, as given); `problems` say what else is there and why it wasn't read. */
  | { readonly kind: "no-manifest"; readonly folders: readonly string[]; readonly problems: readonly Problem[] };

/** What two trees share: a file of the same bytes under the same path is read once. */
export interface Readings {
  /** The reading of this path that was made before; `null`: it is to be read. */
  known(path: string): Promise<FileReading | null>;
  made(path: string, bytes: Buffer, reading: FileReading): void;
}

/** Nothing was read before, and nothing will be read after. */
export const unshared: Readings = { known: async () => null, made: () => {} };

/** Reads the manifests that `paths` name, but for those that `exclude` matches. */
export async function readManifests(
  request: ManifestRequest,
  files: Files,
  readings: Readings = unshared,
): Promise<ManifestReading> {
  const discovery = await discover(request, files);
  if (discovery.unmatched.length > 0) return { kind: "nothing-matches", paths: discovery.unmatched };
  const { extraction, hasManifests } = await readFound(discovery, files, readerOf(request.imagePaths, readings));
  if (hasManifests) return { kind: "read", extraction };
  return { kind: "no-manifest", folders: request.paths, problems: extraction.problems };
}

/** The same for a tree that nobody named PATHs of: what is not there was not there. */
export async function readManifestsThere(
  request: ManifestRequest,
  files: Files,
  readings: Readings,
): Promise<{ readonly extraction: Extraction; readonly hasManifests: boolean }> {
  return readFound(await discover(request, files), files, readerOf(request.imagePaths, readings));
}

/** What all files of a tree are read with. */
interface Reader {
  readonly imagePaths: Settings["imagePaths"];
  readonly shared: Readings;
}

export function readerOf(imagePaths: Settings["imagePaths"] = [], shared: Readings = unshared): Reader {
  return { imagePaths, shared };
}

async function readFound(discovery: Discovery, files: Files, reader: Reader): ReturnType<typeof readManifestsThere> {
  const { paths, templates, problems: passedBy } = await withoutTemplates(discovery.paths, files);
  const read = async (path: string): Promise<FileReading> => readFile(path, files, reader);
  const readings = await readEach({ paths, imagePaths: reader.imagePaths }, reader.shared === unshared, files, read);
  const problems = [...discovery.problems, ...passedBy, ...readings.flatMap(({ problems }) => problems)].sort(inOrder);
  const documents = readings.reduce((sum, reading) => sum + reading.documents, 0);
  const unparsed = readings.reduce((sum, reading) => sum + reading.unparsed, 0);
  const hasManifests = documents > unparsed || problems.some(({ kind }) => isManifests[kind]);
  const links = readings.flatMap(({ links }) => links);
  const found = markPatched(
    {
      uses: applied(
        readings.flatMap(({ uses }) => uses),
        links,
      ),
      entries: readings.flatMap(({ entries }) => entries),
      serviceAccounts: readings.flatMap(({ serviceAccounts }) => serviceAccounts),
    },
    links,
    readings.flatMap(({ worded }) => worded),
  );
  const joined = withPods(found.uses, found.entries, links);
  const uses = markReplaced(
    completed(joined.uses, joined.entries),
    readings.flatMap(({ replacedNames }) => replacedNames),
    links,
  );
  const access = joinedAccess([...readings, { access: { ...noAccess, ...(await madeIn(templates, files)) } }]);
  const comments = readings.flatMap(({ comments }) => comments);
  const placed = moved({ uses, serviceAccounts: found.serviceAccounts, access }, [
    ...readings,
    { links: [], unmoved: joined.unmoved },
  ]);
  const extraction = { ...placed, comments, problems, files: paths.length, documents };
  return { extraction, hasManifests };
}

/** Is a problem of this kind one of a manifest, which a cluster would refuse too, and so a finding that is an error? */
const isManifests: Readonly<Record<ProblemKind, boolean>> = {
  syntax: true,
  "too-deep": true,
  "too-many-aliases": true,
  template: false,
  encoding: false,
  "too-large": false,
  unreadable: false,
  "chart-template": false,
  vendored: false,
};

/** Reads one file; why it can't be read is a problem. */
export async function readFile(path: string, files: Files, { imagePaths, shared }: Reader): Promise<FileReading> {
  const descriptor = descriptorOf(path);
  const known = await shared.known(path);
  if (known !== null) return known;
  const got = descriptor === null ? await files.read(path, maxFileBytes) : await readStream(descriptor, files);
  if ("code" in got)
    return { ...nothingRead, problems: [got.code === "EFBIG" ? tooLarge(path) : unreadable(path, got.code)] };
  if (got.bytes.length > maxFileBytes) return { ...nothingRead, problems: [tooLarge(path)] };
  const reading = await readBytes(path, got.bytes, imagePaths);
  shared.made(path, got.bytes, reading);
  return reading;
}

/** One byte more than is allowed tells that a stream goes on. */
async function readStream(descriptor: number, files: Files): ReturnType<Files["stdin"]> {
  if (descriptor === 0) return files.stdin(maxFileBytes + 1);
  return files.stream?.(descriptor, maxFileBytes + 1) ?? { code: "EFTYPE" };
}

async function readBytes(path: string, bytes: Buffer, imagePaths: Settings["imagePaths"]): Promise<FileReading> {
  const decoded = decode(bytes);
  if (decoded.kind === "binary") {
    return {
      ...nothingRead,
      problems: [fileProblem("encoding", path, `${spoken(path)} is no text: it holds NUL bytes`)],
    };
  }
  return readText({ path, text: decoded.text }, imagePaths);
}

async function readText(source: SourceFile, imagePaths: Settings["imagePaths"]): Promise<FileReading> {
  // In objects of these kinds images may stand beside no word that tells of them.
  const asked = imagePaths.map(({ kind }) => kind);
  const outline = outlineOf(source, asked);
  if (outline.toParse.length === 0) {
    // A comment for an image here is on the wrong line; in what is no manifest, nobody spoke to us.
    const comments = outline.isManifest ? commentsIn(source) : [];
    return { ...nothingRead, documents: outline.settled, comments, access: outline.access, worded: wordedFile(source) };
  }
  // The YAML parser takes longer to load than most folders without an image take to read.
  const { extract } = await import("./extract.ts");
  const reading = extract(source, outline, { imagePaths });
  return { ...reading, problems: reading.problems.map(inItsFormat) };
}

/** By path in code units, then by place. */
function inOrder(a: Problem, b: Problem): number {
  const [left, right] = [a.span.file.path, b.span.file.path];
  if (left !== right) return left < right ? -1 : 1;
  return a.span.start - b.span.start;
}
