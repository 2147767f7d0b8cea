// What a run over served hosts printed, with their names back in place of the addresses: for people to read.
// Markdown and Go's words hold an address in pieces, so what is left of one is looked for, too.

/** A served host's name and its `127.0.0.1:PORT`. */
export type Addresses = ReadonlyMap<string, string>;

/** Where Markdown keeps a text from becoming a link, a character has a `span` of its own; in Mermaid's labels it is a number. */
const colon = "(?::|<span>:</span>|#58;)";
const dot = "(?:\\.|<span>\\.</span>)";

/** Names for addresses, `https` for the plain HTTP that loopback is spoken to in, and its port for a port alone (`dial tcp …:40123`). */
export function named(text: string, addresses: Addresses): string {
  return [...addresses].reduce((result, [host, address]) => {
    const [ip = "", port = ""] = address.split(":");
    const written = `${ip.replaceAll(".", dot)}${colon}${port}(?!\\d)`;
    return result
      .replaceAll(new RegExp(`\\bhttp(?=${colon}//${written})`, "g"), "https")
      .replaceAll(new RegExp(written, "g"), host)
      .replaceAll(new RegExp(`(…${colon})${port}(?!\\d)`, "g"), "$1443");
  }, text);
}

/** The lines in which something of an address is left: a name for it would be wrong, or there is none. */
export function unnamedIn(text: string, addresses: Addresses): readonly string[] {
  const ports = [...addresses.values()].map((address) => address.split(":")[1] ?? "");
  const left = new RegExp(`127${dot}|localhost|\\bhttp${colon}//|(?<!\\w)(?:${ports.join("|")})(?!\\w)`);
  return text.split("\n").filter((line) => left.test(line));
}
