// Which server is asked, and how.
import { describe, expect, test } from "vitest";
import { addressOf, hostFor, placeMark, schemeFor } from "../../src/registries/host.ts";

test("only Docker Hub's name and server differ", () => {
  expect(hostFor("docker.io")).toBe("registry-1.docker.io");
  expect(hostFor("ghcr.io")).toBe("ghcr.io");
});

test.for([
  ["localhost", "http"],
  ["localhost:5000", "http"],
  ["127.0.0.1:5000", "http"],
  ["127.1.2.3", "http"],
  ["[::1]:5000", "http"],
  ["ghcr.io", "https"],
  ["registry.test:80", "https"],
  ["localhost.example.com", "https"],
  ["10.0.0.1:5000", "https"],
  ["127.0.0.1.example.com", "https"],
])("%s is spoken to in %s", ([host = "", scheme]) => {
  expect(schemeFor(host)).toBe(scheme);
});

describe("addresses", () => {
  test.for([
    ["ghcr.io", "https://ghcr.io/"],
    ["ghcr.io:443", "https://ghcr.io/"],
    ["Registry.Example.COM:5000", "https://registry.example.com:5000/"],
    ["localhost:80", "http://localhost/"],
    ["[::1]:5000", "http://[::1]:5000/"],
    ["[2001:DB8:0::1]", "https://[2001:db8::1]/"],
    ["10.0.0.1", "https://10.0.0.1/"],
  ])("%s", ([host = "", expected]) => {
    expect(addressOf(host)?.href).toBe(expected);
  });

  // A URL would take the last four for 1.2.0.3, 127.0.0.1 and 8.8.8.8.
  test.for([
    "registry.test:65536",
    "256.1.1.1",
    "1.2.3.4.5",
    "1.2.3",
    "127.0.0.01",
    "0x7f.1",
    "010.8.8.8",
    "[::1]:5000@r.test",
    "[x]@[::1]",
  ])("%s is none", (host) => {
    expect(addressOf(host)).toBeNull();
  });
});

describe("places", () => {
  test.for([
    ["registry.test", "Registry.Test"],
    ["registry.test", "registry.test:443"],
    ["registry.test", "registry.test."],
    ["registry.test:5000", "REGISTRY.test.:05000"],
    ["127.0.0.1:7410", "127.0.0.1:07410"],
    ["docker.io", "registry-1.docker.io"],
  ])("%s is %s", ([one = "", other = ""]) => {
    expect(placeMark(other)).toBe(placeMark(one));
  });

  test.for([
    ["registry.test", "registry.test:80"],
    ["registry.test:5000", "registry.test:5001"],
    ["registry.test:65536", "registry.test:065536"],
    // Only the one in small letters is spoken to in the open.
    ["localhost:5000", "LOCALHOST:5000"],
  ])("%s is not %s", ([one = "", other = ""]) => {
    expect(placeMark(other)).not.toBe(placeMark(one));
  });
});
