// The host and path of a docker config's key, split as Go splits an address: what it can't parse, the kubelet passes by.
// Source: Go `net/url` (Parse, parseAuthority, parseHost, unescape), called by kubernetes `pkg/credentialprovider/keyring.go`.

export interface HostAndPath {
  /** With its port, in brackets where it is an IPv6 address. */
  readonly host: string;
  /** Empty, or from its slash on; percent-encoding is undone. */
  readonly path: string;
}

/** Splits what stands behind the scheme: `reg.io:5000/team?x#y` → `reg.io:5000`, `/team`. `null`: Go refuses it. */
export function splitAddress(address: string): HostAndPath | null {
  const [withQuery = "", ...fragment] = address.split("#");
  // Checked before the fragment is cut off; that one is checked for its escapes alone.
  if (/[\x00-\x1f\x7f]/.test(withQuery) || unescaped(fragment.join("#")) === null) return null;
  const rest = withQuery.split("?", 1)[0] ?? "";
  const slash = rest.indexOf("/");
  const authority = slash === -1 ? rest : rest.slice(0, slash);
  const path = unescaped(slash === -1 ? "" : rest.slice(slash));
  const at = authority.lastIndexOf("@");
  if (at !== -1 && !isUserInfo(authority.slice(0, at))) return null;
  const host = hostOf(authority.slice(at + 1));
  return host === null || path === null ? null : { host, path };
}

/**
 * Characters that a host may hold as they are; everything beyond ASCII, too. Brackets are for addresses alone since Go 1.24.8
 * and 1.25.2: before that a key could have `[a-z]` in it.
 */
const hostCharacters = /^(?:[\w.~!$&'()*+,;=:<>"-]|%25|%[89a-fA-F][\da-fA-F]|[^\x00-\x7f])*$/;

function hostOf(written: string): string | null {
  const port = written.startsWith("[") ? afterBracket(written) : /:[^:]*$/.exec(written)?.[0];
  if (port === null || !/^(?::\d*)?$/.test(port ?? "")) return null;
  const isAddress = written.startsWith("[");
  if (isAddress ? !isIPv6(written.slice(0, written.lastIndexOf("]") + 1)) : !hostCharacters.test(written)) return null;
  return unescaped(written);
}

function isIPv6(bracketed: string): boolean {
  return URL.canParse(`http://${bracketed}/`);
}

function afterBracket(written: string): string | null {
  const end = written.lastIndexOf("]");
  return end === -1 ? null : written.slice(end + 1);
}

function isUserInfo(text: string): boolean {
  return /^[\w.~!$&'()*+,;=:%@-]*$/.test(text) && unescaped(text) !== null;
}

/** Bytes that are no UTF-8 match no image's name, whatever becomes of them. */
function unescaped(text: string): string | null {
  if (!text.includes("%")) return text;
  if (/%(?![\da-fA-F]{2})/.test(text)) return null;
  const parts = text.split(/((?:%[\da-fA-F]{2})+)/);
  return parts
    .map((part) => (part.startsWith("%") ? Buffer.from(part.replaceAll("%", ""), "hex").toString("utf8") : part))
    .join("");
}
