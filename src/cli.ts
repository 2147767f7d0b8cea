// The command line: arguments → a run → an exit code. What is behind a command is loaded when it is called.
import { readFileSync } from "node:fs";
import process from "node:process";
import { type ExitCode, runToExit } from "./edges/exit.ts";
import { version } from "./edges/version.ts";
import { nodeWorld, prepare } from "./edges/world.ts";
import { Mistake } from "./mistake.ts";
import { type Command, readFlags } from "./settings/flags.ts";
import { helpText } from "./settings/help.ts";
import type { LayerReading } from "./settings/layer.ts";
import type { Formats } from "./settings/merge.ts";
import { quoted, suggest } from "./settings/nearest.ts";

/** From `src/` and from `dist/` alike. */
const pages = new URL("../docs/rules/", import.meta.url);

const world = nodeWorld();

async function main(command: Command): Promise<ExitCode> {
  switch (command.kind) {
    case "help":
      await world.outlets.print(helpText(version));
      return 0;
    case "version":
      await world.outlets.print(`${version}\n`);
      return 0;
    case "none":
      throw new Mistake(...command.mistakes);
    case "explain":
      await world.outlets.print(await explain(command.rule, command.mistakes));
      return 0;
    case "check":
    case "egress":
      return judge(command.kind, command);
    case "list":
      return list(command);
  }
}

/** What can be drawn by whom; the first one when nobody says. */
const formatsOf: Readonly<Record<"check" | "egress", Formats>> = {
  check: ["text", "json", "github"],
  egress: ["text", "json"],
};

/** Both run the whole gate, and draw another part of what it learned. */
async function judge(kind: "check" | "egress", written: LayerReading): Promise<ExitCode> {
  const ruleIds = await ruleIdsThereAre();
  const { settings, publication, edges, base, close } = await prepare(
    written,
    { ruleIds, formats: formatsOf[kind], followsEvent: false },
    world,
  );
  const [{ gate }, { publishEgress, publishReport }] = await Promise.all([import("./gate.ts"), import("./publish.ts")]);
  try {
    const report = await gate(settings, edges, base);
    if (kind === "check") {
      await publishReport(report, publication, world.outlets);
      return report.outcome === "fail" ? 1 : 0;
    }
    const { reachOutcomeOf } = await import("./rules/outcome.ts");
    await publishEgress(report, publication, world.outlets);
    return reachOutcomeOf(report, settings) === "fail" ? 1 : 0;
  } finally {
    world.log.settle();
    await close();
  }
}

async function list(written: LayerReading): Promise<ExitCode> {
  const ruleIds = await ruleIdsThereAre();
  const { settings, publication, edges, base, close } = await prepare(
    written,
    { ruleIds, formats: ["text", "json"], followsEvent: false },
    world,
  );
  const [{ list }, { publishListing }] = await Promise.all([import("./gate.ts"), import("./publish.ts")]);
  try {
    await publishListing(await list(settings, edges, base), publication, world.outlets);
    return 0;
  } finally {
    await close();
  }
}

async function explain(id: string | null, mistakes: readonly string[]): Promise<string> {
  const { rules } = await import("./rules/index.ts");
  const ids = rules.map((rule) => rule.id);
  const unknown = id === null || ids.includes(id) ? [] : [`there is no rule ${quoted(id)}: ${suggest(id, ids)}`];
  if (mistakes.length + unknown.length > 0) throw new Mistake(...mistakes, ...unknown);
  if (id !== null) return readFileSync(new URL(`${id}.md`, pages), "utf8");
  const width = Math.max(...ids.map((name) => name.length));
  return rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.title}\n`).join("");
}

async function ruleIdsThereAre(): Promise<readonly string[]> {
  const { rules } = await import("./rules/index.ts");
  return rules.map((rule) => rule.id);
}

await runToExit(async () => main(readFlags(process.argv.slice(2))), {
  mistake: (lines) => lines.forEach(world.log.log),
  bug: (words) =>
    [`this is a bug of pullgate ${version}, and says nothing about your images:`, ...words.split("\n")].forEach(
      world.log.log,
    ),
});
