// Commands that take turns, as whole processes, and the table of how long each took.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** How often it is run; the slow peer once. */
  readonly rounds: number;
  /** The repository's root unless it says otherwise. */
  readonly folder?: string;
}

/** Wall-clock milliseconds of one whole process. */
function time({ name, command, arguments: rest, folder = root }: Contender): number {
  const started = performance.now();
  const { status, error, stderr } = spawnSync(command, rest, { cwd: folder, encoding: "utf8", maxBuffer: Infinity });
  const took = performance.now() - started;
  if (error !== undefined || status !== 0) throw new Error(`${name} failed (${status ?? error?.message}): ${stderr}`);
  return took;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Every contender in turn, round by round. */
export function race(contenders: readonly Contender[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const most = Math.max(...contenders.map((contender) => contender.rounds));
  for (let round = 0; round < most; round += 1) {
    for (const contender of contenders) if (round < contender.rounds) times.get(contender.name)?.push(time(contender));
  }
  return times;
}

export function table(title: string, ours: string, times: ReadonlyMap<string, readonly number[]>): void {
  const own = median(times.get(ours) ?? []);
  console.log(`\n${title}`);
  for (const [name, values] of times) {
    const ms = median(values);
    const range = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
    const ratio =
      name === ours ? "" : `${ours} takes ${(own / ms).toFixed(2)}× of it (${(ms / own).toFixed(1)}× faster)`;
    console.log(`  ${name.padEnd(28)} ${ms.toFixed(0).padStart(6)} ms (${range}, ${values.length} runs)  ${ratio}`);
  }
}
