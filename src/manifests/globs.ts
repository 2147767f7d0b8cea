// What a glob takes. Dotfiles are included; a leading `!` negates nothing.
import { posix } from "node:path";
import picomatch from "picomatch";
import { isManifestName } from "./names.ts";
import type { Route } from "./walk.ts";

const options = { dot: true, nonegate: true };

/** Has a PATH, by its characters, the shape of a pattern? A file may have that very name. */
export function isGlob(path: string): boolean {
  return picomatch.scan(path, options).isGlob;
}

/** The deepest folder that all files a glob can match are in. */
export function folderOf(glob: string): string {
  return picomatch.scan(glob, options).base || ".";
}

/** Does any of `globs` match a path, or a folder that it is in? */
export function anyOf(globs: readonly string[]): (path: string) => boolean {
  const matches = globs.map((glob) => picomatch(withoutDotSlash(glob).replace(/\/$/, ""), options));
  if (matches.length === 0) return () => false;
  return (path) => withParents(withoutDotSlash(path)).some((at) => matches.some((match) => match(at)));
}

/**
 * The way a glob leads: what it matches, and all of a folder that it matches, as a shell's expansion would name it.
 * A file needs a manifest's name unless the glob spells its extension out (`*.yaml.tmpl`).
 */
export function routeOf(glob: string): Route {
  const matches = anyOf([glob]);
  const match = picomatch(withoutDotSlash(glob), options);
  const spelled = /\.\w+$/.test(glob);
  const leads = leadsThrough(withoutDotSlash(glob).split("/"));
  return {
    enters: (folder) => leads(folder) || matches(folder),
    takes: (file) => (match(file) && spelled) || (matches(file) && isManifestName(file)),
    names: matches,
  };
}

/** May a folder hold, at any depth, what a glob of these segments matches? */
function leadsThrough(segments: readonly string[]): (folder: string) => boolean {
  // From a globstar on, or where braces go over a `/`, any folder may.
  const open = segments.findIndex((segment) => segment.includes("**") || !isWhole(segment));
  const last = open === -1 ? segments.length - 1 : open;
  const steps = segments.slice(0, last).map((segment) => (segment === "" ? isEmpty : picomatch(segment, options)));
  return (folder) => {
    const names = folder.split("/");
    if (open === -1 && names.length > steps.length) return false;
    return names.every((name, at) => name === segments[at] || (steps[at]?.(name) ?? true));
  };
}

const isEmpty = (name: string): boolean => name === "";

function isWhole(segment: string): boolean {
  const count = (character: string): number => segment.split(character).length;
  return count("{") === count("}") && count("(") === count(")");
}

function withoutDotSlash(glob: string): string {
  return glob.replace(/^(?:\.\/)+/, "");
}

/** `a/b/c` → `a/b/c`, `a/b`, `a`. */
function withParents(path: string): readonly string[] {
  const parents: string[] = [];
  for (let at = path; at !== "." && at !== "/" && !parents.includes(at); at = posix.dirname(at)) parents.push(at);
  return parents;
}
