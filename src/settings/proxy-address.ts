// What is wrong with the addresses of proxies in the environment, as far as it is a mistake to be mended before a run.
// Which proxy a request takes, and what can't be made of its address, is `edges/proxy.ts`'s to say, request by request.

/**
 * A proxy's address without a port is refused: Go would take 80 or 443, where hardly any proxy listens, and every image
 * would be unreachable. Messages name the variable and the host, and nothing of a login.
 */
export function proxyMistakes(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return ["HTTPS_PROXY", "HTTP_PROXY"].flatMap((name) => {
    // The one that counts: upper case wins, as Go reads it.
    const variable = environment[name] ? name : name.toLowerCase();
    const text = environment[variable] ?? "";
    if (hasLoginBehindHost(text))
      return [`${variable}: it has an "@" behind its host: write / ? # of a login as %2F %3F %23`];
    const host = hostWithoutPort(text);
    if (host === null) return [];
    const example = `${host === "" ? "proxy.example" : host}:3128`;
    return [`${variable}: ${host === "" ? "its address" : `"${host}"`} has no port: write it as in http://${example}`];
  });
}

/** What stands for the host is a login's beginning then, and would be looked up and told as one. */
function hasLoginBehindHost(text: string): boolean {
  return /[/?#].*@/s.test(text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ""));
}

/** The host of an address that has no port in its text: a URL leaves out `:80`. `null` where it has one, or where it is none. */
function hostWithoutPort(text: string): string | null {
  const [, authority = ""] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(text) ?? [];
  if (text === "") return null;
  const [, host = "", port] = /^(?:.*@)?(\[[^\]]*\]|[^:]*)(?::(\d+))?:?$/s.exec(authority) ?? [];
  return port === undefined && /^(?:[\p{L}\p{N}._-]*|\[[\da-f:.%]*\])$/iu.test(host) ? host : null;
}
