import { describe, expect, test } from "vitest";
import { readAuthorities, readClient } from "../../src/mirrors/pem.ts";
import { brokenCertificate, client, corp, encryptedKey, other } from "./certificates.ts";

describe("authorities", () => {
  test("are the certificates of a file, and nothing else of it", () => {
    const bundle = `# corp\r\n${corp.cert.replaceAll("\n", "\r\n")}\n ${other.key}${corp.key}\nothers:\n${other.cert}`;
    expect(readAuthorities(bundle)).toBe(`${corp.cert}\n${other.cert}`);
  });

  test("are not what stands elsewhere than at a line's start, under another label or with headers, as Go has it", () => {
    const with_headers = corp.cert.replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n");
    const labelled = corp.cert.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE");
    for (const text of [corp.cert.replaceAll(/^/gm, "  "), labelled, with_headers, corp.key, "", "\0\x01\xff"])
      expect(readAuthorities(text)).toEqual({ line: 1, what: "it holds no PEM certificate" });
  });

  test.each([
    ["bytes that are none", `\n${corp.cert}\n${brokenCertificate}`, corp.cert.split("\n").length + 2],
    ["no end", `x\n${corp.cert.replace("-----END CERTIFICATE-----", "")}`, 2],
    ["another's beginning", `${corp.cert.slice(0, 60)}\n${other.cert}`, 1],
    ["no base64", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----", 1],
    ["nothing in it", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", 1],
    ["a key in it", corp.key.replaceAll("PRIVATE KEY", "CERTIFICATE"), 1],
  ])("are refused by the line of one with %s", (_, text, line) => {
    expect(readAuthorities(text)).toEqual({ line, what: "what begins here is no certificate" });
  });

  test("may be hostile", () => {
    const begun = "-----BEGIN CERTIFICATE-----\n".repeat(35_000);
    expect(readAuthorities(begun)).toEqual({ line: 1, what: "it holds more than 1000 certificates" });
    expect(readAuthorities("-----BEGIN ".repeat(90_000))).toMatchObject({ line: 1 });
  });
});

describe("a client", () => {
  test("has its key in a file of its own, or in the same", () => {
    const shown = { cert: client.cert, key: client.key };
    expect(readClient(client.cert, client.key)).toEqual(shown);
    expect(readClient(client.key + client.cert, client.key + client.cert)).toEqual(shown);
    expect(readClient(client.cert + corp.cert, client.key)).toEqual({ ...shown, cert: `${client.cert}\n${corp.cert}` });
  });

  test.each([
    ["no certificate", client.key, client.key, { of: "cert", line: 1, what: "it holds no PEM certificate" }],
    [
      "a broken one",
      `\n${brokenCertificate}`,
      client.key,
      { of: "cert", line: 2, what: "what begins here is no certificate" },
    ],
    ["no key", client.cert, client.cert, { of: "key", line: 1, what: "it holds no PEM private key" }],
    [
      "a broken key",
      client.cert,
      "\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
      { of: "key", line: 2, what: "what begins here is no private key, or is encrypted" },
    ],
    [
      "an encrypted key",
      client.cert,
      encryptedKey,
      { of: "key", line: 1, what: "what begins here is no private key, or is encrypted" },
    ],
    [
      "another's key",
      client.cert,
      other.key,
      { of: "key", line: 1, what: "this private key is not that of the certificate" },
    ],
  ])("with %s is none", (_, cert, key, fault) => {
    expect(readClient(cert, key)).toEqual(fault);
  });
});
