// The licences of everything that stands in dist/: of each package, and of what a package took from somebody else.
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, parseJson, stringAt } from "../src/json.ts";

/** Code whose licence isn't among the files of the package that carries it, by its folder there. */
const fromElsewhere: Readonly<Record<string, string>> = { "undici/lib/llhttp": "licences/llhttp.txt" };

/** Packages of which an older version stands in others that can't take the new one: minipass 3 is a class, and 7 holds one. */
const olderInside = new Set(["minipass"]);

const rule = "=".repeat(80);

/** `inputs` are the paths, below `root`, of the files whose code is in a bundle; our own need no mention. */
export async function licencesOf(inputs: Iterable<string>, root: string): Promise<string> {
  const folders = new Set([...inputs].flatMap(foldersAround));
  const parts = new Set<string>();
  for (const folder of [...folders].toSorted()) for (const part of await licencesIn(folder, root)) parts.add(part);
  return `The files in this folder contain these packages, each under its own licence.\n\n${[...parts].join("\n")}`;
}

/** `node_modules/undici/lib/a.js` → `node_modules/undici/lib`, `node_modules/undici`. Most nested copies are refused. */
function foldersAround(path: string): readonly string[] {
  const packages = path.match(/node_modules\/(?:@[^/]+\/)?[^/]+/g) ?? [];
  const innermost = packages.join("/");
  const name = packages.at(-1)?.slice("node_modules/".length);
  if (name === undefined) return [];
  if (packages.length > 1 && !olderInside.has(name)) {
    throw new Error(`${path} is a copy of its own: raise one of the two, or add an override`);
  }
  const folders: string[] = [];
  for (let at = dirname(path); at.startsWith(innermost); at = dirname(at)) folders.push(at);
  return folders;
}

/** A package has to have a licence; a folder in it may have one of its own. */
async function licencesIn(folder: string, root: string): Promise<readonly string[]> {
  const [, above = "", name = "", inside = ""] = /^(.*node_modules\/)((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(folder) ?? [];
  const names = await readdir(join(root, folder));
  const files = names.toSorted().filter((file) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(file));
  const texts = files.map((file) => join(root, folder, file));
  const added = fromElsewhere[`${name}${inside === "" ? "" : `/${inside}`}`];
  if (added !== undefined) texts.push(fileURLToPath(new URL(added, import.meta.url)));
  const { version, license } = await packageOf(join(root, above, name));
  const title = inside === "" ? `${name} ${version} (${license})` : `${name} ${version}, ${inside}`;
  if (texts.length === 0 && inside === "") throw new Error(`${title} has no licence file`);
  return Promise.all(texts.map(async (path) => `${rule}\n${title}\n${rule}\n${await textOf(path)}\n`));
}

async function packageOf(folder: string): Promise<{ readonly version: string; readonly license: string }> {
  const document = parseJson(await readFile(join(folder, "package.json"), "utf8"));
  if (!isObject(document)) throw new Error(`${folder}/package.json is no object`);
  return { version: stringAt(document, "version"), license: stringAt(document, "license") };
}

async function textOf(path: string): Promise<string> {
  return (await readFile(path, "utf8")).replaceAll("\r\n", "\n").trim();
}
