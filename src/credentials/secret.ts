// The one holder of secrets: whatever prints it prints `***`.
import { inspect } from "node:util";
import type { Secret } from "../model.ts";

/** Running numbers: a mark that got out would tell nobody anything. */
const marks = new Map<string, string>();

class SealedSecret implements Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  get mark(): string {
    const known = marks.get(this.#value) ?? String(marks.size + 1);
    marks.set(this.#value, known);
    return known;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "***";
  }
}

/** Seals a value: from here on only `reveal()` shows it. */
export function seal(value: string): Secret {
  return new SealedSecret(value);
}

/** Shorter ones are parts of ordinary words: with `***` in the place of each, nobody could read the log any more. */
const shortestMasked = 4;

/** More than a repository has, and few enough for a runner to look for in each line: a stranger's Secret may hold thousands. */
const mostMasked = 2000;

/** Words of our own outputs and of every log: whoever makes one of them a password must not take it out of all that is said. */
const ordinary: ReadonlySet<string> = new Set([
  "pass",
  "fail",
  "true",
  "false",
  "null",
  "error",
  "warning",
  "notice",
  "pullgate",
]);

/**
 * Has each hidden by whoever keeps the log, where somebody does (`Edges`, `mask`). A runner hides every line of a value by itself,
 * so that each line is looked at as if it were one.
 */
export function maskAll(secrets: readonly Secret[], mask: ((value: string) => void) | undefined): void {
  if (mask === undefined) return;
  const lines = new Set(secrets.flatMap((secret) => secret.reveal().split(/[\r\n]+/)));
  const values = [...lines].filter((line) => line.length >= shortestMasked && !ordinary.has(line.toLowerCase()));
  for (const value of values.slice(0, mostMasked)) mask(value);
}
