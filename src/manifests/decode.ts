// Bytes → text, the way kubectl's YAML reader does it: UTF-8, or UTF-16 where a byte order mark says so.

/** The text without its byte order mark, or why there is none; `offset` points into `text`, the best that could be made of it. */
export type Decoded =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary" }
  | { readonly kind: "malformed"; readonly text: string; readonly offset: number; readonly encoding: Encoding };

type Encoding = "UTF-8" | "UTF-16LE" | "UTF-16BE";

/** Decodes one manifest. NUL is allowed nowhere in YAML (1.2 §5.1), so it marks a binary file. */
export function decode(bytes: Uint8Array): Decoded {
  const encoding = encodingOf(bytes);
  const text = decodeStrictly(bytes, encoding);
  if (text === null) return malformed(bytes, encoding);
  return text.includes("\0") ? { kind: "binary" } : { kind: "text", text };
}

/** As libyaml's reader.c (which go-yaml ported): only a byte order mark tells of UTF-16. */
function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16LE";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16BE";
  return "UTF-8";
}

function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function malformed(bytes: Uint8Array, encoding: Encoding): Decoded {
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes("\0")) return { kind: "binary" };
  return { kind: "malformed", text, offset: Math.max(text.indexOf("\uFFFD"), 0), encoding };
}
