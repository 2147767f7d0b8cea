// What runs inside the namespace: every fault is tried, several at once, and told as a line of JSON when it has been.
import pLimit from "p-limit";
import { measureCost } from "./cost.ts";
import { readFaults } from "./fault.ts";
import { openReach } from "./lab.ts";
import { tryFault } from "./trial.ts";

/** Most of a fault's time is waited for somebody who doesn't answer. */
const atOnce = 6;

export async function askFaultsHere(part: string, print: (line: string) => void): Promise<void> {
  const faults = readFaults().filter(({ id }) => id.includes(part));
  if (faults.length === 0) throw new Error(`no fault is called "${part}"`);
  const lab = await openReach(faults);
  try {
    const limit = pLimit(atOnce);
    await Promise.all(
      faults.map(async (fault) => limit(async () => print(JSON.stringify(await tryFault(fault, lab))))),
    );
    const counts = await lab.counts();
    print(JSON.stringify({ counts, cost: await measureCost(lab) }));
  } finally {
    await lab.close();
  }
}
