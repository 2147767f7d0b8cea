// Action inputs → a layer. The runner hands every input over as `INPUT_NAME`, upper case, blanks as `_`, unset ones empty.
// Source: actions/runner `src/Runner.Worker/Handlers/Handler.cs` (AddInputsToEnvironment); it only warns of inputs nobody declared.
import { isLater, notThereYet } from "./later.ts";
import type { LayerReading, Written } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import { namesOf, options, type OptionName } from "./options.ts";

const prefix = "INPUT_";

/**
 * Reads the inputs of the table with `getInput` (`@actions/core`: trimmed, empty where unset), and looks in `environment`
 * for those that nobody declared. Lists are one a line.
 */
export function readInputs(
  getInput: (name: string) => string,
  environment: Readonly<Record<string, string | undefined>>,
): LayerReading {
  const names = namesOf("input");
  const texts = new Map<OptionName, readonly Written[]>();
  for (const name of names) {
    const input = getInput(name);
    const place = `input "${name}"`;
    const lines = options[name].kind === "list" ? input.split(/\r?\n|\r/).map((line) => line.trim()) : [input];
    const written = lines.filter((text) => text !== "").map((text) => ({ text, place }));
    if (written.length > 0) texts.set(name, written);
  }
  const declared = new Set(names.map((name) => prefix + name.toUpperCase()));
  const mistakes = Object.keys(environment)
    .filter((variable) => variable.toUpperCase().startsWith(prefix) && !declared.has(variable.toUpperCase()))
    .map((variable) => variable.slice(prefix.length).toLowerCase())
    .sort()
    .map((name) =>
      isLater(name) ? notThereYet(`input ${quoted(name)}`) : `unknown input ${quoted(name)}: ${suggest(name, names)}`,
    );
  return { layer: { texts, rules: new Map(), rows: new Map() }, mistakes };
}
