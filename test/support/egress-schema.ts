// Holds every listing of egress that a test makes against schema/egress.schema.json, and against what a schema can't say.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject, parseJson } from "../../src/json.ts";
import { unprintable } from "./report-schema.ts";

const schema: unknown = JSON.parse(readFileSync(new URL("../../schema/egress.schema.json", import.meta.url), "utf8"));
if (!isObject(schema)) throw new Error("schema/egress.schema.json is not an object");
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

/** Throws, naming every place, where `json` is no listing of egress as the contract describes it. */
export function assertEgress(json: string): void {
  const mistakes = egressMistakes(json);
  if (mistakes.length > 0) throw new Error(`not a listing of egress:\n${mistakes.join("\n")}`);
}

/** What is wrong with a listing of egress; empty where nothing is. */
export function egressMistakes(json: string): readonly string[] {
  const value = parseJson(json);
  if (!isObject(value)) return ["no JSON object"];
  if (!validate(value)) {
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? ""}`);
  }
  const hosts = Array.isArray(value["hosts"]) ? value["hosts"].filter(isObject) : [];
  const marks = hosts.map(({ host, port }) => `${String(host)} ${String(port).padStart(5, "0")}`);
  return [
    ...unprintable(json),
    ...(new Set(marks).size === marks.length ? [] : ["a host and port are there twice"]),
    ...(marks.join("\n") === marks.toSorted().join("\n") ? [] : ["hosts are not sorted by host and port"]),
  ];
}
