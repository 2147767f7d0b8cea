// Every fault with what came of it: tried in a namespace of their own, told as they come in.
import * as v from "valibot";
import { runInside } from "../namespace.ts";
import type { Cost } from "./cost.ts";
import { type Fault, readFaults } from "./fault.ts";
import type { Counts } from "./network.ts";
import type { FaultTrial } from "./trial.ts";

export interface FaultResult {
  readonly fault: Fault;
  readonly trial: FaultTrial;
}

export interface Reach {
  readonly results: readonly FaultResult[];
  /** What was counted while all of them were tried. */
  readonly counts: Counts & { readonly intruders: number };
  /** What was measured afterwards. */
  readonly cost: Cost;
}

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.custom<FaultTrial | Omit<Reach, "results">>((value) => typeof value === "object" && value !== null),
);

/** Tries the faults with `part` in their id. Whatever the lab can't do is thrown, with its own words on standard error. */
export async function askFaults(part: string, onFault: (result: FaultResult) => void = () => {}): Promise<Reach> {
  const faults = new Map(readFaults().map((fault) => [fault.id, fault]));
  const results = new Map<string, FaultResult>();
  const told: Omit<Reach, "results">[] = [];
  const code = await runInside(["faults", part], (line) => {
    const trial = v.parse(lineSchema, line);
    if ("counts" in trial) {
      told.push(trial);
      return;
    }
    const fault = faults.get(trial.id);
    if (fault === undefined) throw new Error(`nobody asked for "${trial.id}"`);
    const result = { fault, trial };
    results.set(trial.id, result);
    onFault(result);
  });
  const [measured] = told;
  if (code !== 0 || measured === undefined) throw new Error(`the lab ended with ${code}`);
  // In the rows' order, whichever was done first.
  return { ...measured, results: [...faults.keys()].flatMap((id) => results.get(id) ?? []) };
}
