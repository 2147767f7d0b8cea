// Who vouches for the hosts of the faults, and what is wrong with what some of them show.
import { createSecureContext, type SecureContext } from "node:tls";
import { type Certificate, makeAuthority, makeCertificate } from "../../support/certificates.ts";

/** `lab` is trusted everywhere; the others by whoever is told to. */
export interface Authorities {
  readonly lab: Certificate;
  /** A company's own. */
  readonly own: Certificate;
  /** Of the proxy that opens TLS. */
  readonly intercepting: Certificate;
  /** What this machine's own store has. */
  readonly machine: Certificate;
}

export type AuthorityName = keyof Authorities;

export const authorityNames = ["lab", "own", "intercepting", "machine"] as const satisfies readonly AuthorityName[];

export const certificateKinds = [
  "signed by itself",
  "of an unknown authority",
  "expired",
  "not yet valid",
  "for another name",
  "for an address alone",
  "with a common name alone",
  "with a star for the first label",
  "with a star in the first label",
  "without its intermediate",
  "with its intermediate",
  "of our own authority",
  "of an authority of this machine",
] as const;

export type CertificateKind = (typeof certificateKinds)[number];

export function makeAuthorities(): Authorities {
  return {
    lab: makeAuthority("Pullgate lab"),
    own: makeAuthority("Corp root"),
    intercepting: makeAuthority("Corp proxy"),
    machine: makeAuthority("Corp machines"),
  };
}

/** What a host shows; `null` where nothing is special about it. */
export function contextsOf(
  kinds: ReadonlyMap<string, CertificateKind>,
  authorities: Authorities,
): (name: string) => SecureContext | null {
  const made = new Map<string, SecureContext>();
  return (name) => {
    const kind = kinds.get(name);
    if (kind === undefined) return null;
    const known = made.get(name) ?? createSecureContext(shownBy(name, kind, authorities));
    made.set(name, known);
    return known;
  };
}

function shownBy(
  name: string,
  kind: CertificateKind,
  { lab, own, machine }: Authorities,
): Pick<Certificate, "cert" | "key"> {
  const names = [name];
  switch (kind) {
    case "signed by itself":
      return makeCertificate({ names });
    case "of an unknown authority":
      return makeCertificate({ names, authority: makeAuthority("Nobody's") });
    case "expired":
      return makeCertificate({ names, authority: lab, from: -9, until: -2 });
    case "not yet valid":
      return makeCertificate({ names, authority: lab, from: 2, until: 9 });
    case "for another name":
      return makeCertificate({ names: ["elsewhere.test"], authority: lab });
    case "for an address alone":
      return makeCertificate({ names: ["10.77.0.1"], authority: lab });
    case "with a common name alone":
      // What an authority shows has no alternative name.
      return makeAuthority(name, lab);
    case "with a star for the first label":
      return makeCertificate({ names: [name.replace(/^[^.]+/, "*")], authority: lab });
    case "with a star in the first label":
      return makeCertificate({ names: [name.replace(/^(.)[^.]*/, "$1*")], authority: lab });
    case "of our own authority":
      return makeCertificate({ names, authority: own });
    case "of an authority of this machine":
      return makeCertificate({ names, authority: machine });
    case "without its intermediate":
      return makeCertificate({ names, authority: makeAuthority("Lab issuing", lab) });
    case "with its intermediate": {
      const intermediate = makeAuthority("Lab issuing", lab);
      const { cert, key } = makeCertificate({ names, authority: intermediate });
      return { cert: `${cert}${intermediate.cert}`, key };
    }
  }
}
