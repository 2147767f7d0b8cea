// For whom certificates are, as Go reads them and Node writes them down.
import { describe, expect, test } from "vitest";
import { covers, misnamed } from "../../src/edges/certificate-names.ts";
import { type Certificate, makeAuthority, makeCertificate } from "../support/certificates.ts";
import { X509Certificate } from "node:crypto";

function shown({ cert }: Pick<Certificate, "cert">): X509Certificate {
  return new X509Certificate(cert);
}

const wrong = "ERR_TLS_CERT_ALTNAME_INVALID";
const nameless = "CERT_WITHOUT_NAMES";

describe("a certificate is for a host, or it isn't", () => {
  test.for<[string, readonly string[], string, string]>([
    ["its name", ["registry.test"], "registry.test", ""],
    ["one of its names", ["a.test", "registry.test"], "registry.test", ""],
    ["another name", ["elsewhere.test"], "registry.test", wrong],
    ["an address", ["10.0.0.1"], "10.0.0.1", ""],
    ["an address of IPv6, written otherwise", ["fd77:0:0::1"], "fd77::1", ""],
    ["another address", ["10.0.0.2"], "10.0.0.1", wrong],
    ["a name, and an address is asked for", ["registry.test"], "10.0.0.1", wrong],
    ["an address, and a name is asked for", ["10.0.0.1"], "registry.test", wrong],
    // Node writes such a name in quotes, lest the rest of it be taken for another one.
    ["a name that has another one in it", ["a.test, DNS:registry.test"], "registry.test", wrong],
    ["a name with a quote", ['a.test", DNS:registry.test'], "registry.test", wrong],
  ])("%s", ([, names, hostname, code]) => {
    expect(misnamed(hostname, shown(makeCertificate({ names }))) ?? "").toBe(code);
  });

  test("a common name is none", () => {
    expect(misnamed("registry.test", shown(makeAuthority("registry.test")))).toBe(nameless);
  });
});

test.for<[string, string, boolean]>([
  ["registry.corp.test", "registry.corp.test", true],
  ["Registry.Corp.test", "registry.corp.TEST", true],
  ["registry.corp.test", "registry.corp.test.", true],
  ["registry.corp.test", "eu.registry.corp.test", false],
  ["corp.test", "registry.corp.test", false],
  ["*.corp.test", "registry.corp.test", true],
  ["*.corp.test", "corp.test", false],
  ["*.corp.test", "eu.registry.corp.test", false],
  ["*.test", "corp.test", true],
  ["*", "test", true],
  ["r*.corp.test", "registry.corp.test", false],
  ["*y.corp.test", "registry.corp.test", false],
  ["registry.*.test", "registry.corp.test", false],
  ["*.*.test", "registry.corp.test", false],
  ["", "registry.corp.test", false],
  ["..", "registry.corp.test", false],
  ["registry.corp.test.", "registry.corp.test", false],
])("%j covers %j: %j", ([name, hostname, expected]) => {
  expect(covers(name, hostname)).toBe(expected);
});
