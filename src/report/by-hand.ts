// Commands with which a reader can see for themselves what a finding says.
import type { Exchange, Finding } from "../model.ts";
import { printReference } from "../references/print.ts";
import { manifestAccept } from "../registries/media-types.ts";
import { plain } from "./escape.ts";

/**
 * Ready to paste into a POSIX shell: the pull as a node would start it (an artifact's manifest, as a controller would), and
 * the last question that was asked.
 */
export function commandsFor({ rule, reference, slot, evidence }: Finding): readonly string[] {
  // Nobody is to ask there, by hand or otherwise.
  if (rule === "address-forbidden") return [];
  const last = evidence.at(-1);
  const pull = slot === "artifact" ? "crane manifest" : "crictl pull";
  return [
    ...(reference === null ? [] : [`${pull} ${quoted(printReference(reference))}`]),
    ...(last === undefined || !isRepeatable(last)
      ? []
      : [curl(last, tokenFor(last, evidence.findLast(isTokenAnswer)))]),
  ].map(plain);
}

/** With a login, a body or a part of its URL that is hidden, nobody gets the same answer. */
function isRepeatable({ method, url, credential }: Exchange): boolean {
  return method !== "POST" && credential === "anonymous" && !url.includes("***") && /^https?:\/\//.test(url);
}

/** A token for everyone, from a realm: without it the question would be answered by 401. */
function isTokenAnswer(exchange: Exchange): boolean {
  return isRepeatable(exchange) && exchange.status === 200 && /[?&]scope=/.test(exchange.url);
}

/** One token may have been asked for many repositories at once: this one's scope is enough. */
function tokenFor({ url }: Exchange, token: Exchange | undefined): Exchange | undefined {
  const [, repository] = /\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(url) ?? [];
  if (token === undefined || repository === undefined || !URL.canParse(token.url)) return token;
  const address = new URL(token.url);
  const own = `repository:${repository}:pull`;
  if (address.searchParams.getAll("scope").length < 2 || !token.url.includes(own)) return token;
  const others = token.url.split("&").filter((part) => !/(?:^|[?&])scope=/.test(part));
  return { ...token, url: `${others.join("&")}${others.length === 0 ? "?" : "&"}scope=${own}` };
}

/**
 * Without containerd's Accept list a registry says of an OCI index that it does not exist (distribution, `manifests.go`).
 * `-g`: brackets and braces in an address are its own, and no list of addresses.
 */
function curl({ method, url }: Exchange, token: Exchange | undefined): string {
  const accept = url.includes("/manifests/") ? [quoted(`Accept: ${manifestAccept}`)] : [];
  const bearer =
    token === undefined || token.url === url
      ? []
      : [`"Authorization: Bearer $(curl -sSg ${quoted(token.url)} | jq -r '.token // .access_token')"`];
  return `curl -sSg${method === "HEAD" ? "I" : "i"} ${[...bearer, ...accept].map((header) => `-H ${header} `).join("")}${quoted(url)}`;
}

/**
 * One word for a shell: within single quotes nothing but a single quote has a meaning (POSIX shell, 2.2.2). An interactive
 * bash looks for `!` before it looks for those, and an address may as well have it encoded.
 */
function quoted(address: string): string {
  const word = address.replaceAll("!", "%21");
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
