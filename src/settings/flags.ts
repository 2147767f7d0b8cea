// Arguments → what to do, and a layer. `node:util` splits them; what they mean, and what is wrong with them, is said here.
// Source of the splitting: Node's `parseArgs`, not strict, because its own complaints stop at the first one.
import { parseArgs } from "node:util";
import { isLater, laterNames, notThereYet } from "./later.ts";
import type { Layer, LayerReading, Written } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import { isOptionName, namesOf, options, optionList, type OptionName } from "./options.ts";

/** What the command line asks for. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "explain"; readonly rule: string | null; readonly mistakes: readonly string[] }
  | ({ readonly kind: "check" | "list" | "egress" } & LayerReading)
  /** Nothing can be done: no command, or one that nobody knows. */
  | { readonly kind: "none"; readonly mistakes: readonly string[] };

const commands = ["check", "list", "egress", "explain"] as const;

const known = [...namesOf("flag").map((name) => `--${name}`), "--help", "--version"];

/** Reads the arguments that follow the program's name. */
export function readFlags(args: readonly string[]): Command {
  const { tokens } = parseArgs({
    args: [...args],
    options: parseOptions(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const positionals: string[] = [];
  const texts = new Map<OptionName, Written[]>();
  const mistakes: string[] = [];
  const seen = new Set<number>();

  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    if (token.rawName === "--help" || token.rawName === "--version") {
      if (token.value === undefined) return { kind: token.rawName === "--help" ? "help" : "version" };
      return { kind: "none", mistakes: [...mistakes, `${token.rawName} takes no value, not ${quoted(token.value)}`] };
    }
    if (!token.rawName.startsWith("--") || !isOptionName(token.name) || !isFlag(token.name)) {
      // `-abc` comes as three tokens of one argument.
      if (!seen.has(token.index)) mistakes.push(unknownFlag(args[token.index] ?? token.rawName));
      seen.add(token.index);
      continue;
    }
    const { name } = token;
    const place = token.rawName;
    const text = options[name].kind === "switch" ? (token.value ?? "true") : token.value;
    const before = texts.get(name);
    if (text === undefined || text === "" || (token.inlineValue === false && looksLikeFlag(text))) {
      mistakes.push(`${place} needs a value: ${place} ${options[name].value}`);
    } else if (before !== undefined && options[name].kind !== "list") {
      mistakes.push(`${place} is given twice: ${quoted(before[0]?.text ?? "")} and ${quoted(text)}`);
    } else texts.set(name, [...(before ?? []), { text, place }]);
  }
  return commandOf(positionals, texts, mistakes);
}

function commandOf(
  positionals: readonly string[],
  texts: Map<OptionName, Written[]>,
  mistakes: readonly string[],
): Command {
  const [word, ...rest] = positionals;
  if (word === undefined)
    return { kind: "none", mistakes: [...mistakes, `no command: say ${commands.join(", ")} or --help`] };
  const kind = commands.find((command) => command === word);
  switch (kind) {
    case undefined: {
      const unknown = `unknown command ${quoted(word)}: ${suggest(word, [...commands, "--help", "--version"])}`;
      return { kind: "none", mistakes: [...mistakes, unknown] };
    }
    case "explain": {
      const misplaced = [...texts.keys()].map(
        (name) => `--${name} is not for explain: it belongs to check, list and egress`,
      );
      const extra = rest.slice(1).map((rule) => `explain takes one rule: ${quoted(rule)} is one too many`);
      return { kind, rule: rest[0] ?? null, mistakes: [...mistakes, ...misplaced, ...extra] };
    }
    case "check":
    case "list":
    case "egress": {
      if (rest.length > 0)
        texts.set(
          "paths",
          rest.map((text) => ({ text, place: "PATH" })),
        );
      const layer: Layer = { texts, rules: new Map(), rows: new Map() };
      return { kind, layer, mistakes };
    }
  }
}

function isFlag(name: OptionName): boolean {
  return namesOf("flag").includes(name);
}

/** `--depth --strict` forgot a value; `-` and `-1` are values, good or bad. */
function looksLikeFlag(text: string): boolean {
  return /^-[^\d]/.test(text);
}

function unknownFlag(argument: string): string {
  const [written = argument] = argument.split("=", 1);
  const name = written.replace(/^-+/, "");
  if (isLater(name)) return notThereYet(written);
  if (name === "paths")
    return `unknown option ${quoted(written)}: paths follow the command, as in "pullgate check k8s"`;
  if (isOptionName(name) && !isFlag(name))
    return `unknown option ${quoted(written)}: "${name}" is for the settings file alone`;
  return `unknown option ${quoted(written)}: ${suggest(written, known)}`;
}

type ParseOptions = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

function parseOptions(): ParseOptions {
  const flags = optionList
    .filter(([name]) => isFlag(name))
    .map(
      ([name, { kind }]) =>
        [name, { type: kind === "switch" ? ("boolean" as const) : ("string" as const), multiple: true }] as const,
    );
  const switches = { help: { type: "boolean" }, version: { type: "boolean" } } as const;
  // With their values, or `--comment always check` would have "always" for its command.
  const later = laterNames.map((name) => [name, { type: "string" as const, multiple: true }] as const);
  return { ...Object.fromEntries(flags), ...Object.fromEntries(later), ...switches };
}
