// What runs inside the namespace: the measurements that are asked for, one after the other, each told as a line of JSON.
import { measureCost } from "./cost.ts";
import { measureForecasts } from "./forecast.ts";
import { hubHosts } from "./hub.ts";
import { type LimitsLab, openLimits } from "./lab.ts";
import { measurePrices } from "./prices.ts";
import { measureSlow, slowHost } from "./slow.ts";

const measurements = {
  prices: measurePrices,
  forecasts: measureForecasts,
  cost: measureCost,
  slow: measureSlow,
} as const satisfies Readonly<Record<string, (lab: LimitsLab) => Promise<unknown>>>;

export type MeasurementName = keyof typeof measurements;

/** What they come to, by name. */
export type Measured = { readonly [Name in MeasurementName]: Awaited<ReturnType<(typeof measurements)[Name]>> };

function isMeasurement(name: string): name is MeasurementName {
  return name in measurements;
}

export async function measureHere(names: readonly string[], print: (line: string) => void): Promise<void> {
  const lab = await openLimits([...hubHosts, slowHost]);
  try {
    for (const name of names) {
      if (!isMeasurement(name)) throw new Error(`"${name}" is nothing that is measured`);
      print(JSON.stringify({ [name]: await measurements[name](lab) }));
    }
  } finally {
    await lab.close();
  }
}
