// Is a certificate for that host? Answered as a node's Go answers it: alternative names alone count, and a star is a whole label.
// Source: Go `crypto/x509/verify.go` (VerifyHostname). Node goes by a common name where there is no other, takes `f*.corp.test`,
// and refuses `*.test` (`lib/tls.js`, checkServerIdentity).
import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";

/** The code of a certificate in which no name counts. */
export const nameless = "CERT_WITHOUT_NAMES";

/** For Node's `checkServerIdentity`: `undefined` where it is; `hostname` is a name, or an address without brackets. */
export function misnamed(hostname: string, shown: PeerCertificate): Error | undefined {
  if (namesIn(shown).length === 0) return Object.assign(new Error("it has no name"), { code: nameless });
  if (isIP(hostname) !== 0) return checkServerIdentity(hostname, shown);
  if (namesIn(shown, "DNS").some((name) => covers(name, hostname))) return undefined;
  return Object.assign(new Error("it is for another name"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
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
export function namesIn(
  { subjectaltname = "" }: Pick<PeerCertificate, "subjectaltname">,
  kind?: Kind,
): readonly string[] {
  const parts = subjectaltname.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? [];
  return parts.flatMap((part) => {
    const [, of, name] = /^(DNS|IP Address):(.*)$/.exec(part.trim()) ?? [];
    return name !== undefined && (kind === undefined || kind === of) ? [name] : [];
  });
}
