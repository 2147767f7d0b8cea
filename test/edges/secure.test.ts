// Names of certificates, held against a host as Go does it.
import type { PeerCertificate } from "node:tls";
import { expect, test } from "vitest";
import { identityOf } from "../../src/edges/secure.ts";

const subject = { C: "", ST: "", L: "", O: "", OU: "", CN: "a.corp.test" };
const none = {
  valid_from: "",
  valid_to: "",
  serialNumber: "",
  fingerprint: "",
  fingerprint256: "",
  fingerprint512: "",
};
const certificate: PeerCertificate = { ...none, ca: false, raw: Buffer.from(""), issuer: subject, subject };

test.for([
  ["a.corp.test", "DNS:a.corp.test"],
  ["A.CORP.test", "DNS:a.corp.test"],
  ["a.corp.test", "DNS:*.corp.test"],
  ["a.corp.test", "DNS:b.corp.test, DNS:*.corp.test"],
  ["10.0.0.1", "IP Address:10.0.0.1"],
] as const)("%s is named by %s", ([host, subjectaltname]) => {
  expect(identityOf(host, { ...certificate, subjectaltname })).toBeUndefined();
});

test.for([
  ["a.corp.test", "DNS:a*.corp.test"],
  ["a.corp.test", "DNS:*.*.test"],
  ["a.corp.test", "DNS:a.*.test"],
  ["a.b.corp.test", "DNS:*.corp.test"],
  ["a.corp.test", "IP Address:10.0.0.1"],
  ["10.0.0.1", "DNS:10.0.0.1"],
  ["a.corp.test", ""],
  ["a.corp.test", undefined],
] as const)("%s is not named by %s, whatever its subject", ([host, subjectaltname]) => {
  expect(
    identityOf(host, { ...certificate, ...(subjectaltname === undefined ? {} : { subjectaltname }) }),
  ).toBeInstanceOf(Error);
});
