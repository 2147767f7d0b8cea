// Images that are not rendered yet: what a template, a script or a controller fills in before a node sees the pod.
// Marks that a legal reference can't hold, and two that it could: `auto`, and `app:__TAG__`, which nobody pushes under that name.
import { excerpt } from "./quote.ts";

/** Marks are looked for in so many characters; what a person or a template writes is shorter by far. */
const longestSearch = 4096;
const longestToken = 120;

/** A class never holds its own opening character, so no start is walked over twice. */
const marks = new RegExp(
  [
    /\$\{\{[^{}]*\}\}/, // GitHub Actions, Azure Pipelines
    /\{\{[^{}]*\}\}/, // Go templates, Jinja, Argo
    /\$\{[^{}]+\}/, // envsubst, Flux, OpenShift templates
    /\$\([^()]+\)/, // Tekton, Kubernetes' own variables, make
    /\$[A-Z][A-Z0-9_]*(?![A-Za-z0-9_])/, // shell
    /\{[^{}]+\}/, // documentation: {username}/app
    /<[^<>]+>/, // documentation: <your-image>
    /@[A-Z][A-Z0-9_]*@/, // autoconf, CMake, sed scripts
    /%[A-Z][A-Z0-9_]*%/, // sed scripts, Windows
    /__[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__/, // sed scripts; `a__b` is a legal path
  ]
    .map((mark) => mark.source)
    .join("|"),
);

/** `IMAGE_URL`: nobody names an image so. Not a mark, because no tool is known by it, but no word to put in lower case either. */
export function isConstant(part: string): boolean {
  return part.includes("_") && /^[A-Z]/.test(part) && !/[^A-Z0-9_]/.test(part);
}

/**
 * The part of an image that says it is not rendered yet, at most 120 characters of it; `null` where there is none.
 *
 * `auto` is legal: Istio's injector puts its proxy there (istio.io, IST0146). So is `__X__` in a tag; asking for it would call
 * missing what a script fills in.
 */
export function placeholderIn(image: string): string | null {
  if (image === "auto") return image;
  // ko resolves these itself, to the image it builds from the Go package named (ko.build).
  if (image.startsWith("ko://")) return excerpt(image, longestToken);
  const token = marks.exec(image.slice(0, longestSearch))?.[0];
  if (token === undefined) return null;
  return excerpt(token, longestToken);
}
