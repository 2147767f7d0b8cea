// What to change in the part before the first slash, where a node looks for the registry's host.
// A tag that stands there by mistake reads as a port.
import { hexDigitsOf } from "./digest.ts";
import { cut, hostAndPort, isBracketedAddress, isDomain, isPort } from "./grammar.ts";
import { looksLikeHost } from "./normalise.ts";
import { quote, quoteCharacter } from "./quote.ts";

/** For text that is taken as a host (it has a dot, a colon or a capital) and is not one. */
export function hostHint(text: string): string {
  const login = loginIn(text);
  if (login !== null) return login;
  if (text.includes("@"))
    return `move "@" and the digest to the end: ${quote(text)} stands where the registry's host is`;
  if (text.startsWith("[")) return bracketHint(text);
  if (text.indexOf(":") !== text.lastIndexOf(":") && !/[^0-9a-fA-F:]/.test(text)) {
    return `put the IPv6 address of ${quote(text)} in brackets: "[ADDRESS]:PORT"`;
  }
  const { host, port } = hostAndPort(text);
  if (host === "") return `write the registry's host before ${quote(text)}`;
  const foreign = /[^a-zA-Z0-9.-]/.exec(host)?.[0];
  if (foreign !== undefined) return `remove ${quoteCharacter(foreign)}: a host like ${quote(host)} can't hold it`;
  const misplaced = /^[.-]|\.[.-]|-\.|[.-]$/.exec(host)?.[0];
  if (misplaced !== undefined) {
    return `correct the host ${quote(host)}: letters or digits have to stand on both sides of ${quote(misplaced)}`;
  }
  if (port === "") return `write the port after ${quote(text)}, or remove the colon`;
  if (port !== null && !isPort(port)) {
    return `correct the port ${quote(port)} of host ${quote(host)}: a port is a number, and a tag comes last`;
  }
  return `spell the host ${quote(text)} as HOST or HOST:PORT`;
}

/** `user@ghcr.io`: the part after the at-sign is a host, and not the beginning of a digest. A password is not repeated. */
function loginIn(text: string): string | null {
  const [user, host] = cut(text, "@");
  if (host === null || !isDomain(host) || !looksLikeHost(host)) return null;
  if (hexDigitsOf(hostAndPort(host).host) !== null) return null;
  const what = user.includes(":") ? `what stands before ${quote(host)}` : quote(`${user}@`);
  return `remove ${what}: a login belongs in a pull secret, and not in the image`;
}

function bracketHint(text: string): string {
  const { host, port } = hostAndPort(text);
  if (!isBracketedAddress(host)) {
    return `correct the host ${quote(host)}: brackets hold an IPv6 address of hex digits and colons alone`;
  }
  return `correct the port ${quote(port ?? "")} of host ${quote(host)}: a port is a number`;
}
