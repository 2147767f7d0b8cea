// Holds every report that a test makes against schema/report.schema.json, and against what a schema can't say.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject, parseJson } from "../../src/json.ts";
import { urlHost } from "../../src/registries/host.ts";

const schema: unknown = JSON.parse(readFileSync(new URL("../../schema/report.schema.json", import.meta.url), "utf8"));
if (!isObject(schema)) throw new Error("schema/report.schema.json is not an object");
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** Throws, naming every place, where `json` is no report and no listing as the contract describes them. */
export function assertReport(json: string): void {
  const mistakes = reportMistakes(json);
  if (mistakes.length > 0) throw new Error(`not a report of Pullgate:\n${mistakes.join("\n")}`);
}

/** The report or listing that the text holds; throws where it is none. */
export function reportIn(json: string): unknown {
  assertReport(json);
  return parseJson(json);
}

/** What is wrong with a report or listing; empty where nothing is. */
export function reportMistakes(json: string): readonly string[] {
  const value = parseJson(json);
  if (!isObject(value)) return ["no JSON object"];
  if (!validate(value)) {
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath === "" ? "/" : instancePath} ${message ?? ""} ${JSON.stringify(params)}`;
    });
  }
  return [...unprintable(json), ...counts(value)];
}

/** One line feed ends it, and nothing in it begins a workflow command or moves a cursor. */
export function unprintable(json: string): readonly string[] {
  return [
    ...(/[^\n]\n$/.test(json) ? [] : ["one line feed ends it"]),
    ...(json.includes("##[") ? ['"##[" begins a workflow command'] : []),
    ...(/[^\P{C}\n]/u.test(json.replaceAll(/\p{Co}|\p{Cn}/gu, "")) ? ["an unseen character is not escaped"] : []),
  ];
}

/** The totals are the lengths of what they count. */
function counts(report: Readonly<Record<string, unknown>>): readonly string[] {
  const { totals } = report;
  if (!isObject(totals)) return [];
  const lists = ["uses", "images"].filter((key) => Array.isArray(report[key]));
  const registries = new Set(
    list(report["uses"])
      .map(registryOf)
      .filter((registry) => registry !== null)
      // `A.test`, `a.test` and `a.test:443` are one.
      .map(urlHost),
  );
  const severities = Array.isArray(report["findings"]) ? ["error", "warning", "notice"] : [];
  return [
    ...lists
      .filter((key) => totals[key] !== list(report[key]).length)
      .map((key) => `totals.${key} is not their number`),
    ...(totals["registries"] === registries.size
      ? []
      : ["totals.registries is not the number of the uses' registries"]),
    ...severities
      .filter((severity) => {
        const found = list(report["findings"]).filter((entry) => isObject(entry) && entry["severity"] === severity);
        return totals[`${severity}s`] !== found.length;
      })
      .map((severity) => `totals.${severity}s is not their number`),
  ];
}

/** What a normalised reference begins with. */
function registryOf(use: unknown): string | null {
  const reference = isObject(use) ? use["reference"] : null;
  return typeof reference === "string" ? (reference.split("/")[0] ?? null) : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
