// Helm's templates: what lies under `templates/` of a chart is no manifest until it is rendered.
import { posix } from "node:path";
import type { Files } from "../edges/edges.ts";
import type { Problem } from "../model.ts";
import { fileProblem } from "./problems.ts";

/** Files that are manifests as they stand, and one problem for each chart whose templates were left out. */
export interface WithoutTemplates {
  readonly paths: readonly string[];
  readonly templates: readonly string[];
  readonly problems: readonly Problem[];
}

/** Takes the templates of charts out of `paths` (sorted), wherever the walk that found them began. */
export async function withoutTemplates(paths: readonly string[], files: Files): Promise<WithoutTemplates> {
  const isChart = chartLookup(files);
  const root = files.workingFolder?.replaceAll("\\", "/") ?? "";
  const placed = await Promise.all(
    paths.map(async (path) => ({
      path,
      folder: mayBeTemplate(root, path)
        ? await templatesFolderOf(posix.isAbsolute(path) ? path : posix.join(root, path), isChart)
        : null,
    })),
  );
  const plain = placed.filter(({ folder }) => folder === null).map(({ path }) => path);
  const templates = placed.filter(({ folder }) => folder !== null);
  const byFolder = Map.groupBy(templates, ({ folder }) => folder ?? "");
  const problems = [...byFolder].map(([folder, held]) =>
    templatesProblem(root === "" ? folder : posix.relative(root, folder), held),
  );
  return { paths: plain, templates: templates.map(({ path }) => path), problems };
}

/** Most files of a tree are told from templates without asking how their path is written from the root. */
function mayBeTemplate(root: string, path: string): boolean {
  return path.includes("templates") || root.includes("templates");
}

function templatesProblem(folder: string, held: readonly { readonly path: string }[]): Problem {
  const files = held.length === 1 ? "1 file" : `${held.length} files`;
  const where = folder === "" ? "the working folder" : `${folder}/`;
  const message = `${where} holds Helm templates, which are not read before they are rendered: ${files}`;
  return fileProblem("chart-template", held[0]?.path ?? folder, message);
}

type IsChart = (folder: string) => Promise<boolean>;

/** The chart's `templates` folder that a file is in; `null` where it is in none. */
async function templatesFolderOf(path: string, isChart: IsChart): Promise<string | null> {
  const segments = path.split("/");
  for (const [index, segment] of segments.slice(0, -1).entries()) {
    if (segment !== "templates") continue;
    const chart = segments.slice(0, index).join("/");
    if (await isChart(chart)) return posix.join(chart, segment);
  }
  return null;
}

/** Asks once for each folder, however many files are below it. */
function chartLookup(files: Files): IsChart {
  const known = new Map<string, Promise<boolean>>();
  return async (folder) => {
    const asked =
      known.get(folder) ??
      files.look(posix.join(folder, "Chart.yaml")).then((seen) => "kind" in seen && seen.kind === "file");
    known.set(folder, asked);
    return asked;
  };
}
