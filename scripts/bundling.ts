// What esbuild has to be told so that a bundle starts fast: a run that asks no registry should cost little more than Node itself.
// All of it changes when something is loaded, and nothing of what it does.
import { builtinModules } from "node:module";
import { join } from "node:path";
import type { OnLoadResult, Plugin } from "esbuild";
import { isObject } from "../src/json.ts";

const builtins = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));

/** Loaded when one of their functions is called; each takes Node some milliseconds, and many runs call none. */
const loadedLate = new Set(["node:child_process", "node:crypto", "node:fs/promises"]);

/**
 * Node's own modules, taken where the module that names them is evaluated. An `import` statement would be hoisted to the
 * bundle's first line, and load TLS for a run that only prints its version.
 */
export const builtinsWhenNeeded: Plugin = {
  name: "builtins when needed",
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (!builtins.has(path)) return undefined;
      return { path, namespace: kind === "require-call" ? "builtin-required" : "builtin-imported" };
    });
    build.onLoad({ filter: /./, namespace: "builtin-required" }, ({ path }) => ({
      contents: `module.exports=${taken(path)}`,
    }));
    build.onLoad({ filter: /./, namespace: "builtin-imported" }, async ({ path }) => importedBuiltin(path));
  },
};

function taken(path: string): string {
  return `process.getBuiltinModule(${JSON.stringify(path)})`;
}

/** One export for each name, so that what is not imported is left out: some names load half of Node when they are looked at. */
async function importedBuiltin(path: string): Promise<OnLoadResult> {
  const module: unknown = await import(path);
  const names = isObject(module) ? Object.keys(module).filter((name) => /^\w+$/.test(name) && name !== "default") : [];
  const of = (name: string): string => {
    if (!loadedLate.has(path)) return `/* @__PURE__ */(()=>${taken(path)}.${name})()`;
    // Of a class a new one is made; an arrow function would refuse that.
    return /^[A-Z]/.test(name)
      ? `function(...given){return new(${taken(path)}.${name})(...given)}`
      : `(...given)=>${taken(path)}.${name}(...given)`;
  };
  const lines = names.map((name) => `export const ${name}=${of(name)};`);
  return { contents: [...lines, `export default /* @__PURE__ */(()=>${taken(path)})();`].join("\n") };
}

/**
 * `@actions/core` brings an HTTP client of its own for OIDC tokens, and with it undici at its start. Nothing of it is used,
 * and none of these modules does anything when it is loaded, though their package.json doesn't say so.
 */
export const withoutUnusedActions: Plugin = {
  name: "without unused parts of @actions",
  setup(build) {
    build.onResolve({ filter: /^(?:@actions\/|\.)/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      const ofActions = path.startsWith("@actions/") || importer.includes(join("node_modules", "@actions"));
      if (!ofActions || pluginData === "resolving") return undefined;
      const resolved = await build.resolve(path, { kind, importer, resolveDir, pluginData: "resolving" });
      return { ...resolved, sideEffects: false };
    });
  },
};

/**
 * Libraries that many runs do without, each in a file of its own beside the entries, which share it. Together they are twice
 * as large as everything else, and merely to read past them would cost a run as much as Node's own start.
 */
export const librariesBeside: Plugin = {
  name: "libraries beside the entries",
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path }) =>
      Object.hasOwn(libraries, path) ? { path, namespace: "beside" } : undefined,
    );
    build.onLoad({ filter: /./, namespace: "beside" }, async ({ path }) => {
      if (calledLate.has(path)) return { contents: standIn(path) };
      return { contents: path === "yaml" ? await bound(path) : `module.exports=require("./${path}.cjs")` };
    });
    build.onResolve({ filter: /^\.\/\w+\.cjs$/, namespace: "beside" }, ({ path }) => ({ path, external: true }));
  },
};

/**
 * Sources that a run without an image does without, each in a file of its own as well, which the entries share. What they have in
 * common with an entry is there twice, so none of it may be told apart by identity, as a thrown class is.
 */
export const latePieces: Readonly<Record<string, string>> = {
  extract: "src/manifests/extract.ts",
  prepare: "src/credentials/prepare.ts",
  facts: "src/changes/facts.ts",
  run: "src/registries/run.ts",
  publication: "src/publication/publication.ts",
  summary: "src/report/summary.ts",
  egress: "src/report/egress.ts",
  http: "src/edges/http.ts",
  base: "src/edges/base.ts",
  "pull-request": "src/edges/pull-request.ts",
  document: "src/settings/document.ts",
  "pull-hosts": "src/mirrors/prepare.ts",
  reader: "src/edges/reader.ts",
  store: "src/edges/store.ts",
  "credential-helper": "src/edges/credential-helper.ts",
};

export const piecesBeside: Plugin = {
  name: "late pieces beside the entries",
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const [name] = Object.entries(latePieces).find(([, source]) => join(resolveDir, path).endsWith(source)) ?? [];
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

/**
 * Each export in a constant: what is asked of every node (`isMap`) would otherwise be looked up, through two getters, at every
 * call.
 */
async function bound(path: string): Promise<string> {
  const module: unknown = await import(path);
  const names = isObject(module) ? Object.keys(module).filter((name) => /^\w+$/.test(name) && name !== "default") : [];
  const lines = names.map((name) => `export const ${name}=/* @__PURE__ */(()=>library.${name})();`);
  return [`const library=require("./${path}.cjs");`, ...lines].join("\n");
}

/** One function each, imported by modules that every run evaluates and called in few: loaded when it is called. */
const calledLate = new Set(["picomatch"]);

function standIn(path: string): string {
  const traps = "apply:(_,self,given)=>load()(...given),get:(_,name)=>load()[name]";
  return `let loaded;const load=()=>loaded??=require("./${path}.cjs");module.exports=new Proxy(()=>{},{${traps}})`;
}

/** What `require` is in an ES module; nothing is made until it is called. */
export const lateRequire = `const require=name=>${taken("node:module")}.createRequire(import.meta.url)(name);`;

/** Where undici keeps what we take of it. Its own index loads its mocks, caches and `fetch` as well: twice as much in all. */
const undiciFiles: Readonly<Record<string, string>> = {
  Agent: "undici/lib/dispatcher/agent.js",
  Client: "undici/lib/dispatcher/client.js",
};

/**
 * undici's own switch for a build without Milo, an HTTP parser of its that is an experiment and is only used where it is asked
 * for: its `client-h1.js` leaves it out where this name is defined, as the build for Node's core does.
 */
export const withoutMilo: Readonly<Record<string, string>> = { esbuildDetection: "true" };

/** What the files beside the entries hold. */
export const libraries: Readonly<Record<string, string>> = {
  // As its index does, the API is added to the class that all others extend: a tunnel through a proxy needs it too.
  undici: `
    import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
    import api from "undici/lib/api/index.js";
    Object.assign(Dispatcher.prototype, api);
    ${Object.entries(undiciFiles)
      .map(([name, file]) => `export { default as ${name} } from "${file}";`)
      .join("\n")}
  `,
  picomatch: `module.exports = require("picomatch");`,
  // The same code as its CommonJS files, without a function around each.
  yaml: `export * from "./node_modules/yaml/browser/dist/index.js";`,
};

/** Throws where `source`, one of our files, takes something of undici that the file beside the entries doesn't hold. */
export function assertUndiciHolds(path: string, source: string): void {
  const [, names] = /\{([^{}]+)\} = await import\("undici"\)/.exec(source) ?? [];
  if (names === undefined) throw new Error(`${path} imports undici in a way that scripts/bundling.ts can't follow`);
  const missing = names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => !Object.hasOwn(undiciFiles, name));
  if (missing.length > 0)
    throw new Error(`${path} takes ${missing.join(", ")} of undici: add it to scripts/bundling.ts`);
}
