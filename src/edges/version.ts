// Pullgate's own version: written into the bundle when it is built, read from package.json when run from source.
import { readFileSync } from "node:fs";
import { isObject, parseJson, stringAt } from "../json.ts";

/** Replaced by the bundler (`scripts/build.ts`); not there when run from source. */
declare const __VERSION__: string | undefined;

export const version: string = typeof __VERSION__ === "string" ? __VERSION__ : versionOfPackage();

function versionOfPackage(): string {
  const document = parseJson(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return isObject(document) ? stringAt(document, "version") : "";
}
