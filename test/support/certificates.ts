// Certificates made on the spot, good and bad, without any tool: X.509 is little more than a handful of nested lists.
// Source: RFC 5280 §4.1; ITU-T X.690 for the encoding.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { isIP } from "node:net";

export interface Certificate {
  /** PEM, as servers and trust stores take them. */
  readonly cert: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateWish {
  /** Who it is for: DNS names, and addresses of either kind. */
  readonly names?: readonly string[];
  /** What its subject is called; the first of the names, where there is one. */
  readonly commonName?: string;
  /** It is for showing to servers alone (RFC 5280 §4.2.1.12). */
  readonly isClients?: boolean;
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  /** Who signs it; absent: it signs itself. */
  readonly authority?: Certificate;
  /** Its own; absent: new ones on the usual curve. */
  readonly keys?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

let serial = 0;

/** An authority that nobody trusts unless told to, or unless they trust `authority`. */
export function makeAuthority(name: string, authority?: Certificate): Certificate {
  const wish = { until: 2, ...(authority === undefined ? {} : { authority }) };
  return make(name, wish, [extension("551d13", true, sequence(boolean(true)))]);
}

export function makeCertificate({ names = ["127.0.0.1", "localhost"], ...wish }: CertificateWish = {}): Certificate {
  const { commonName = names[0] ?? "nobody", isClients = false } = wish;
  return make(commonName, wish, [
    ...(names.length === 0 ? [] : [extension("551d11", false, sequence(...names.map(alternativeName)))]),
    ...(isClients ? [extension("551d25", false, sequence(identifier("2b06010505070302")))] : []),
  ]);
}

function make(
  name: string,
  { from = -1, until = 1, authority, keys }: CertificateWish,
  extensions: readonly Buffer[],
): Certificate {
  const { privateKey, publicKey } = keys ?? generateKeyPairSync("ec", { namedCurve: "P-256" });
  serial += 1;
  const signed = sequence(
    tagged(0xa0, integer(2)),
    integer(serial),
    ecdsaWithSha256,
    nameOf(authority?.name ?? name),
    sequence(time(from), time(until)),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", signed, authority?.privateKey ?? privateKey);
  const der = sequence(signed, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
  const lines = der.toString("base64").replaceAll(/(.{64})/g, "$1\n");
  const cert = `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { cert, key, name, privateKey };
}

/** Tag, length, content: all there is to DER. */
function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const bytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.from([value ? 255 : 0]));
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

const ecdsaWithSha256 = sequence(identifier("2a8648ce3d040302"));

/** A name of a common name alone. */
function nameOf(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier("550403"), tagged(0x0c, Buffer.from(commonName)))));
}

function time(days: number): Buffer {
  const date = new Date(Date.now() + days * 86_400_000).toISOString();
  return tagged(0x18, Buffer.from(`${date.replaceAll(/[-:T]/g, "").slice(0, 14)}Z`));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(identifier(id), ...(critical ? [boolean(true)] : []), tagged(0x04, value));
}

function alternativeName(name: string): Buffer {
  switch (isIP(name)) {
    case 4:
      return tagged(0x87, Buffer.from(name.split(".").map(Number)));
    case 6:
      return tagged(0x87, Buffer.from(groupsOf(name).join(""), "hex"));
    default:
      return tagged(0x82, Buffer.from(name));
  }
}

/** `fd77::1` → its eight groups of four digits. */
function groupsOf(address: string): readonly string[] {
  const [head = [], tail = []] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const middle = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...middle, ...tail].map((group) => group.padStart(4, "0"));
}
