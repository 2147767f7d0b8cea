// Builds dist/: one minified file per entry, the two large libraries beside them, and the licences of everything in them.
// The same sources give the same bytes; `--check` compares dist/ with them instead of writing.
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import { isObject, parseJson, stringAt } from "../src/json.ts";
import {
  assertUndiciHolds,
  builtinsWhenNeeded,
  lateRequire,
  libraries,
  librariesBeside,
  withoutUnusedActions,
} from "./bundling.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const executable = "cli.js";

const description = await packageOf(root);
const version = stringAt(description, "version");

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: "node",
  target: "node22.19",
  // Where a package has both, its ES modules: what is not used can then be left out.
  mainFields: ["module", "main"],
  // V8 reads one byte a character as long as there is nothing else.
  charset: "ascii",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  write: false,
} as const satisfies BuildOptions;

const entry = {
  ...shared,
  format: "esm",
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [librariesBeside, builtinsWhenNeeded, withoutUnusedActions],
} as const satisfies BuildOptions;

const packages = new Set<string>();
const files = new Map<string, Uint8Array>();
await bundle(executable, {
  ...entry,
  entryPoints: ["src/cli.ts"],
  banner: { js: `#!/usr/bin/env node\n${refusalOf(description["engines"])}\n${lateRequire}` },
});
await bundle("action.js", { ...entry, entryPoints: ["src/action.ts"], banner: { js: lateRequire }, target: "node24" });
for (const [name, contents] of Object.entries(libraries)) {
  await bundle(`${name}.cjs`, {
    ...shared,
    format: "cjs",
    stdin: { contents, resolveDir: root },
    plugins: [builtinsWhenNeeded],
  });
}
refuseTooLarge();
files.set("THIRD-PARTY-LICENSES.txt", Buffer.from(await licences([...packages].toSorted())));

if (process.argv.includes("--check")) await compare();
else await write();

async function bundle(
  name: string,
  options: BuildOptions & { readonly metafile: true; readonly write: false },
): Promise<void> {
  const { metafile, outputFiles } = await build({ ...options, outfile: join(dist, name) });
  const [file] = outputFiles;
  const inputs = metafile.outputs[`dist/${name}`]?.inputs;
  if (file === undefined || inputs === undefined) throw new Error(`esbuild made no dist/${name}`);
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    if (bytesInOutput > 0) for (const folder of packageFolder(path)) packages.add(folder);
    if (bytesInOutput > 0 && name.endsWith(".js") && path.includes("node_modules/undici/")) {
      throw new Error(`dist/${name} holds a second copy of undici: ${path}`);
    }
    const takesUndici = metafile.inputs[path]?.imports.some((imported) => imported.path === "beside:undici");
    if (takesUndici === true) assertUndiciHolds(path, await readFile(join(root, path), "utf8"));
  }
  files.set(name, file.contents);
}

/** What an entry and the libraries beside it may weigh together, in bytes: a runner fetches them before every run. */
function refuseTooLarge(): void {
  const beside = Object.keys(libraries).reduce((sum, name) => sum + (files.get(`${name}.cjs`)?.length ?? 0), 0);
  for (const [name, most] of [[executable, 1_200_000] as const, ["action.js", 1_500_000] as const]) {
    const bytes = beside + (files.get(name)?.length ?? 0);
    if (bytes > most) throw new Error(`dist/${name} and its libraries have ${bytes} bytes; ${most} are the most`);
  }
}

async function write(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  for (const [name, bytes] of files) {
    await writeFile(join(dist, name), bytes);
    console.log(`dist/${name}  ${bytes.length} bytes`);
  }
  await chmod(join(dist, executable), 0o755);
}

/** What is committed has to be what the sources make: nobody can review a bundle. */
async function compare(): Promise<void> {
  const stale: string[] = [];
  for (const [name, bytes] of files) {
    const committed = await readFile(join(dist, name)).catch(() => Buffer.alloc(0));
    if (!committed.equals(bytes)) stale.push(`dist/${name} is not what the sources make`);
  }
  const present = await readdir(dist).catch(() => []);
  stale.push(...present.filter((name) => !files.has(name)).map((name) => `dist/${name} is made from nothing`));
  const { mode } = await stat(join(dist, executable)).catch(() => ({ mode: 0 }));
  if ((mode & 0o111) !== 0o111) stale.push(`dist/${executable} is not executable`);
  for (const line of stale) console.error(line);
  if (stale.length > 0) console.error("run `npm run build` and commit dist/");
  process.exitCode = stale.length > 0 ? 1 : 0;
}

/** An older Node would fail somewhere in the middle, and call it a bug of ours. A runner brings the Node that action.yml names. */
function refusalOf(engines: unknown): string {
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(isObject(engines) ? stringAt(engines, "node") : "") ?? [];
  if (major === undefined || minor === undefined) throw new Error("package.json has no engines.node such as >=22.19");
  const words = `pullgate: Node ${major}.${minor} or newer is needed, and this is `;
  return [
    `const[nodeMajor,nodeMinor]=process.versions.node.split(".").map(Number);`,
    `if(nodeMajor<${major}||nodeMajor===${major}&&nodeMinor<${minor}){`,
    `process.stderr.write(${JSON.stringify(words)}+process.version+"\\n");process.exit(2)}`,
  ].join("");
}

/** `node_modules/undici/lib/a.js` → `node_modules/undici`; nothing for our own sources. A nested copy is refused. */
function packageFolder(path: string): readonly string[] {
  const folders = path.match(/node_modules\/(?:@[^/]+\/)?[^/]+/g) ?? [];
  if (folders.length > 1) throw new Error(`${path} is a copy of its own: raise one of the two, or add an override`);
  return folders;
}

async function packageOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const document = parseJson(await readFile(join(folder, "package.json"), "utf8"));
  if (!isObject(document)) throw new Error(`${folder}/package.json is no object`);
  return document;
}

async function licences(folders: readonly string[]): Promise<string> {
  const parts = await Promise.all(folders.map(async (folder) => licenceOf(join(root, folder))));
  return `The files in this folder contain these packages, each under its own licence.\n\n${parts.join("\n")}`;
}

async function licenceOf(folder: string): Promise<string> {
  const description = await packageOf(folder);
  const title = `${stringAt(description, "name")} ${stringAt(description, "version")} (${stringAt(description, "license")})`;
  const file = (await readdir(folder)).toSorted().find((name) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(name));
  if (file === undefined) throw new Error(`${title} has no licence file`);
  const text = (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim();
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n${text}\n`;
}
