// Which proxy a request goes through, by Go's rules: the node's runtime reads the environment so, and undici reads it otherwise.
// Source: golang.org/x/net/http/httpproxy `proxy.go` (FromEnvironment, useProxy).
import { BlockList, isIP } from "node:net";

export type Environment = Readonly<Record<string, string | undefined>>;

type Proxy =
  /** Directly; `because`: why no use is made of a proxy that there is. */
  | { readonly kind: "none"; readonly because: string | null }
  /** `variable`: what names it. */
  | { readonly kind: "proxy"; readonly url: URL; readonly variable: string }
  /** Somebody wants a proxy, and none can be made of what they wrote; `why` holds neither user nor password. */
  | { readonly kind: "unusable"; readonly why: string };

/** HTTPS goes through HTTPS_PROXY only: HTTP_PROXY alone doesn't count for it. */
export type ProxyChoice = (url: URL) => Proxy;

const none: Proxy = { kind: "none", because: null };

/** Reads the environment once. A proxy without a scheme is `http://`. */
export function proxyFrom(environment: Environment): ProxyChoice {
  const https = readProxy(environment, "HTTPS_PROXY");
  const http = readProxy(environment, "HTTP_PROXY");
  const bypassed = bypassFrom(environment[either(environment, "NO_PROXY")] ?? "");
  return (url) => {
    const isSecure = url.protocol === "https:";
    const proxy = isSecure ? https : http;
    if (proxy.kind === "none") {
      const because = isSecure && http.kind !== "none" ? "HTTP_PROXY alone is for plain HTTP" : null;
      return { kind: "none", because };
    }
    const because = bypassed(url);
    return because === null ? proxy : { kind: "none", because };
  };
}

/** The variable that counts: upper case wins, as Go reads it. */
function either(environment: Environment, name: string): string {
  return environment[name] ? name : name.toLowerCase();
}

/**
 * What can't be used is never passed by in silence. Of what is no URL Go's documentation says that it is an error, though its
 * code then goes out directly (`init`); a SOCKS proxy is one that a node would go through, and that isn't spoken here.
 */
function readProxy(environment: Environment, name: string): Proxy {
  const variable = either(environment, name);
  const text = environment[variable] ?? "";
  if (text === "") return none;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const unusable = (why: string): Proxy => ({ kind: "unusable", why });
  if (!URL.canParse(withScheme)) return unusable(`${variable} is no URL`);
  const url = new URL(withScheme);
  // `http://user:1#2@proxy`: what stands for the host is part of the login.
  if (/@/.test(url.pathname + url.search + url.hash) || (text.includes("@") && url.username + url.password === "")) {
    return unusable(`${variable} is no URL`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return unusable(`proxy ${url.protocol}//${url.host}: not supported here yet`);
  }
  return isDecodable(url.username + url.password)
    ? { kind: "proxy", url, variable }
    : unusable(`the login in ${variable} is not percent-encoded as it should be`);
}

/** What the environment's proxies are told and nobody else may read, in the forms in which it is told. */
export function proxySecrets(environment: Environment): readonly string[] {
  const proxies = ["HTTPS_PROXY", "HTTP_PROXY"].map((name) => readProxy(environment, name));
  return proxies.flatMap((proxy) => {
    if (proxy.kind !== "proxy") return [];
    const [username, password] = [decodeURIComponent(proxy.url.username), decodeURIComponent(proxy.url.password)];
    // A token may stand for the user; a short name is one, and may be a word of the report as well.
    if (password === "" && username.length < shortestToken) return [];
    const told = password === "" ? username : password;
    return [told, Buffer.from(`${username}:${password}`).toString("base64")];
  });
}

const shortestToken = 12;

/** The login is decoded for the proxy's header. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Why a proxy is passed by; `null` where it isn't. */
function bypassFrom(noProxy: string): (url: URL) => string | null {
  const entries = noProxy
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  const everything = entries.includes("*");
  const networks: NetworkEntry[] = [];
  const names: NameEntry[] = [];
  for (const entry of entries) {
    const network = networkEntry(entry);
    if (network === null) names.push(...nameEntry(entry));
    else networks.push(network);
  }

  return (url) => {
    const asked = url.hostname.replaceAll(/^\[|\]$/g, "").toLowerCase();
    const host = isIP(asked) === 0 ? asked : canonical(asked);
    const family = isIP(host);
    if (host === "localhost" || host === "::1" || (family === 4 && host.startsWith("127."))) {
      return "this machine itself is never asked through one";
    }
    if (everything) return said("*");
    const network = networks.find(({ list }) => family !== 0 && list.check(host, family === 4 ? "ipv4" : "ipv6"));
    if (network !== undefined) return said(network.written);
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    const name = names.find(
      (entry) => (entry.port === "" || entry.port === port) && (host === entry.itself || host.endsWith(entry.below)),
    );
    return name === undefined ? null : said(name.written);
  };
}

function said(entry: string): string {
  return `NO_PROXY has "${entry.slice(0, 100)}"`;
}

interface NetworkEntry {
  readonly written: string;
  readonly list: BlockList;
}

interface NameEntry {
  readonly written: string;
  /** The name alone; empty where only what is below it is meant. */
  readonly itself: string;
  /** With the dot before it; an address has nothing below it. */
  readonly below: string;
  /** Empty: every port. */
  readonly port: string;
}

/** `example.com` covers itself and what is below it; `.example.com` and `*.example.com` only what is below. */
function nameEntry(entry: string): readonly NameEntry[] {
  const base = { written: entry };
  if (isIP(entry) !== 0) return [{ ...base, itself: canonical(entry), below: "\0", port: "" }];
  const match = /^(.*?)(?::(\d+))?$/.exec(entry);
  const port = match?.[2] ?? "";
  const written = (match?.[1] ?? entry).replaceAll(/^\[|\]$/g, "");
  if (isIP(written) !== 0) return [{ ...base, itself: canonical(written), below: "\0", port }];
  const name = written.startsWith("*.") ? written.slice(1) : written;
  if (name === "" || name === ".") return [];
  return [
    name.startsWith(".")
      ? { ...base, itself: "", below: name, port }
      : { ...base, itself: name, below: `.${name}`, port },
  ];
}

/** The one spelling of an address that a URL has: `2001:DB8:0:0::1` → `2001:db8::1`. */
function canonical(address: string): string {
  const host = isIP(address) === 6 ? `[${address}]` : address;
  const one = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replaceAll(/^\[|\]$/g, "") : address;
  // To Go an address of IPv4 is the same in the clothes of IPv6 (`net.IP`, Equal).
  const [, high = "", low = ""] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(one) ?? [];
  if (low === "") return one;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((group) => [group >> 8, group & 255]).join(".");
}

/** `10.0.0.0/8`; addresses without a prefix are compared as they are. */
function networkEntry(entry: string): NetworkEntry | null {
  const [address = "", prefix = "", ...rest] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return null;
  if (Number(prefix) > (family === 4 ? 32 : 128)) return null;
  const list = new BlockList();
  list.addSubnet(address, Number(prefix), family === 4 ? "ipv4" : "ipv6");
  return { written: entry, list };
}
