// Encodings: what kubectl reads, and what is no text.
import { describe, expect, test } from "vitest";
import { decode } from "../../src/manifests/decode.ts";

const text = "image: nginx # é 🦀\r\n";
const bigEndian = (value: string): Buffer => Buffer.from(value, "utf16le").swap16();

describe("decode", () => {
  test.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16LE with a byte order mark", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16BE with a byte order mark", bigEndian(`\uFEFF${text}`)],
  ])("%s", (_, bytes) => {
    expect(decode(bytes)).toEqual({ kind: "text", text });
  });

  test("nothing at all is an empty text", () => {
    expect(decode(Buffer.alloc(0))).toEqual({ kind: "text", text: "" });
  });

  test.each([
    ["NUL bytes", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1])],
    ["NUL bytes among what is no UTF-8", Buffer.from([0xff, 0, 0xff])],
    ["UTF-16 without a byte order mark", Buffer.from("a: b\n", "utf16le")],
  ])("%s are binary", (_, bytes) => {
    expect(decode(bytes)).toEqual({ kind: "binary" });
  });

  test.each([
    ["Latin-1", Buffer.from("# Gr\xf6\xdfe\nimage: b\n", "latin1"), "# Gr\uFFFD\uFFFDe\nimage: b\n"],
    ["half a UTF-16 character", Buffer.from([0xff, 0xfe, 0x61, 0, 0x62]), "a\uFFFD"],
  ])("%s is a text with characters that can't be told", (_, bytes, expected) => {
    expect(decode(bytes)).toEqual({ kind: "text", text: expected });
  });
});
