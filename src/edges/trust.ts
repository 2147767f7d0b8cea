// Whose certificates are trusted: what Node brings, what the environment and the settings add, and the machine's own store,
// which Go's clients go by and Node doesn't: it is read where somebody would be refused without it.
import { readFileSync, statSync } from "node:fs";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import type { TlsProfile } from "../mirrors/hosts.ts";
import { readAuthorities } from "../mirrors/pem.ts";
import { codeOf } from "./error-code.ts";
import type { Environment } from "./proxy.ts";

/** What a handshake is held against. */
export interface Trust {
  context(profile: TlsProfile | null): SecureContext;
  /** Reads the machine's own store; `false` where it has been read already, or has nothing to add. */
  widen(): boolean;
  /** Grows where the store has been read: who was refused before may not be any more. */
  readonly width: number;
  /** For a route: who vouches, where that takes the machine's own store. */
  readonly note: string;
}

export interface TrustOptions {
  /** Where SSL_CERT_FILE is read from. NODE_EXTRA_CA_CERTS is Node's own. */
  readonly environment: Environment;
  readonly log: (line: string) => void;
}

/** One `Trust` for a run: reading a hundred and more certificates takes longer than a handshake. */
export function createTrust(options: TrustOptions): Trust {
  const contexts = new Map<string, SecureContext>();
  const named = certificatesOf(options);
  // OpenSSL reads that file in the place of the machine's own, and would wait for a pipe for ever.
  const isStoreReadable = isRegular(options.environment["SSL_CERT_FILE"] ?? "");
  let own: readonly string[] | null = null;

  function made(profile: TlsProfile | null): SecureContext {
    const more = [...named, ...(profile?.authorities ?? []), ...(own ?? [])];
    const client = profile?.client ?? [];
    return createSecureContext({
      ciphers,
      sigalgs,
      // The default set, not the bundled one: NODE_EXTRA_CA_CERTS is part of it. By itself Node knows it, and faster.
      ...(more.length === 0 ? {} : { ca: [...getCACertificates("default"), ...more] }),
      ...(client.length === 0 ? {} : { cert: client.map(({ cert }) => cert), key: client.map(({ key }) => key) }),
    });
  }

  return {
    context(profile) {
      const key = `${own === null ? "" : "wide "}${profile?.name ?? ""}`;
      const known = contexts.get(key) ?? made(profile);
      contexts.set(key, known);
      return known;
    },
    widen() {
      if (own !== null) return false;
      const usual = new Set(getCACertificates("default"));
      own = isStoreReadable ? systemCertificates().filter((certificate) => !usual.has(certificate)) : [];
      return own.length > 0;
    },
    get width() {
      return own?.length ?? 0;
    },
    get note() {
      return own === null || own.length === 0 ? "" : ", this machine's own certificates trusted too";
    },
  };
}

/** What Go's client offers since 1.22 (`crypto/tls/cipher_suites.go`): Node would speak more, and no node does. */
const ciphers = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  ...["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305", "AES128-SHA", "AES256-SHA"].flatMap((suite) => [
    `ECDHE-ECDSA-${suite}`,
    `ECDHE-RSA-${suite}`,
  ]),
].join(":");

/** The same of signatures (`crypto/tls/defaults.go`), but for those with SHA-1. */
const sigalgs = [
  "rsa_pss_rsae_sha256",
  "ecdsa_secp256r1_sha256",
  "ed25519",
  "rsa_pss_rsae_sha384",
  "rsa_pss_rsae_sha512",
  "rsa_pkcs1_sha256",
  "rsa_pkcs1_sha384",
  "rsa_pkcs1_sha512",
  "ecdsa_secp384r1_sha384",
  "ecdsa_secp521r1_sha512",
].join(":");

/** No store, or one that can't be read, adds nothing. */
function systemCertificates(): readonly string[] {
  try {
    return getCACertificates("system");
  } catch {
    return [];
  }
}

/** SSL_CERT_FILE adds to what Node trusts: Go replaces its roots by it, and a node that trusts less is no finding of ours. */
function certificatesOf({ environment, log }: TrustOptions): readonly string[] {
  const file = environment["SSL_CERT_FILE"];
  if (file === undefined || file === "") return [];
  let certificates: string;
  try {
    // A pipe would be waited for, and a device never ends.
    const { size } = regularFile(file);
    if (size > largestFile) throw Object.assign(new Error("too large"), { code: "EFBIG" });
    certificates = readFileSync(file, "utf8");
  } catch (error) {
    log(`SSL_CERT_FILE can't be read (${codeOf(error)}): its certificates are not trusted here`);
    return [];
  }
  // OpenSSL passes over whatever is not between such lines, without a word.
  if (!/^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/m.test(certificates)) {
    log("SSL_CERT_FILE holds no PEM certificate: nothing more is trusted for it");
    return [];
  }
  const read = readAuthorities(certificates);
  if (typeof read !== "string")
    log(`SSL_CERT_FILE, line ${read.line}: ${read.what}; OpenSSL trusts what it can read of the file`);
  return [certificates];
}

/** Bundles of every authority there is are a fifth of a megabyte. */
const largestFile = 16 * 1024 * 1024;

/** Nothing is as good as a file. */
function isRegular(file: string): boolean {
  try {
    return file === "" || regularFile(file).size <= largestFile;
  } catch (error) {
    return codeOf(error) === "ENOENT";
  }
}

function regularFile(file: string): { readonly size: number } {
  const found = statSync(file);
  if (!found.isFile()) throw Object.assign(new Error("no regular file"), { code: "EFTYPE" });
  return found;
}
