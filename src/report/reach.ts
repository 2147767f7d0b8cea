// The summary's parts on the way to registries: each route hop by hop, every host that a node needs, and a picture of them.
import type { EgressHost, Report } from "../model.ts";
import { routeCell } from "./hops.ts";
import {
  addressOf,
  hostCounts,
  purposeOf,
  type Reach,
  reachOf,
  reachWords,
  reasonOf,
  worstReachFirst,
} from "./hosts.ts";
import { code, fold, imageCode, prose, table } from "./markdown.ts";
import { compareText } from "../text-order.ts";
import { pictureOf } from "./picture.ts";

/** One row for each registry that the uses name; `bytes` of UTF-8 at most. */
export function registriesPart({ registries }: Report, bytes: number): string {
  if (registries.length === 0) return "";
  const body = table(
    ["Host", "Route from here"],
    registries.toSorted((a, b) => compareText(a.host, b.host)),
    ({ host, asked, route }) => {
      const none = asked ? "no failure seen" : "not asked";
      return [code(host), route.length === 0 ? none : routeCell(host, route)];
    },
    bytes,
  );
  return fold(`Registries (${registries.length})`, body, false);
}

/** Of its bytes, what the picture has at most. */
const pictured = 0.4;
/** Images that are named; the listing of `pullgate egress` has all. */
const mostImages = 2;

const marks: Readonly<Record<Reach, string>> = { failed: "❌", unasked: "❓", reached: "✅" };

/** Picture and table, open where something isn't reached; `bytes` of UTF-8 at most. */
export function egressPart({ egress }: Report, bytes: number): string {
  if (egress.length === 0) return "";
  const picture = pictureOf(egress, bytes * pictured);
  const body = table(
    // Three columns: what is wide would push a fourth out of sight.
    ["Host", "From here", "Images"],
    worstReachFirst(egress),
    cells,
    bytes - Buffer.byteLength(picture),
  );
  const isOpen = egress.some(({ reached }) => reached === false);
  const parts = [picture, body].filter((part) => part !== "");
  return fold(`Egress (${hostCounts(egress)})`, parts.join("\n\n"), isOpen);
}

function cells(host: EgressHost): readonly string[] {
  const reach = reachOf(host);
  const why = reasonOf(host.detail, host.host);
  const rest = host.images.length - mostImages;
  return [
    `${code(addressOf(host))}<br>${prose(purposeOf(host), 200)}`,
    `${marks[reach]}&nbsp;${reachWords[reach].replaceAll(" ", "&nbsp;")}${why === "" ? "" : `<br>${prose(why, 200)}`}`,
    [
      ...host.images.slice(0, mostImages).map((image) => imageCode(image)),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].join("<br>"),
  ];
}
