// Is a certificate for that host? Answered as a node's Go answers it: alternative names alone count, and a star is a whole label.
// Source: Go `crypto/x509/verify.go` (VerifyHostname). Node goes by a common name where there is no other, takes `f*.corp.test`,
// and refuses `*.test` (`lib/tls.js`, checkServerIdentity).
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/** The code of a certificate in which no name counts. */
export const nameless = "CERT_WITHOUT_NAMES";

/** Why it isn't, as a code of Node's or our own; `null` where it is. `hostname` is a name, or an address without brackets. */
export function misnamed(
  hostname: string,
  shown: Pick<X509Certificate, "subjectAltName" | "checkIP">,
): "ERR_TLS_CERT_ALTNAME_INVALID" | typeof nameless | null {
  const names = shown.subjectAltName ?? "";
  if (namesIn(names).length === 0) return nameless;
  const isIts =
    isIP(hostname) === 0
      ? namesIn(names, "DNS").some((name) => covers(name, hostname))
      : shown.checkIP(hostname) !== undefined;
  return isIts ? null : "ERR_TLS_CERT_ALTNAME_INVALID";
}

/** Label by label, whatever their case; a star stands for the whole of the first. */
export function covers(name: string, hostname: string): boolean {
  const labels = name.toLowerCase().split(".");
  const wanted = hostname.toLowerCase().replace(/\.$/, "").split(".");
  const isCovered = (label: string, index: number): boolean =>
    label !== "" && (label === wanted[index] || (index === 0 && label === "*"));
  return labels.length === wanted.length && labels.every(isCovered);
}

type Kind = "DNS" | "IP Address";

/** `DNS:registry.test, IP Address:10.0.0.1`: what has a comma or a quote of its own stands in quotes, and is no host's name. */
export function namesIn(names: string, kind?: Kind): readonly string[] {
  const parts = names.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? [];
  return parts.flatMap((part) => {
    const [, of, name] = /^(DNS|IP Address):(.*)$/.exec(part.trim()) ?? [];
    return name !== undefined && (kind === undefined || kind === of) ? [name] : [];
  });
}
