// The comparison as a table by class, and whether what is promised is reached.
import { forbidden, type Group, groups } from "./classes.ts";
import type { Comparison, Match } from "./match.ts";

/** One line of the table. `null`: not a matter of this line. */
interface Line {
  readonly name: string;
  readonly expected: number;
  readonly matches: readonly Match[];
  /** Uses of its sources, and those that no row names. */
  readonly uses: number | null;
  readonly extras: number | null;
  readonly reach: Group["reach"];
}

const columns = ["expected", "found", "recall", "extra", "precision", "positions right"];

/** The table as lines of text, the heading first. */
export function tableOf(comparison: Comparison): readonly string[] {
  const lines = groupsIn(comparison).flatMap((group) => {
    const ofGroup = groupLine(comparison, group);
    const classes = group.classes.length > 1 ? group.classes.map((name) => classLine(comparison, name)) : [];
    return [ofGroup, ...classes].filter((line) => line.expected + (line.uses ?? 0) > 0 || line.reach !== null);
  });
  return [
    row("class", columns),
    ...lines.map((line) => row(line.name, cells(line))),
    ...unwantedLines(comparison).map(({ name, expected, found }) =>
      row(`not: ${name}`, [String(expected), String(found), "", "", "", ""]),
    ),
  ];
}

/** What is promised and not reached, one sentence each. */
export function shortfalls(comparison: Comparison): readonly string[] {
  return groupsIn(comparison).flatMap((group) => {
    const { name, expected, matches, uses, extras, reach } = groupLine(comparison, group);
    if (reach === null) return [];
    const [found, placed] = [matches.length, matches.filter((match) => match.placed).length];
    const recall = expected === 0 ? 1 : found / expected;
    const precision = (uses ?? 0) === 0 ? 1 : 1 - (extras ?? 0) / (uses ?? 1);
    return [
      ...(recall < reach.recall ? [`${name}: recall ${percent(recall)}, promised ${percent(reach.recall)}`] : []),
      ...(precision < reach.precision
        ? [`${name}: precision ${percent(precision)}, promised ${percent(reach.precision)}`]
        : []),
      ...(placed < found ? [`${name}: ${found - placed} of ${found} positions are wrong`] : []),
    ];
  });
}

/** Those of the list, then whatever else rows and uses have. */
function groupsIn({ matches, misses, uses }: Comparison): readonly Group[] {
  const knownClasses = new Set(groups.flatMap(({ classes }) => classes));
  const knownSources = new Set(groups.flatMap(({ sources }) => sources));
  const others = new Set([...matches.map(({ row }) => row), ...misses].map((row) => row.class));
  const otherSources = new Set(uses.map(({ source }) => source));
  return [
    ...groups,
    ...[...others]
      .filter((name) => !knownClasses.has(name))
      .map((name) => ({ name, classes: [name], sources: [], reach: null })),
    ...[...otherSources]
      .filter((name) => !knownSources.has(name))
      .map((name) => ({ name: `source ${name}`, classes: [], sources: [name], reach: null })),
  ];
}

function groupLine(comparison: Comparison, { name, classes, sources, reach }: Group): Line {
  const has = sources.length > 0;
  const ofSources = (uses: Comparison["uses"]): number => uses.filter(({ source }) => sources.includes(source)).length;
  return {
    ...counted(comparison, classes),
    name,
    uses: has ? ofSources(comparison.uses) : null,
    extras: has ? ofSources(comparison.extras) : null,
    reach,
  };
}

function classLine(comparison: Comparison, name: string): Line {
  return { ...counted(comparison, [name]), name: `  ${name}`, uses: null, extras: null, reach: null };
}

function counted({ matches, misses }: Comparison, classes: readonly string[]): Pick<Line, "expected" | "matches"> {
  const found = matches.filter(({ row }) => classes.includes(row.class));
  const missed = misses.filter((row) => classes.includes(row.class)).length;
  return { expected: found.length + missed, matches: found };
}

/** A use on the row's line with its image is the one that must not be. */
function unwantedLines({ unwanted, extras }: Comparison) {
  const found = new Set(extras.map(({ file, line, image }) => JSON.stringify([file, line, image])));
  return forbidden.flatMap((name) => {
    const rows = unwanted.filter((row) => row.class === name);
    const wrong = rows.filter(({ file, line, image }) => found.has(JSON.stringify([file, line, image])));
    return rows.length === 0 ? [] : [{ name, expected: rows.length, found: wrong.length }];
  });
}

function cells({ expected, matches, uses, extras }: Line): readonly string[] {
  const found = matches.length;
  const placed = matches.filter((match) => match.placed).length;
  return [
    String(expected),
    String(found),
    expected === 0 ? "" : percent(found / expected),
    extras === null ? "" : String(extras),
    uses === null || extras === null || uses === 0 ? "" : percent(1 - extras / uses),
    found === 0 ? "" : `${placed} of ${found}`,
  ];
}

function row(name: string, values: readonly string[]): string {
  const padded = values.map((value, index) => value.padStart(Math.max(columns[index]?.length ?? 0, 9)));
  return [name.padEnd(18), ...padded].join("  ").trimEnd();
}

/** Rounded down: what isn't whole never reads as 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)} %`;
}
