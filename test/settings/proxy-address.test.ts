import { describe, expect, test } from "vitest";
import { proxyMistakes } from "../../src/settings/proxy-address.ts";

const of = (text: string): readonly string[] => proxyMistakes({ HTTPS_PROXY: text });

describe("a proxy's address", () => {
  test.each([
    ["http://proxy.test", "proxy.test"],
    ["proxy.test", "proxy.test"],
    ["https://proxy.test/", "proxy.test"],
    ["http://proxy.test:", "proxy.test"],
    ["http://proxy.test?x=:80", "proxy.test"],
    ["http://user:pa:ss@proxy.test", "proxy.test"],
    ["user:3128@proxy.test", "proxy.test"],
    ["http://user:p@ss@proxy.test", "proxy.test"],
    ["http://[2001:db8::1]", "[2001:db8::1]"],
    ["http://10.0.0.1", "10.0.0.1"],
    ["socks5://proxy.test", "proxy.test"],
  ])("%s has no port", (text, host) => {
    expect(of(text)).toEqual([`HTTPS_PROXY: "${host}" has no port: write it as in http://${host}:3128`]);
  });

  test.each([
    "",
    "http://proxy.test:80",
    "https://proxy.test:443/",
    "proxy.test:3128",
    "http://user:pass@proxy.test:3128",
    "http://[2001:db8::1]:3128",
    "[::1]:3128",
    "http://sec ret",
  ])("%j is none to be mended here", (text) => {
    expect(of(text)).toEqual([]);
  });

  test.each(["http://", "http://proxy.test:abc"])("%j has none, whatever its host", (text) => {
    expect(of(text)).toEqual(["HTTPS_PROXY: its address has no port: write it as in http://proxy.example:3128"]);
  });

  test.each([
    "http://us#er:secret@proxy.test",
    "http://user:1/2@proxy.test:3128",
    "http://u:x@CANARY/pw@proxy.test:3128",
  ])("%j has a login behind what stands for its host, of which no word is told", (text) => {
    expect(of(text)).toEqual(['HTTPS_PROXY: it has an "@" behind its host: write / ? # of a login as %2F %3F %23']);
  });

  test("is that of the variable that counts", () => {
    const [good, bad] = ["http://a.test:1", "http://b.test"];
    expect(proxyMistakes({ HTTPS_PROXY: good, https_proxy: bad })).toEqual([]);
    expect(proxyMistakes({ HTTPS_PROXY: "", https_proxy: bad, HTTP_PROXY: bad })).toEqual([
      'https_proxy: "b.test" has no port: write it as in http://b.test:3128',
      'HTTP_PROXY: "b.test" has no port: write it as in http://b.test:3128',
    ]);
    expect(proxyMistakes({ NO_PROXY: "b.test", ALL_PROXY: bad })).toEqual([]);
  });
});
