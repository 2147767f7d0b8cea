// The grammar of an image's name and tag: distribution/reference `regexp.go`, told as sets of characters and neighbours.
// No pattern here repeats a group or looks further than two characters ahead, so each takes one walk over its text, whatever a stranger wrote.

/** Longest path of a repository, domain not counted. Source: distribution/reference `reference.go` (RepositoryNameTotalLengthMax). */
export const longestPath = 255;
export const longestTag = 128;

/** The pieces of `name[:tag][@digest]`; `null` where there is no colon or at-sign, empty where nothing follows it. */
export interface Pieces {
  readonly path: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Cuts at the first `@` and, before it, at the first `:`, neither of which a path or tag can hold. */
export function piecesOf(remainder: string): Pieces {
  const [before, digest] = cut(remainder, "@");
  const [path, tag] = cut(before, ":");
  return { path, tag, digest };
}

/** The text before and after the first separator; `null` where it doesn't occur. */
export function cut(text: string, separator: string): readonly [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + separator.length)];
}

/**
 * A host name, IPv4 address or bracketed IPv6 address, with or without a port.
 *
 * Wider than DNS and URLs on purpose: capitals, ports of any length and `[::::]` pass, as they do on a node.
 */
export function isDomain(text: string): boolean {
  const { host, port } = hostAndPort(text);
  if (port !== null && !isPort(port)) return false;
  return host.startsWith("[") ? isBracketedAddress(host) : isHostName(host);
}

/** `localhost:5000` → its host and port; the colons inside the brackets of an IPv6 address are not a port's. */
export function hostAndPort(domain: string): { readonly host: string; readonly port: string | null } {
  const colon = domain.indexOf(":", domain.startsWith("[") ? domain.indexOf("]") + 1 : 0);
  if (colon < 0) return { host: domain, port: null };
  return { host: domain.slice(0, colon), port: domain.slice(colon + 1) };
}

/** Digits alone, as many as anybody likes. Source: distribution/reference `regexp.go` (optionalPort). */
export function isPort(text: string): boolean {
  return text !== "" && !/[^0-9]/.test(text);
}

/** No zone identifier (`%eth0`) and no dotted tail. */
export function isBracketedAddress(host: string): boolean {
  return host.length > 2 && host.endsWith("]") && !/[^a-fA-F0-9:]/.test(host.slice(1, -1));
}

/** Labels joined by dots, no dash at either end of one. */
function isHostName(host: string): boolean {
  if (host === "" || /[^a-zA-Z0-9.-]/.test(host)) return false;
  return !/^[.-]|[.-]$|\.[.-]|-\./.test(host);
}

/**
 * Components joined by slashes: lower-case letters and digits, between them one `.`, one or two `_`, or dashes.
 * All of it is said by which two characters may stand side by side, and by there being no three underscores.
 */
export function isPath(text: string): boolean {
  if (text === "" || /[^a-z0-9._/-]/.test(text)) return false;
  return !/^[._/-]|[._/-]$/.test(text) && !misplacedSeparators.test(text);
}

/** Two separators that can't stand side by side, or three underscores. */
export const misplacedSeparators = /___|_[./-]|[./][._/-]|-[._/]/;

/** Letters, digits and `_`, after the first also `.` and `-`; case matters. */
export function isTag(text: string): boolean {
  return text.length <= longestTag && /^[A-Za-z0-9_]/.test(text) && !/[^A-Za-z0-9_.-]/.test(text);
}

/** 64 lower-case hex digits alone: an image id of old, refused as a name. */
export function isImageId(text: string): boolean {
  return text.length === 64 && !/[^0-9a-f]/.test(text);
}
