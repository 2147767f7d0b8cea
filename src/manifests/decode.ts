// Bytes → text, the way kubectl's YAML reader does it: UTF-8, or UTF-16 where a byte order mark says so.

/** The text without its byte order mark; what no text holds is binary. */
export type Decoded = { readonly kind: "text"; readonly text: string } | { readonly kind: "binary" };

/**
 * Decodes one manifest. Bytes that are no character of the encoding become U+FFFD: kubectl reads a file with a Latin-1
 * comment, so its images must be seen. NUL is allowed nowhere in YAML (1.2 §5.1), so it marks a binary file.
 */
export function decode(bytes: Uint8Array): Decoded {
  const text = decoderOf(encodingOf(bytes)).decode(bytes);
  return text.includes("\0") ? { kind: "binary" } : { kind: "text", text };
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

/** To make one takes as long as to read a small file; none keeps anything between two texts. */
function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding);
  decoders.set(encoding, decoder);
  return decoder;
}

/** As libyaml's reader.c (which go-yaml ported): only a byte order mark tells of UTF-16. */
function encodingOf(bytes: Uint8Array): "UTF-8" | "UTF-16LE" | "UTF-16BE" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16LE";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16BE";
  return "UTF-8";
}
