// The one holder of secrets: whatever prints it prints `***`.
import { inspect } from "node:util";
import type { Secret } from "../model.ts";

class SealedSecret implements Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
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
