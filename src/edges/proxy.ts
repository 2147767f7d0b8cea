// Which proxy a request goes through, by Go's rules: the node's runtime reads the environment so, and undici reads it otherwise.
// Source: golang.org/x/net/http/httpproxy `proxy.go` (FromEnvironment, useProxy).
import { BlockList, isIP } from "node:net";

export type Environment = Readonly<Record<string, string | undefined>>;

/** `null`: directly. HTTPS goes through HTTPS_PROXY only: HTTP_PROXY alone doesn't count for it. */
export type ProxyChoice = (url: URL) => URL | null;

/** Reads the environment once. A proxy without a scheme is `http://`; one that is no URL is not used. */
export function proxyFrom(environment: Environment): ProxyChoice {
  const https = proxyUrl(either(environment, "HTTPS_PROXY"));
  const http = proxyUrl(either(environment, "HTTP_PROXY"));
  const bypassed = bypassFrom(either(environment, "NO_PROXY"));
  return (url) => {
    const proxy = url.protocol === "https:" ? https : http;
    return proxy === null || bypassed(url) ? null : proxy;
  };
}

/** Upper case wins, as Go reads it. */
function either(environment: Environment, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || "";
}

function proxyUrl(text: string): URL | null {
  if (text === "") return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  return url.protocol === "http:" || url.protocol === "https:" ? url : null;
}

function bypassFrom(noProxy: string): (url: URL) => boolean {
  const entries = noProxy
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  const everything = entries.includes("*");
  const networks = new BlockList();
  const names: NameEntry[] = [];
  for (const entry of entries) if (!addNetwork(networks, entry)) names.push(...nameEntry(entry));

  return (url) => {
    const host = url.hostname.replaceAll(/^\[|\]$/g, "").toLowerCase();
    const family = isIP(host);
    if (host === "localhost" || host === "::1" || (family === 4 && host.startsWith("127."))) return true;
    if (everything || (family !== 0 && networks.check(host, family === 4 ? "ipv4" : "ipv6"))) return true;
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    return names.some(
      (entry) => (entry.port === "" || entry.port === port) && (host === entry.itself || host.endsWith(entry.below)),
    );
  };
}

interface NameEntry {
  /** The name alone; empty where only what is below it is meant. */
  readonly itself: string;
  /** With the dot before it; an address has nothing below it. */
  readonly below: string;
  /** Empty: every port. */
  readonly port: string;
}

/** `example.com` covers itself and what is below it; `.example.com` and `*.example.com` only what is below. */
function nameEntry(entry: string): readonly NameEntry[] {
  if (isIP(entry) !== 0) return [{ itself: canonical(entry), below: "\0", port: "" }];
  const match = /^(.*?)(?::(\d+))?$/.exec(entry);
  const port = match?.[2] ?? "";
  const written = (match?.[1] ?? entry).replaceAll(/^\[|\]$/g, "");
  if (isIP(written) !== 0) return [{ itself: canonical(written), below: "\0", port }];
  const name = written.startsWith("*.") ? written.slice(1) : written;
  if (name === "" || name === ".") return [];
  return [name.startsWith(".") ? { itself: "", below: name, port } : { itself: name, below: `.${name}`, port }];
}

/** The one spelling of an address that a URL has: `2001:DB8:0:0::1` → `2001:db8::1`. */
function canonical(address: string): string {
  const host = isIP(address) === 6 ? `[${address}]` : address;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replaceAll(/^\[|\]$/g, "") : address;
}

/** Takes `10.0.0.0/8`; addresses without a prefix are compared as they are. */
function addNetwork(networks: BlockList, entry: string): boolean {
  const [address = "", prefix = "", ...rest] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  if (Number(prefix) > (family === 4 ? 32 : 128)) return false;
  networks.addSubnet(address, Number(prefix), family === 4 ? "ipv4" : "ipv6");
  return true;
}
