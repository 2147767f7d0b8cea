// Where cacache keeps what (index-v5, content-v2), and a look at the way there before anybody follows it: a cache's folder comes
// back from elsewhere, and may hold links, pipes and files of any size. Source: cacache `lib/entry-index.js`, `lib/content/path.js`.
import { createHash } from "node:crypto";
import { lstatSync, unlinkSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";

/** A path below the cache's folder, part by part. */
export type Place = readonly string[];

/** The folder that files are written in before they are moved to where they belong. */
export const temporary: Place = ["tmp"];
const index: Place = ["index-v5"];
const content: Place = ["content-v2", "sha512"];

/** Every folder that a cache begins with, the outer ones first. */
export const folders: readonly Place[] = [temporary, index, ["content-v2"], content];

/** The file that says which content a key stands for. */
export function indexPlace(key: string): Place {
  return [...index, ...segments(createHash("sha256").update(key).digest("hex"))];
}

/** The file with these bytes. */
export function contentPlaceOf(bytes: Buffer): Place {
  return [...content, ...segments(createHash("sha512").update(bytes).digest("hex"))];
}

/** The file that an index means by `sha512-…` (Subresource Integrity); `null` for anything else. */
export function contentPlace(integrity: string): Place | null {
  const [, base64] = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity) ?? [];
  return base64 === undefined ? null : [...content, ...segments(Buffer.from(base64, "base64").toString("hex"))];
}

function segments(hex: string): Place {
  return [hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)];
}

/** What stands at a place: nothing, a plain file of so many bytes, or what no cache has there. */
export type Standing = { readonly kind: "nothing" } | { readonly kind: "file"; readonly size: number } | Odd;

/** `path` is what is odd: the file, or a folder above it that is none. */
interface Odd {
  readonly kind: "odd";
  readonly path: string;
}

/** Looks without following a link, be it on the way. Throws what Node throws, but for what isn't there. */
export function lookAt(folder: string, place: Place): Standing {
  for (const [at] of place.entries()) {
    const path = join(folder, ...place.slice(0, at + 1));
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "nothing" };
    if (at < place.length - 1 && stats.isDirectory()) continue;
    // A second name of a file outside would be written to as well.
    const isPlain = at === place.length - 1 && stats.isFile() && stats.nlink === 1;
    return isPlain ? { kind: "file", size: stats.size } : { kind: "odd", path };
  }
  return { kind: "nothing" };
}

/** Takes away what must not stand at a place: what is odd, or a file over `maxBytes`. A link goes, and not what it leads to. */
export function clear(folder: string, place: Place, maxBytes: number): void {
  const standing = lookAt(folder, place);
  if (standing.kind === "odd") unlinkSync(standing.path);
  if (standing.kind === "file" && standing.size > maxBytes) unlinkSync(join(folder, ...place));
}

/** Takes away what must not stand where a folder belongs, or above it. */
export function clearForFolder(folder: string, place: Place): void {
  const parts = place.map((_, at) => join(folder, ...place.slice(0, at + 1)));
  const odd = parts.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false);
  if (odd !== undefined) unlinkSync(odd);
}

/** Does a link stand on the way from `above` to a folder below it? What isn't there yet is none, and no more is what lies elsewhere. */
export function hasLinkBelow(above: string, folder: string): boolean {
  const way = relative(above, folder);
  if (way.startsWith("..") || isAbsolute(way)) return false;
  const parts = way.split(sep);
  return parts.some((_, at) =>
    lstatSync(join(above, ...parts.slice(0, at + 1)), { throwIfNoEntry: false })?.isSymbolicLink(),
  );
}
