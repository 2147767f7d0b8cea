// Which addresses nobody is asked at, in every spelling.
import { describe, expect, test } from "vitest";
import { forbiddenAddress, forbiddenHost } from "../../src/edges/addresses.ts";

describe("metadata services", () => {
  test.for([
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "100.100.100.200",
    "168.63.129.16",
    "fd00:ec2::254",
    "fd00:0ec2:0:0:0:0:0:254",
    "FD00:EC2::23",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "0:0:0:0:0:ffff:a9fe:a9fe",
    "::169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "64:ff9b:1:a9fe:a9:fe00::",
    "64:ff9b:1:a9:fe:a9fe::",
    "64:ff9b:1:0:a9:fea9:fe00:0",
    "169.254.42.42",
    "169.254.0.23",
    "192.0.0.192",
    "fd00:42::42",
    "fd00:a9fe:a9fe::1",
    "fe80::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fe80::5efe:a9fe:a9fe",
  ])("%s", (address) => {
    expect(forbiddenAddress(address, "anywhere")).toBe("metadata");
    expect(forbiddenHost(address, "anywhere")).toBe("metadata");
  });

  test.for(["metadata.google.internal", "METADATA.google.internal.", "instance-data", "[fd00:ec2::254]"])(
    "by name: %s",
    (host) => {
      expect(forbiddenHost(host, "anywhere")).toBe("metadata");
    },
  );

  test.for([
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::ffff:169.254.169.254]",
    "[::ffff:0xa9fe.1]",
  ])("as a URL writes it: %s", (written) => {
    if (!URL.canParse(`http://${written}`)) return expect(written).toContain("0xa9fe.1");
    expect(forbiddenHost(new URL(`http://${written}`).hostname, "anywhere")).toBe("metadata");
  });
});

describe("private addresses", () => {
  const inside = [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "127.0.0.1",
    "0.0.0.0",
    "100.64.0.1",
    "169.254.20.10",
    "::1",
    "::",
    "fd12:3456::1",
    "fe80::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::a00:1",
    "2002:c0a8:101::",
  ];

  test.for(inside)("%s is asked, but for a host that only a fork names", (address) => {
    expect(forbiddenAddress(address, "anywhere")).toBeNull();
    expect(forbiddenAddress(address, "public")).toBe("private");
  });

  test.for([
    "8.8.8.8",
    "172.32.0.1",
    "192.169.0.1",
    "11.0.0.1",
    "2606:4700::1111",
    "2001:db8::a00:1",
    "::ffff:8.8.8.8",
  ])("%s is anybody's", (address) => {
    expect(forbiddenAddress(address, "public")).toBeNull();
  });

  test("localhost by name", () => {
    expect(forbiddenHost("localhost", "public")).toBe("private");
    expect(forbiddenHost("registry.localhost", "public")).toBe("private");
    expect(forbiddenHost("localhost", "anywhere")).toBeNull();
    expect(forbiddenHost("localhost.example", "public")).toBeNull();
  });
});
