// PEM texts: which blocks they have, and whether these are certificates and keys that Go and Node can use.
// Source: Go `encoding/pem` (Decode), `crypto/x509` (AppendCertsFromPEM), `crypto/tls` (X509KeyPair).
import { createPrivateKey, X509Certificate } from "node:crypto";

interface Block {
  readonly label: string;
  /** Of its first line. */
  readonly line: number;
  /** From its first line to its last one. */
  readonly text: string;
  readonly isClosed: boolean;
}

/** What is wrong with a file; `line` is where. */
export interface PemFault {
  readonly line: number;
  readonly what: string;
}

/** Bundles of every authority there is have some hundred and fifty. */
const mostCertificates = 1000;

/** The certificates of a file of authorities, as one text without anything else; or what is wrong with it. */
export function readAuthorities(text: string): string | PemFault {
  const blocks = certificatesIn(text);
  if (blocks.length === 0) return { line: 1, what: "it holds no PEM certificate" };
  if (blocks.length > mostCertificates) return { line: 1, what: `it holds more than ${mostCertificates} certificates` };
  const broken = blocks.find((block) => certificateOf(block) === null);
  if (broken !== undefined) return { line: broken.line, what: brokenCertificate };
  return blocks.map((block) => block.text).join("\n");
}

/** What a client shows; `key` may be the text that holds the certificate. The fault is of the one or the other file. */
export function readClient(
  cert: string,
  key: string,
): { readonly cert: string; readonly key: string } | (PemFault & { readonly of: "cert" | "key" }) {
  const certificates = certificatesIn(cert);
  const [first] = certificates;
  if (first === undefined) return { of: "cert", line: 1, what: "it holds no PEM certificate" };
  const leaf = certificateOf(first);
  if (leaf === null) return { of: "cert", line: first.line, what: brokenCertificate };
  const block = blocksIn(key).find(({ label }) => /(?:^| )PRIVATE KEY$/.test(label));
  if (block === undefined) return { of: "key", line: 1, what: "it holds no PEM private key" };
  const privateKey = keyOf(block);
  if (privateKey === null)
    return { of: "key", line: block.line, what: "what begins here is no private key, or is encrypted" };
  if (!leaf.checkPrivateKey(privateKey))
    return { of: "key", line: block.line, what: "this private key is not that of the certificate" };
  return { cert: certificates.map(({ text }) => text).join("\n"), key: block.text };
}

const brokenCertificate = "what begins here is no certificate";

/** Go passes over blocks of another label, and over those with headers. */
function certificatesIn(text: string): readonly Block[] {
  return blocksIn(text).filter((block) => block.label === "CERTIFICATE" && !/^[^\n:]+:/m.test(block.text));
}

function certificateOf({ text, isClosed }: Block): X509Certificate | null {
  return isClosed ? attempt(() => new X509Certificate(text)) : null;
}

function keyOf({ text, isClosed }: Block): ReturnType<typeof createPrivateKey> | null {
  return isClosed ? attempt(() => createPrivateKey(text)) : null;
}

/** Each complaint of OpenSSL's would be another, and none is clearer than that it is none. */
function attempt<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** A block begins at a line's start; one that is never closed, or in which another begins, is told as it is. */
function blocksIn(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  let open: { readonly label: string; readonly at: number } | null = null;
  const close = (end: number, isClosed: boolean): void => {
    if (open === null) return;
    const { label, at } = open;
    blocks.push({ label, line: at + 1, text: `${lines.slice(at, end).join("\n")}\n`, isClosed });
    open = null;
  };
  for (const [index, line] of lines.entries()) {
    const [, begins] = /^-----BEGIN (.*)-----\s*$/.exec(line) ?? [];
    if (begins !== undefined) {
      close(index, false);
      open = { label: begins, at: index };
    } else if (open !== null && line.trimEnd() === `-----END ${open.label}-----`) close(index + 1, true);
  }
  close(lines.length, false);
  return blocks;
}
