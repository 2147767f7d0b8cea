// Authorities and clients for folders of hosts, made once for a test file.
import { generateKeyPairSync } from "node:crypto";
import { type Certificate, makeAuthority, makeCertificate } from "../support/certificates.ts";

export const corp: Certificate = makeAuthority("corp authority");
export const other: Certificate = makeAuthority("another authority");
export const client: Certificate = makeCertificate({ names: ["client.test"], authority: corp });

/** A certificate whose bytes are none. */
export const brokenCertificate = "-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n";

export const encryptedKey: string = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
}).privateKey;
