// What a host's certificate says, as far as a person has to know it.
// Read through Node's X509Certificate: its older `getPeerCertificate` takes the process down over keys on a curve without a name
// of NIST's (Node 24, Brainpool), and what is shown comes from strangers.
import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";

export interface ShownCertificate {
  readonly subject: Name;
  readonly issuer: Name;
  /** As Node writes them: `DNS:registry.test, IP Address:10.0.0.1`; absent where there is no such extension. */
  readonly names?: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly isSelfSigned: boolean;
  /** Its issuer's own certificate was not sent along, and isn't known here. */
  readonly isAlone: boolean;
}

/** By `CN`, `O`, `OU` …; of several the last. */
type Name = Readonly<Partial<Record<string, string>>>;

/** What the other side has shown; `undefined` where that was nothing. */
export function shownBy(socket: TLSSocket): X509Certificate | undefined {
  return socket.getPeerX509Certificate();
}

/** Node looks at the certificate by itself once a chain is trusted, in the way that may take the process down. */
export function withoutOldLook(socket: TLSSocket): TLSSocket {
  return Object.assign(socket, { getPeerCertificate: () => ({}) });
}

export function readCertificate(shown: X509Certificate): ShownCertificate {
  const { subject, issuer, subjectAltName, validFrom, validTo, issuerCertificate } = shown;
  const isSelfSigned = subject === issuer;
  return {
    subject: nameIn(subject),
    issuer: nameIn(issuer),
    ...(subjectAltName === undefined ? {} : { names: subjectAltName }),
    validFrom,
    validTo,
    isSelfSigned,
    isAlone: issuerCertificate === undefined && !isSelfSigned,
  };
}

/** Lines of `CN=registry.test`; Node leaves it out altogether where a name is empty. */
function nameIn(lines: string | undefined): Name {
  return Object.fromEntries(
    (lines ?? "").split("\n").flatMap((line) => {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
}
