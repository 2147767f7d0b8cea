// A registry's route as a line of Markdown: every hop with its time, and the one that failed with its reason.
import type { Hop, RouteHop } from "../model.ts";
import { reasonOf } from "./hosts.ts";
import { code, prose } from "./markdown.ts";

/** What a hop that went well is called: the last ones are answers. */
const stageWords: Readonly<Record<Hop, string>> = {
  dns: "dns",
  connect: "connect",
  proxy: "proxy",
  tls: "tls",
  ping: "answered",
  token: "token",
  blob: "content",
};

/** More than any real route has; foreign layers may lead to a host each. */
const mostHops = 60;

/** `dns 3 ms → connect 12 ms → answered 31 ms`, a line for each host; one that isn't `host` is named. */
export function routeCell(host: string, route: readonly RouteHop[]): string {
  const rest = route.length - mostHops;
  return [
    ...legsOf(route.slice(0, mostHops)).map((leg) => {
      const hops = leg.map(hopWords).join(" → ");
      const [first] = leg;
      return first === undefined || first.host === host ? hops : `${code(first.host)} ${hops}`;
    }),
    ...(rest > 0 ? [`and ${rest} more hops`] : []),
  ].join("<br>");
}

/** Hops in a row at one host. */
function legsOf(route: readonly RouteHop[]): readonly (readonly RouteHop[])[] {
  const legs: RouteHop[][] = [];
  for (const hop of route) {
    const leg = legs.at(-1);
    if (leg?.[0]?.host === hop.host) leg.push(hop);
    else legs.push([hop]);
  }
  return legs;
}

/** Of hops that went well only a proxy has more to tell: which one it is, and why. */
function hopWords({ stage, host, ok, ms, detail }: RouteHop): string {
  const time = took(ms).replace(" ", "&nbsp;");
  if (!ok) return `${stage}&nbsp;✗ ${time}${detail === "" ? "" : `: ${prose(reasonOf(detail, host), 200)}`}`;
  const which = stage === "proxy" && detail !== "" ? ` (${prose(detail, 200)})` : "";
  return `${stageWords[stage]}&nbsp;${time}${which}`;
}

/** Milliseconds as people read them: `0 ms`, `999 ms`, `10.0 s`. */
function took(ms: number): string {
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
