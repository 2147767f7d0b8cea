// What containerd makes of a host as hosts.toml writes it; what its own hosts_test.go states is among it.
import { describe, expect, test } from "vitest";
import { portOf, readServer, shownServer, urlOf } from "../../src/mirrors/server-url.ts";

function hrefOf(text: string, overridesPath = false): string | null {
  const server = readServer(text, overridesPath);
  return server === null ? null : urlOf(server).href;
}

describe("a host", () => {
  test.each([
    ["https://mirror.test", "https://mirror.test/v2"],
    ["mirror.test", "https://mirror.test/v2"],
    ["mirror.test:5000", "https://mirror.test:5000/v2"],
    ["http://mirror.test", "http://mirror.test/v2"],
    ["http://mirror.test:5000", "http://mirror.test:5000/v2"],
    ["https://mirror.test/", "https://mirror.test/v2"],
    ["https://mirror.test/v2", "https://mirror.test/v2"],
    ["https://mirror.test/v2/", "https://mirror.test/v2"],
    ["https://mirror.test/eu", "https://mirror.test/eu/v2"],
    ["https://mirror.test/eu//west/", "https://mirror.test/eu/west/v2"],
    ["https://mirror.test/v2/eu", "https://mirror.test/v2/eu/v2"],
    ["https://mirror.test/eu/../us", "https://mirror.test/us/v2"],
    ["https://mirror.test/ev2", "https://mirror.test/ev2/v2"],
    ["https://mirror.test/a%20b", "https://mirror.test/a%20b/v2"],
    ["https://mirror.test?x=1#y", "https://mirror.test/v2"],
    ["https://user:pass@mirror.test", "https://mirror.test/v2"],
    ["https://[2001:db8::1]:5000", "https://[2001:db8::1]:5000/v2"],
    ["127.0.0.1:5000", "https://127.0.0.1:5000/v2"],
  ])("%s is asked at %s", (text, href) => {
    expect(hrefOf(text)).toBe(href);
  });

  test.each([
    ["https://mirror.test", "https://mirror.test/"],
    ["https://mirror.test/", "https://mirror.test/"],
    ["https://mirror.test/v2/eu", "https://mirror.test/v2/eu"],
    ["https://mirror.test/v2/eu/", "https://mirror.test/v2/eu"],
    ["mirror.test/eu", "https://mirror.test/eu"],
  ])("%s with override_path at %s", (text, href) => {
    expect(hrefOf(text, true)).toBe(href);
  });

  test.each([
    // What begins with http is left as it is, and has no scheme or host then.
    "http",
    "httpbin.test",
    "httpbin.test:5000",
    "https:/mirror.test",
    "https:mirror.test",
    "https://",
    "https:///v2",
    "HTTPS://mirror.test",
    "ftp://mirror.test",
    "",
    "https://mirror.test:99999",
    "https://mirror .test",
    "https://mirror.test/%zz",
    "https://1.2.3",
    "https://a\\b",
  ])("%j is none that could be asked", (text) => {
    expect(readServer(text, false)).toBeNull();
  });

  test("is kept as written: a mirror is told from a registry by its characters", () => {
    expect(readServer("https://Registry.test:443", false)).toEqual({
      scheme: "https",
      host: "Registry.test:443",
      path: "/v2",
    });
  });

  test.each([
    ["mirror.test", null],
    ["mirror.test:5000", "5000"],
    ["[::1]", null],
    ["[::1]:5000", "5000"],
    ["127.0.0.1:80", "80"],
  ])("the port of %s is %s", (host, port) => {
    expect(portOf(host)).toBe(port);
  });

  test.each([
    ["https://user:pass@mirror.test/x", "https://***@mirror.test/x"],
    ["user:pass@mirror.test", "***@mirror.test"],
    ["https://mirror.test/a@b", "https://mirror.test/a@b"],
  ])("%s is shown as %s", (text, shown) => {
    expect(shownServer(text)).toBe(shown);
  });
});
