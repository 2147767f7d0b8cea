// Passwords that got where they have no business: at a host that containerd doesn't show them to, or in what the gate reports.
import type { World } from "../support/registry/world.ts";
import type { LabCase } from "./case.ts";
import type { Lab } from "./lab.ts";
import type { Password } from "./pull-credentials.ts";

/** Whom the gate showed one; `report` is all that it says. One that the kubelet would not try is for the host of its key alone. */
export function leaksIn(one: LabCase, series: string, report: string, { gateway }: Lab): readonly string[] {
  const leaks = new Set<string>();
  const [nodes, gates] = [gateway.visitsOf(`containerd/${series}.`), gateway.visitsOf(`pullgate/for-${series}`)];
  const world = one.world();
  for (const password of one.credentials.passwords) {
    const { text, logins } = password;
    const shown = new Set(nodes.flatMap(({ host, received }) => (received.includes(text) ? host : [])));
    for (const host of ownHosts(password, world)) shown.add(host);
    for (const { host, received } of gates) {
      if (received.includes(text) && !shown.has(host)) leaks.add(host);
    }
    const forms = [text, ...logins.map((login) => Buffer.from(login).toString("base64").replace(/=+$/, ""))];
    if (forms.some((form) => report.includes(form))) leaks.add("the report");
  }
  return [...leaks];
}

/** The hosts that its keys name, and the token services that these name; a glob names nobody. */
function ownHosts({ keys }: Password, world: World): readonly string[] {
  return keys.flatMap((key) => {
    const address = `https://${key.replace(/^https?:\/\//, "")}`;
    if (!URL.canParse(address)) return [];
    const { host: named } = new URL(address);
    const host = named === "index.docker.io" || named === "docker.io" ? "registry-1.docker.io" : named;
    const realm = world.get(host)?.realm;
    return realm === undefined ? [host] : [host, new URL(realm).host];
  });
}
