// The demo's names: every spelling of an address is found, or told.
import { describe, expect, test } from "vitest";
import { named, unnamedIn } from "./naming.ts";

const addresses = new Map([
  ["registry.example", "127.0.0.1:4012"],
  ["closed.example", "127.0.0.1:40123"],
]);

describe("addresses", () => {
  test.each([
    ["127.0.0.1:4012/shop/web:1", "registry.example/shop/web:1"],
    ["127.0.0.1:40123/shop/web:1", "closed.example/shop/web:1"],
    ["http://127.0.0.1:4012/v2/", "https://registry.example/v2/"],
    ["curl -i http<span>:</span>//127.0.0.1:4012/v2/", "curl -i https<span>:</span>//registry.example/v2/"],
    [
      "http<span>:</span>//127<span>.</span>0<span>.</span>0<span>.</span>1<span>:</span>4012",
      "https<span>:</span>//registry.example",
    ],
    ["127<span>.</span>0.0.1<span>:</span>4012", "registry.example"],
    ["dial tcp …:40123: connect: connection refused", "dial tcp …:443: connect: connection refused"],
  ])("%s", (text, expected) => {
    expect(named(text, addresses)).toBe(expected);
    expect(unnamedIn(named(text, addresses), addresses)).toEqual([]);
  });

  test.each([
    "127.0.0.1:5000",
    "127<span>.</span>0.0.1",
    "http://other.example",
    "http<span>:</span>//x",
    "port 40123",
  ])("what is left of one is told: %s", (line) => {
    expect(unnamedIn(`fine\n${line}\nsha256:40123ab`, addresses)).toEqual([line]);
  });
});
