// Bytes of Secrets as Go reads them: base64, which it takes strictly, and text, in which it puts up with bytes that are none.
import { isUtf8 } from "node:buffer";

/**
 * The bytes, or the offset at which Go's decoder stops: `\r` and `\n` are skipped, bits behind the last byte are not looked at.
 * Source: Go `encoding/base64` (StdEncoding, RawStdEncoding; decodeQuantum).
 */
export function goBase64(text: string, form: "padded" | "unpadded"): Buffer | number {
  const digits = text.replaceAll(/[\r\n]/g, "");
  const stop = firstBad(digits, form);
  return stop === null ? Buffer.from(digits, "base64") : offsetIn(text, stop);
}

function firstBad(digits: string, form: "padded" | "unpadded"): number | null {
  const [{ length } = ""] = /^[A-Za-z0-9+/]*/.exec(digits) ?? [];
  const left = length % 4;
  if (length === digits.length) {
    const isWhole = left === 0 || (form === "unpadded" && left > 1);
    return isWhole ? null : length - left;
  }
  if (form === "unpadded" || digits[length] !== "=" || left < 2) return length;
  if (left === 2 && digits[length + 1] !== "=") return length + 1;
  const end = length + (4 - left);
  return digits.length > end ? end : null;
}

/** Line breaks count for the offset. */
function offsetIn(text: string, digit: number): number {
  let seen = 0;
  for (const [at, character] of text.split("").entries()) {
    if (character === "\r" || character === "\n") continue;
    if (seen === digit) return at;
    seen += 1;
  }
  return text.length;
}

/** Text, with U+FFFD for each byte that begins no character (Go `unicode/utf8`, DecodeRune); others put one for several. */
export function goText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const read: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((size) => at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)));
    read.push(length === undefined ? "\uFFFD" : bytes.toString("utf8", at, at + length));
    at += length ?? 1;
  }
  return read.join("");
}
