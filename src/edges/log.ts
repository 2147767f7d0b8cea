// Lines for a person, on standard error: what happened, and what is being done while a run takes long.
// What they quote came from outside, so each is made harmless before it is written.
import { clip, plain } from "../report/escape.ts";

/** What standard error is. */
export interface LineWriter {
  write(text: string): unknown;
  /** A terminal's width; `undefined` where it is none, or has none. */
  readonly columns: number | undefined;
  /** One line can be replaced in place; else lines follow each other, some seconds apart. */
  readonly inPlace: boolean;
}

export interface Log {
  readonly log: (line: string) => void;
  readonly progress: (line: string) => void;
  /** Takes the line of progress away: before a report is printed, and at the end. */
  readonly settle: () => void;
}

/** Nobody needs to be told what a short run does. */
const quietMs = 2000;
const betweenLinesMs = 5000;
const betweenPaintsMs = 100;

const longestLine = 2000;
const eraseLine = "\r\u001B[K";

/** `open` is called with the first line, since most runs have none; `now` is monotonic, in milliseconds. */
export function lineLog(open: () => LineWriter, now: () => number): Log {
  const started = now();
  let opened: LineWriter | null = null;
  let last = -Infinity;
  let painted = false;
  const writer = (): LineWriter => (opened ??= open());

  const settle = (): void => {
    if (painted) writer().write(eraseLine);
    painted = false;
  };
  const log = (line: string): void => {
    settle();
    writer().write(`pullgate: ${clip(plain(line), longestLine)}\n`);
  };
  const progress = (line: string): void => {
    const time = now();
    if (time - started < quietMs) return;
    const { inPlace, columns } = writer();
    if (time - last < (inPlace ? betweenPaintsMs : betweenLinesMs)) return;
    last = time;
    if (!inPlace) return log(line);
    // One column stays free: a line that fills the last one is wrapped by some terminals, and then can't be erased.
    const room = Math.max(20, (columns ?? 80) - 1);
    writer().write(`${eraseLine}${clip(`pullgate: ${plain(line)}`, room)}`);
    painted = true;
  };
  return { log, progress, settle };
}
