// Builds dist/: one minified file per entry, three libraries beside them, and the licences of everything in them.
// The same sources give the same bytes; `--check` compares dist/ with them instead of writing.
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import { isObject, parseJson, stringAt } from "../src/json.ts";
import {
  assertUndiciHolds,
  builtinsWhenNeeded,
  latePieces,
  lateRequire,
  libraries,
  librariesBeside,
  piecesBeside,
  withoutMilo,
  withoutUnusedActions,
} from "./bundling.ts";
import { licencesOf } from "./licences.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const executable = "cli.js";

const description = parseJson(await readFile(join(root, "package.json"), "utf8"));
if (!isObject(description)) throw new Error("package.json is no object");
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
  plugins: [librariesBeside, piecesBeside, builtinsWhenNeeded, withoutUnusedActions],
} as const satisfies BuildOptions;

/** Every file of which something is in dist/. */
const bundled = new Set<string>();
const files = new Map<string, Uint8Array>();
await bundle(executable, {
  ...entry,
  entryPoints: ["src/cli.ts"],
  banner: { js: `#!/usr/bin/env node\n${refusalOf(description["engines"])}\n${lateRequire}` },
});
await bundle("action.js", { ...entry, entryPoints: ["src/action.ts"], banner: { js: lateRequire }, target: "node24" });
for (const [name, source] of Object.entries(latePieces)) {
  await bundle(`${name}.js`, { ...entry, entryPoints: [source], banner: { js: lateRequire } });
}
for (const [name, contents] of Object.entries(libraries)) {
  await bundle(`${name}.cjs`, {
    ...shared,
    format: "cjs",
    stdin: { contents, resolveDir: root },
    define: withoutMilo,
    plugins: [builtinsWhenNeeded],
  });
}
refuseTooLarge();
files.set("THIRD-PARTY-LICENSES.txt", Buffer.from(await licencesOf(bundled, root)));

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
    if (bytesInOutput > 0) bundled.add(path);
    if (bytesInOutput > 0 && name.endsWith(".js") && path.includes("node_modules/undici/")) {
      throw new Error(`dist/${name} holds a second copy of undici: ${path}`);
    }
    // What is thrown in a piece and told by its class in an entry would be a stranger there.
    if (bytesInOutput > 0 && path === "src/mistake.ts" && name.replace(/\.js$/, "") in latePieces) {
      throw new Error(`dist/${name} throws mistakes of its own: src/mistake.ts`);
    }
    if (bytesInOutput > 0 && path.includes("node_modules/undici/lib/milo/")) {
      throw new Error(`dist/${name} holds a second HTTP parser: ${path}`);
    }
    const takesUndici = metafile.inputs[path]?.imports.some((imported) => imported.path === "beside:undici");
    if (takesUndici === true) assertUndiciHolds(path, await readFile(join(root, path), "utf8"));
  }
  files.set(name, file.contents);
}

/** What an entry and everything beside it may weigh together, in bytes: a runner fetches them before every run. */
function refuseTooLarge(): void {
  const names = [
    ...Object.keys(libraries).map((name) => `${name}.cjs`),
    ...Object.keys(latePieces).map((name) => `${name}.js`),
  ];
  const beside = names.reduce((sum, name) => sum + (files.get(name)?.length ?? 0), 0);
  for (const [name, most] of [[executable, 1_350_000] as const, ["action.js", 1_500_000] as const]) {
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
