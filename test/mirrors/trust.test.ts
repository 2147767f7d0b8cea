// How hosts are trusted: insecure-registries, ca-file, what tells profiles apart, and what no report may show.
import { describe, expect, test } from "vitest";
import { client, corp, other } from "./certificates.ts";
import { opened, shown } from "./opened.ts";

const mirror = '[host."https://mirror.test"]\n';

describe("insecure-registries", () => {
  test("are spoken to without a look at the certificate, else in plain HTTP", async () => {
    const hosts = await opened({ insecure: ["*.corp.test:5000", "docker.io"] });
    expect(shown(hosts, "r.corp.test:5000")).toEqual([
      "https://r.corp.test:5000/v2 own unverified",
      "http://r.corp.test:5000/v2 own if TLS is out of reach",
    ]);
    expect(shown(hosts, "docker.io")?.[0]).toBe("https://registry-1.docker.io/v2 own unverified");
    expect(shown(hosts, "r.corp.test")).toBeNull();
  });

  test("are what hosts.toml doesn't give", async () => {
    const files = {
      "certs.d/a.test/hosts.toml": '[host."https://m.corp.test"]',
      "certs.d/b.test/hosts.toml": 'server = "https://b.test"',
      "certs.d/c.test/hosts.toml": `skip_verify = false\n${mirror}`,
    };
    const hosts = await opened({ files, insecure: ["*.test"] });
    expect(shown(hosts, "a.test")).toEqual([
      "https://m.corp.test/v2 mirror",
      "https://a.test/v2 own unverified",
      "http://a.test/v2 own if TLS is out of reach",
    ]);
    expect(shown(hosts, "b.test")).toEqual(["https://b.test/v2 own"]);
    expect(shown(hosts, "c.test")?.[1]).toBe("https://c.test/v2 own");
  });
});

describe("ca-file", () => {
  const files = { "corp.pem": corp.cert, "other.pem": other.cert };

  test("is for every host, or for those of a glob", async () => {
    const hosts = await opened({
      files,
      ca: [
        [null, "corp.pem"],
        ["*.corp.test", "./other.pem"],
      ],
    });
    expect(shown(hosts, "ghcr.io")).toEqual(["https://ghcr.io/v2 own 1 authorities"]);
    expect(shown(hosts, "r.corp.test:5000")).toEqual(["https://r.corp.test:5000/v2 own 2 authorities"]);
    expect(hosts.for("ghcr.io")?.[0]?.tls?.authorities).toEqual([corp.cert]);
  });

  test("leaves loopback and other hosts as they are", async () => {
    const hosts = await opened({ files, ca: [["r.test", "corp.pem"]] });
    expect(shown(hosts, "ghcr.io")).toBeNull();
    expect(shown(await opened({ files, ca: [[null, "corp.pem"]] }), "localhost:5000")).toBeNull();
    expect(shown(await opened({ files, ca: [[null, "corp.pem"]] }), "256.1.2.3")).toBeNull();
  });

  test("is added to what hosts.toml says, also of mirrors", async () => {
    const text = '[host."https://m.corp.test"]\nca = "../../corp.pem"\n[host."http://m.corp.test:80"]';
    const hosts = await opened({
      files: { ...files, "certs.d/docker.io/hosts.toml": text },
      ca: [
        ["m.corp.test", "other.pem"],
        ["docker.io", "corp.pem"],
        ["m.corp.test", "corp.pem"],
      ],
    });
    expect(shown(hosts, "docker.io")).toEqual([
      "https://m.corp.test/v2 mirror 2 authorities",
      "http://m.corp.test/v2 mirror",
      "https://registry-1.docker.io/v2 own 1 authorities",
    ]);
  });

  test("is for the hosts that a pull leads to, beside what the pull's own host has", async () => {
    const hosts = await opened({ files, ca: [["blobs.test", "corp.pem"]], insecure: ["r.test"] });
    const own = hosts.for("r.test")?.[0]?.tls ?? null;
    expect(hosts.beside?.("elsewhere.test", own)).toBe(own);
    expect(hosts.beside?.("elsewhere.test", null)).toBeNull();
    expect(hosts.beside?.("blobs.test", null)).toMatchObject({ skipVerify: false, authorities: [corp.cert] });
    const both = hosts.beside?.("blobs.test:8443", own) ?? null;
    expect(both).toMatchObject({ skipVerify: true, authorities: [corp.cert] });
    expect(hosts.beside?.("blobs.test", both)).toBe(both);
  });
});

describe("a profile's name", () => {
  test("is the same for what is the same, and for nothing else", async () => {
    const files = {
      "corp.pem": corp.cert,
      "corp-2.pem": `${corp.cert}\n# the same`,
      "other.pem": other.cert,
    };
    const ca = [
      ["a.test", "corp.pem"],
      ["b.test", "corp-2.pem"],
      ["c.test", "other.pem"],
    ] as const;
    const hosts = await opened({ files, ca, insecure: ["d.test", "e.test"] });
    const [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map((name) => hosts.for(`${name}.test`)?.[0]?.tls?.name);
    expect(b).toBe(a);
    expect(e).toBe(d);
    expect(new Set([a, c, d]).size).toBe(3);
  });
});

describe("secrets", () => {
  test("are logins in headers, in each of their forms, and keys", async () => {
    const basic = Buffer.from("robot:hunter2-of-robot").toString("base64");
    const text = `[host."https://m.test"]
client = "client.pem"
[host."https://m.test".header]
Authorization = "Basic ${basic}"
X-JFrog-Art-Api = ["AKCp8k1234567890abcdefgh"]
X-Token = "short"
Accept = "application/json"
X-Meta = "1"
`;
    const files = { "certs.d/x.test/hosts.toml": text, "certs.d/x.test/client.pem": client.cert + client.key };
    expect((await opened({ files })).secrets).toEqual([
      `Basic ${basic}`,
      basic,
      "hunter2-of-robot",
      "AKCp8k1234567890abcdefgh",
      "short",
      client.key,
    ]);
  });
});
