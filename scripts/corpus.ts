// How much of a corpus is found: `list` of the committed bundle beside rows that somebody else wrote.
// `npm run corpus -- [--all] [--full] [DIR …]`; --all: every difference; --full: the cheap look against full parsing.
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { differencesOf } from "./corpus/differences.ts";
import { type Corpus, corporaAt } from "./corpus/folder.ts";
import { sparedIn } from "./corpus/full.ts";
import { compare } from "./corpus/match.ts";
import { shortfalls, tableOf } from "./corpus/table.ts";
import { usesIn } from "./corpus/use.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const shownOfAKind = 20;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: "boolean", default: false }, full: { type: "boolean", default: false } },
  });
  const folders = positionals.length === 0 ? [join(root, "test/corpus")] : positionals;
  const corpora = folders.flatMap(corporaAt);
  const isGood = values.full ? await lookCheaply(corpora) : measure(corpora, values.all ? Infinity : shownOfAKind);
  process.exitCode = isGood ? 0 : 1;
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(`corpus: ${error.message}`);
  process.exitCode = 2;
}

function measure(corpora: readonly Corpus[], most: number): boolean {
  // One comparison over all of them: files are told apart by the name of their corpus.
  const within = <T extends { readonly file: string }>(name: string, values: readonly T[]): readonly T[] =>
    values.map((value) => ({ ...value, file: `${name}/${value.file}` }));
  const uses = corpora.flatMap(({ name, folder }) =>
    within(name, usesIn(folder, join(root, "dist/cli.js"))).map((use) => ({
      ...use,
      related: use.related.map((place) => `${name}/${place}`),
    })),
  );
  const comparison = compare(
    corpora.flatMap(({ name, rows }) => within(name, rows)),
    uses,
  );
  for (const line of tableOf(comparison)) console.log(line);
  for (const { heading, lines } of differencesOf(comparison)) {
    console.log(`\n${heading}: ${lines.length}`);
    for (const line of lines.slice(0, most)) console.log(`  ${line}`);
    if (lines.length > most) console.log(`  … and ${lines.length - most} more (--all shows them)`);
  }
  const short = shortfalls(comparison);
  console.log("");
  for (const line of short) console.log(`not reached: ${line}`);
  if (short.length === 0) console.log("Everything that is promised is reached.");
  return short.length === 0;
}

async function lookCheaply(corpora: readonly Corpus[]): Promise<boolean> {
  let lost = 0;
  for (const { name, folder } of corpora) {
    const spared = await sparedIn(folder);
    console.log(`${name}: ${spared.parsed} of ${spared.documents} documents are parsed, ${spared.uses} uses in all`);
    for (const line of spared.lost) console.log(`  lost: ${name}/${line}`);
    lost += spared.lost.length;
  }
  console.log(lost === 0 ? "\nThe cheap look loses no use." : `\nThe cheap look loses ${lost} uses.`);
  return lost === 0;
}
