// Every case of the lab with what came of it: asked in namespaces of their own, told as they come in.
import * as v from "valibot";
import { type LabCase, readCases } from "./case.ts";
import { runInside } from "./namespace.ts";
import type { CaseTrials, Trial } from "./trial.ts";

export interface Result {
  readonly one: LabCase;
  readonly trials: readonly Trial[];
}

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.custom<CaseTrials>((value) => typeof value === "object" && value !== null && "trials" in value),
);

/** Labs beside each other: a case that waits keeps nobody else waiting. */
const lanes = 3;

/** Asks the cases with `part` in their id. Whatever the lab can't do is thrown, with its own words on standard error. */
export async function askCases(
  part: string,
  onCase: (trials: CaseTrials) => void = () => {},
): Promise<readonly Result[]> {
  const asked = new Map<string, CaseTrials>();
  const askLane = async (lane: number): Promise<void> => {
    const code = await runInside(["cases", part, String(lane), String(lanes)], (line) => {
      const trials = v.parse(lineSchema, line);
      asked.set(trials.id, trials);
      onCase(trials);
    });
    if (code !== 0) throw new Error(`the lab ended with ${code}`);
  };
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => askLane(lane)));
  return readCases()
    .filter(({ id }) => id.includes(part))
    .map((one) => {
      const trials = asked.get(one.id)?.trials;
      if (trials === undefined) throw new Error(`nobody asked "${one.id}"`);
      return { one, trials };
    });
}
