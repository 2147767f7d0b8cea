// Everything that is measured, in two namespaces beside each other: the slow registry wants nothing but time.
import * as v from "valibot";
import { runInside } from "../namespace.ts";
import type { Measured, MeasurementName } from "./inside.ts";

const lanes: readonly (readonly MeasurementName[])[] = [["slow"], ["prices", "forecasts", "cost"]];

const lineSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.custom<Partial<Measured>>((value) => typeof value === "object" && value !== null),
);

export function isWhole(measured: Partial<Measured>): measured is Measured {
  return lanes.flat().every((name) => measured[name] !== undefined);
}

/** `part`: those with that in their name. Whatever the lab can't do is thrown, with its own words on standard error. */
export async function measureLimits(part: string): Promise<Partial<Measured>> {
  let measured: Partial<Measured> = {};
  await Promise.all(
    lanes.map(async (lane) => {
      const names = lane.filter((name) => name.includes(part));
      if (names.length === 0) return;
      const code = await runInside(["limits", ...names], (line) => {
        measured = { ...measured, ...v.parse(lineSchema, line) };
      });
      if (code !== 0) throw new Error(`the lab ended with ${code}`);
    }),
  );
  return measured;
}
