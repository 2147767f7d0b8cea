// Which proxy a request goes through: Go's own cases, since the node's runtime is written in it.
// Source of most: golang.org/x/net/http/httpproxy `proxy_test.go`, by its rules, not its text.
import { describe, expect, test } from "vitest";
import { type Environment, proxyFrom, proxySecrets } from "../../src/edges/proxy.ts";

function proxyOf(environment: Environment, url: string): string | null {
  const proxy = proxyFrom(environment)(new URL(url));
  switch (proxy.kind) {
    case "none":
      return null;
    case "proxy":
      return proxy.url.href;
    case "unusable":
      return proxy.why;
  }
}

const both = { HTTPS_PROXY: "http://secure.proxy:1", HTTP_PROXY: "http://plain.proxy:2" };

test("what a proxy is told is known as a secret, as it is and as a header has it", () => {
  const environment = { HTTPS_PROXY: "http://u:c%40nary@p.test:1", http_proxy: "http://p.test:2" };
  expect(proxySecrets(environment)).toEqual(["c@nary", Buffer.from("u:c@nary").toString("base64")]);
  expect(proxySecrets({ HTTPS_PROXY: "socks5://u:p@p.test" })).toEqual([]);
});

describe("the variable", () => {
  test.for<[string, Environment, string, string | null]>([
    ["none", {}, "https://r.test/", null],
    ["HTTPS", both, "https://r.test/", "http://secure.proxy:1/"],
    ["HTTP", both, "http://r.test/", "http://plain.proxy:2/"],
    ["only HTTP_PROXY, for HTTPS", { HTTP_PROXY: "http://p:1" }, "https://r.test/", null],
    ["only HTTPS_PROXY, for HTTP", { HTTPS_PROXY: "http://p:1" }, "http://r.test/", null],
    ["lower case", { https_proxy: "http://p:1" }, "https://r.test/", "http://p:1/"],
    [
      "upper case wins",
      { HTTPS_PROXY: "http://upper:1", https_proxy: "http://lower:1" },
      "https://r.test/",
      "http://upper:1/",
    ],
    [
      "an empty one isn't set",
      { HTTPS_PROXY: "", https_proxy: "http://lower:1" },
      "https://r.test/",
      "http://lower:1/",
    ],
    ["ALL_PROXY is curl's", { ALL_PROXY: "http://p:1" }, "https://r.test/", null],
    ["no scheme", { HTTPS_PROXY: "p.test:3128" }, "https://r.test/", "http://p.test:3128/"],
    ["no scheme, no port", { HTTPS_PROXY: "p.test" }, "https://r.test/", "http://p.test/"],
    ["an address without a scheme", { HTTPS_PROXY: "10.0.0.1:3128" }, "https://r.test/", "http://10.0.0.1:3128/"],
    ["TLS to the proxy", { HTTPS_PROXY: "https://p.test" }, "https://r.test/", "https://p.test/"],
    ["a login", { HTTPS_PROXY: "http://u:p%40ss@p.test:1" }, "https://r.test/", "http://u:p%40ss@p.test:1/"],
    ["a login without a scheme", { HTTPS_PROXY: "u:p@p.test:1" }, "https://r.test/", "http://u:p@p.test:1/"],
  ])("%s", ([, environment, url, expected]) => {
    expect(proxyOf(environment, url)).toBe(expected);
  });

  test.for<[string, string, string]>([
    ["no URL", "http://[", "HTTPS_PROXY is no URL"],
    ["no port", "http://p.test:port", "HTTPS_PROXY is no URL"],
    ["a blank", "p test:3128", "HTTPS_PROXY is no URL"],
    ["a # in the password", "http://user:1#canary@p.test:3128", "HTTPS_PROXY is no URL"],
    [
      "a bad escape",
      "http://user:%zzcanary@p.test:3128",
      "the login in HTTPS_PROXY is not percent-encoded as it should be",
    ],
    [
      "bytes that are no UTF-8",
      "http://canary%ff@p.test",
      "the login in HTTPS_PROXY is not percent-encoded as it should be",
    ],
    ["SOCKS", "socks5://user:canary@p.test:1080", "proxy socks5://p.test:1080: not supported here yet"],
    ["a scheme of nobody's", "quic://p.test", "proxy quic://p.test: not supported here yet"],
  ])("what can't be used is told, without its login: %s", ([, text, why]) => {
    expect(proxyOf({ HTTPS_PROXY: text }, "https://r.test/")).toBe(why);
    expect(proxyOf({ https_proxy: text }, "https://r.test/")).toBe(why.replace("HTTPS_PROXY", "https_proxy"));
    expect(proxyOf({ HTTP_PROXY: text }, "http://r.test/")).toBe(why.replace("HTTPS_PROXY", "HTTP_PROXY"));
    expect(proxyOf({ HTTPS_PROXY: text, NO_PROXY: "r.test" }, "https://r.test/")).toBeNull();
    expect(proxyOf({ HTTPS_PROXY: text }, "http://r.test/")).toBeNull();
  });
});

describe("NO_PROXY", () => {
  /** `true`: past the proxy. */
  test.for<[string, string, boolean]>([
    ["r.test", "https://r.test/", true],
    ["R.TEST", "https://r.test/", true],
    ["r.test", "https://R.Test/", true],
    ["r.test", "https://sub.r.test/", true],
    ["r.test", "https://deep.sub.r.test/", true],
    ["r.test", "https://barr.test/", false],
    ["r.test", "https://test/", false],
    [".r.test", "https://sub.r.test/", true],
    [".r.test", "https://r.test/", false],
    ["*.r.test", "https://sub.r.test/", true],
    ["*.r.test", "https://r.test/", false],
    ["*", "https://r.test/", true],
    ["*", "https://10.0.0.1/", true],
    ["a.test,*", "https://r.test/", true],
    ["r.*", "https://r.test/", false],
    ["r.test:443", "https://r.test/", true],
    ["r.test:5000", "https://r.test:5000/", true],
    ["r.test:5000", "https://r.test/", false],
    ["r.test:5000", "https://sub.r.test:5000/", true],
    [".r.test:5000", "https://r.test:5000/", false],
    ["*.r.test:5000", "https://sub.r.test:5000/", true],
    ["r.test:80", "http://r.test/", true],
    ["r.test:443", "http://r.test/", false],
    ["a.test, r.test , b.test", "https://r.test/", true],
    ["a.test r.test", "https://r.test/", false],
    [",,r.test,", "https://r.test/", true],
    ["", "https://r.test/", false],
    [".", "https://r.test/", false],
    [":443", "https://r.test/", false],
    ["10.0.0.1", "https://10.0.0.1:5000/", true],
    ["10.0.0.1:5000", "https://10.0.0.1:5000/", true],
    ["10.0.0.1:5000", "https://10.0.0.1/", false],
    ["10.0.0.1", "https://110.0.0.1/", false],
    ["10.0.0.0/8", "https://10.200.3.4/", true],
    ["10.0.0.0/8", "https://11.0.0.1/", false],
    ["192.168.1.0/24", "https://192.168.1.255:5000/", true],
    ["192.168.1.77/24", "https://192.168.1.3/", true],
    ["0.0.0.0/0", "https://8.8.8.8/", true],
    ["10.0.0.0/33", "https://10.0.0.1/", false],
    ["10.0.0.0/8/8", "https://10.0.0.1/", false],
    ["10.0.0.0/8", "https://ten.r.test/", false],
    ["2001:db8::1", "https://[2001:db8::1]/", true],
    ["2001:DB8:0::1", "https://[2001:db8::1]/", true],
    ["[2001:db8::1]:5000", "https://[2001:db8::1]:5000/", true],
    ["[2001:db8::1]:5000", "https://[2001:db8::1]/", false],
    ["::ffff:10.99.0.1", "https://10.99.0.1/", true],
    ["10.99.0.0/16", "https://[::ffff:10.99.0.1]/", true],
    ["2001:db8::/32", "https://[2001:db8:1::1]/", true],
    ["2001:db8::/32", "https://[2001:db9::1]/", false],
  ])("%j for %s: %s", ([value, url, past]) => {
    expect(proxyOf({ ...both, NO_PROXY: value }, url) === null).toBe(past);
    expect(proxyOf({ ...both, no_proxy: value }, url) === null).toBe(past);
  });

  test("upper case wins", () => {
    expect(proxyOf({ ...both, NO_PROXY: "a.test", no_proxy: "r.test" }, "https://r.test/")).not.toBeNull();
  });
});

test.for([
  ["http://localhost:5000/", true],
  ["https://localhost/", true],
  ["http://127.0.0.1/", true],
  ["http://127.8.9.10:5000/", true],
  ["http://[::1]:5000/", true],
  ["https://localhost.r.test/", false],
  ["https://127.r.test/", false],
  ["https://128.0.0.1/", false],
] as const)("loopback is never asked for: %s, %s", ([url, past]) => {
  expect(proxyOf(both, url) === null).toBe(past);
});
