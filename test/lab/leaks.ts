// Passwords that got where they have no business: at a host that containerd doesn't show them to, or in what the gate reports.
import type { LabCase } from "./case.ts";
import type { Lab } from "./lab.ts";

/** Whom the gate showed one; `report` is all that it says. One that the kubelet would not try is for nobody. */
export function leaksIn(one: LabCase, series: string, report: string, { gateway }: Lab): readonly string[] {
  const leaks = new Set<string>();
  const [nodes, gates] = [gateway.visitsOf(`containerd/${series}.`), gateway.visitsOf(`pullgate/for-${series}`)];
  for (const password of one.credentials.passwords) {
    const shown = new Set(nodes.flatMap(({ host, received }) => (received.includes(password) ? host : [])));
    for (const { host, received } of gates) {
      if (received.includes(password) && !shown.has(host)) leaks.add(host);
    }
    if (report.includes(password)) leaks.add("the report");
  }
  return [...leaks];
}
