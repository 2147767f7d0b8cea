// What `pullgate --help` prints: made from the table, so that it can't tell of an option that isn't there.
import type { Option } from "./option.ts";
import { namesOf, type OptionName, options } from "./options.ts";

const commands: readonly (readonly [string, string])[] = [
  [
    "pullgate check [PATH …]",
    "judge every image: files, folders or globs; - reads standard input; default: the current folder",
  ],
  ["pullgate list [PATH …]", "the uses of images that check would judge, without a single request"],
  [
    "pullgate egress [PATH …]",
    "every host that a node needs for these images, and whether it is reached from here; for a firewall's list",
  ],
  ["pullgate explain [RULE]", "what a rule means, what the kubelet would say, how to fix it; without RULE: all rules"],
  ["pullgate --help | --version", ""],
];

const endings: readonly (readonly [string, string])[] = [
  ["0", "nothing at or above --fail-on; of egress: nothing about the way to a host"],
  ["1", "findings"],
  ["2", "wrong usage or settings, a PATH that matches nothing, or no manifest at all"],
  ["3", "pullgate itself failed"],
];

/** The whole of it, for 100 columns. */
export function helpText(version: string): string {
  const flags = namesOf("flag").map(
    (name) => [flagOf(name, options[name]), `${options[name].help}${noteOf(options[name])}`] as const,
  );
  return [
    `pullgate ${version}: proves, before the merge, that every image in Kubernetes manifests can be pulled`,
    "",
    ...columns(commands, 40),
    "",
    "options of check, list and egress; durations are written 90s, 20m, 1h30m",
    ...columns(flags, 40),
    "",
    `settings file (${options.config.fallbackWords})`,
    ...wrapped(`keys: ${namesOf("key").join(", ")}`, width - 2).map((line) => `  ${line}`),
    "  a flag wins over an Action input, an input over the file, the file over the default; lists replace",
    "",
    "exit codes",
    ...columns(endings, 5),
    "",
  ].join("\n");
}

function flagOf(name: OptionName, option: Option): string {
  return `--${name}${option.value === "" ? "" : ` ${option.value}`}`;
}

/** ` (repeatable; default: linux/amd64)` */
function noteOf(option: Option): string {
  const notes = [...(option.kind === "list" ? ["repeatable"] : []), `default: ${fallbackOf(option)}`];
  return ` (${notes.join("; ")})`;
}

/** What holds where nobody says anything, in words. */
export function fallbackOf(option: Option): string {
  return option.fallbackWords ?? option.fallback.join(", ");
}

const width = 100;

/** Two columns, the second one wrapped and from `left` on. */
function columns(rows: readonly (readonly [string, string])[], left: number): readonly string[] {
  return rows.flatMap(([first, second]) => {
    const [opening = "", ...rest] = wrapped(second, width - left);
    return [`  ${first}`.padEnd(left) + opening, ...rest.map((line) => " ".repeat(left) + line)].map((line) =>
      line.trimEnd(),
    );
  });
}

function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
