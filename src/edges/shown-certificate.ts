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

/**
 * Go reads no certificate with a key on any other curve than four of NIST's, be it the host's or one on the way up to its
 * authority (`crypto/x509/x509.go`, namedCurveFromOID). Looked for in the bytes: Node's own look at such a key isn't safe.
 */
export function hasStrangeCurve(shown: X509Certificate): boolean {
  let current: X509Certificate | undefined = shown;
  for (let depth = 0; depth < longestChain && current !== undefined; depth += 1) {
    const at = current.raw.indexOf(ecPublicKey);
    const curve = current.raw.subarray(at + ecPublicKey.length);
    if (at !== -1 && !curves.some((known) => curve.subarray(0, known.length).equals(known))) return true;
    const issuer: X509Certificate | undefined = current.issuerCertificate;
    if (issuer === undefined || issuer.raw.equals(current.raw)) return false;
    current = issuer;
  }
  return false;
}

const longestChain = 10;
/** `id-ecPublicKey` (RFC 5480 §2.1.1). */
const ecPublicKey = Buffer.from("06072a8648ce3d0201", "hex");
/** P-256, P-224, P-384, P-521 (RFC 5480 §2.1.1.1). */
const curves = ["06082a8648ce3d030107", "06052b81040021", "06052b81040022", "06052b81040023"].map((oid) =>
  Buffer.from(oid, "hex"),
);
