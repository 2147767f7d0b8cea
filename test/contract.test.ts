// docs/contract.md is what readers rely on: it has to name what the code has, and nothing that the code has not.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isObject, parseJson } from "../src/json.ts";
import type { Verdict } from "../src/model.ts";
import { verdicts } from "../src/report/order.ts";
import { rules } from "../src/rules/index.ts";
import { reachability } from "../src/rules/outcome.ts";
import { readSettingsDocument } from "../src/settings/document.ts";
import { fallbackOf, helpText } from "../src/settings/help.ts";
import { laterNames } from "../src/settings/later.ts";
import { namesOf, options } from "../src/settings/options.ts";

const page = readFileSync(new URL("../docs/contract.md", import.meta.url), "utf8");
const schema = parseJson(readFileSync(new URL("../schema/report.schema.json", import.meta.url), "utf8"));
const egress = parseJson(readFileSync(new URL("../schema/egress.schema.json", import.meta.url), "utf8"));
const [today = "", later = ""] = page.split("## Not there yet");

/** The section under a heading, up to the next one. */
function section(heading: string): string {
  const [, text = ""] = new RegExp(`\\n##+ ${heading}\\n([^]*?)(?:\\n##+ |$)`).exec(page) ?? [];
  return text;
}

/** The first cells of a section's rows, without what makes them code. */
function rowsOf(heading: string): readonly string[] {
  const cells = [...section(heading).matchAll(/^\| (`[^|]*(?:\\\|[^|]*)*`|\d+) +\|/gm)];
  return cells.map(([, cell = ""]) => cell.replaceAll("`", "").replaceAll("\\|", "|"));
}

function propertiesOf(definition: string): readonly string[] {
  const definitions = isObject(schema) ? schema["$defs"] : null;
  const found = isObject(definitions) ? definitions[definition] : null;
  const properties = isObject(found) ? found["properties"] : null;
  return isObject(properties) ? Object.keys(properties) : [];
}

describe("docs/contract.md", () => {
  test("has a row for every flag, with its values and no others", () => {
    const flags = namesOf("flag").filter((name) => name !== "output");
    const written = flags.map((name) => [`--${name}`, options[name].value].filter((part) => part !== "").join(" "));
    const rows = rowsOf("Command line").filter((row) => !row.startsWith("--output"));
    expect(rows.toSorted()).toEqual(written.toSorted());
  });

  test.each(namesOf("flag").filter((name) => !["output", "config", "format"].includes(name)))(
    "has the default of --%s",
    (name) => {
      const [line = ""] = section("Command line").match(new RegExp(`^\\| \`--${name}[ \`].*$`, "m")) ?? [];
      expect(line.replaceAll("`", "")).toMatch(new RegExp(`\\| ${fallbackOf(options[name])} +\\|$`));
    },
  );

  test("shows a settings file that has every key, and is one", () => {
    const [, text = ""] = /```yaml\n([^]*?)```/.exec(section("Settings file")) ?? [];
    const { layer, mistakes } = readSettingsDocument("contract.md", text);
    expect(mistakes).toEqual([]);
    const keys = namesOf("key").filter((name) => name !== "rules");
    expect([...layer.texts.keys(), ...layer.rows.keys()].toSorted()).toEqual(keys.toSorted());
    expect(layer.rules.size).toBe(2);
  });

  test("has every verdict, exit code, rule and key", () => {
    expect(new Set(rowsOf("Verdicts"))).toEqual(new Set<Verdict>(verdicts));
    expect(rowsOf("Exit codes")).toEqual(["0", "1", "2", "3"]);
    expect([...today.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name)).toEqual(
      expect.arrayContaining(rules.map(({ id }) => id)),
    );
    expect(rowsOf("JSON report")).toEqual(propertiesOf("report"));
    for (const key of propertiesOf("totals")) expect(section("JSON report")).toContain(`\`${key}\``);
  });

  test("has every command, and every key of what egress prints", () => {
    const commands = [...section("Command line").matchAll(/^ {4}pullgate (\w+)/gm)].map(([, name]) => name);
    expect(helpText("0").match(/^ {2}pullgate (\w+)/gm)).toEqual(commands.map((name) => `  pullgate ${name}`));
    const host = isObject(egress) && isObject(egress["$defs"]) ? egress["$defs"]["host"] : null;
    expect(rowsOf("Egress")).toEqual(
      Object.keys(isObject(host) && isObject(host["properties"]) ? host["properties"] : {}),
    );
    for (const rule of reachability.filter((id) => rules.some((one) => one.id === id)))
      expect(section("Egress")).toContain(`\`${rule}\``);
  });

  test("what is not there yet is said there alone", () => {
    const names = Object.values(options).flatMap((option) => ("later" in option ? Object.keys(option.later) : []));
    expect(names.toSorted()).toEqual(["auto", "markdown", "sarif"]);
    for (const name of [...names, ...laterNames]) expect(later).toMatch(new RegExp(`\\b${name}\``));
    for (const name of names) expect(today).not.toContain(name);
    // A comment is also what stands behind a line.
    for (const name of laterNames) expect(today).not.toMatch(new RegExp(`\`(?:--)?${name}\\b|^${name}:`, "m"));
  });
});
