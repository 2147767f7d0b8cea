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

/** Has each hidden by whoever keeps the log, where somebody does (`Edges`, `mask`). */
export function maskAll(secrets: readonly Secret[], mask: ((value: string) => void) | undefined): void {
  if (mask === undefined) return;
  const values = new Set(secrets.map((secret) => secret.reveal()));
  for (const value of values) if (value.length >= shortestMasked) mask(value);
}
