// The proxies that rows can go through: one real squid, in which each has a name, an address and rules of its own.
import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { makeCertificate } from "../../support/certificates.ts";
import { spawnWithParent } from "../child.ts";
import { run } from "../command.ts";
import { resolverAddress } from "../names.ts";
import type { Authorities } from "./authorities.ts";

interface Proxy {
  readonly address: string;
  /** `TLS`, `doubtful TLS`: what it is spoken to in itself, with a good certificate or without · `bump`: it opens the TLS that goes through it. */
  readonly manner: "plain" | "TLS" | "doubtful TLS" | "bump";
  /** Whom it denies, beside nobody: squid's names of what is in `acls`. */
  readonly denies: string | null;
}

/** All listen on 3128. Hosts below `barred.test` are those that some of them refuse. */
const proxies: Readonly<Record<string, Proxy>> = {
  "open.proxy.test": { address: "10.77.0.31", manner: "plain", denies: null },
  "password.proxy.test": { address: "10.77.0.32", manner: "plain", denies: "!known" },
  "refusing.proxy.test": { address: "10.77.0.33", manner: "plain", denies: "barred" },
  "intercepting.proxy.test": { address: "10.77.0.34", manner: "bump", denies: "barred" },
  "portal.proxy.test": { address: "10.77.0.35", manner: "bump", denies: "guest" },
  "login.proxy.test": { address: "10.77.0.36", manner: "plain", denies: "guest" },
  "secure.proxy.test": { address: "10.77.0.37", manner: "TLS", denies: null },
  "doubtful.proxy.test": { address: "10.77.0.38", manner: "doubtful TLS", denies: null },
};

/** `alice` is let in by the proxy that wants a password; in a URL it is percent-encoded: `wonder%2Fland%401`. */
const password = "wonder/land@1";

export const proxyPlaces: ReadonlyMap<string, string> = new Map(
  Object.entries(proxies).map(([name, { address }]) => [name, address]),
);

const certificateHelper = "/usr/lib/squid/security_file_certgen";
const asProxy = ["--reuid", "proxy", "--regid", "proxy", "--clear-groups"] as const;

/** Until it listens; `folder` doesn't exist. */
export async function startSquid(folder: string, authorities: Authorities): Promise<{ readonly stop: () => void }> {
  mkdirSync(folder);
  // Squid isn't run as root, and nobody else is in this namespace.
  chmodSync(folder, 0o777);
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const { lab, intercepting } = authorities;
  const shown = ["secure.proxy.test", "doubtful.proxy.test"].map((name) => {
    const { cert, key } = makeCertificate({ names: [name], authority: name.startsWith("secure") ? lab : intercepting });
    return put(name, `${cert}${key}`);
  });
  const files = {
    passwords: put("passwords", `alice:${(await run("openssl", "passwd", "-apr1", password)).trim()}\n`),
    authority: put("authority", lab.cert),
    intercepting: put("intercepting", `${intercepting.cert}${intercepting.key}`),
    secure: shown[0] ?? "",
    doubtful: shown[1] ?? "",
    store: join(folder, "store"),
  };
  await run("setpriv", ...asProxy, certificateHelper, "-c", "-s", files.store, "-M", "4MB");
  const config = put("squid.conf", configOf(files));
  const child = spawnWithParent("setpriv", [...asProxy, "squid", "-N", "-d", "1", "-f", config], {
    stdio: ["ignore", "ignore", "pipe"],
    cwd: folder,
  });
  await listening(child);
  return { stop: () => void child.kill("SIGKILL") };
}

type Files = Readonly<Record<"passwords" | "authority" | "intercepting" | "secure" | "doubtful" | "store", string>>;

function configOf(files: Files): string {
  const ports = Object.entries(proxies).map(([name, { address, manner }]) =>
    portOf(name, `${address}:3128`, manner, files),
  );
  const denials = Object.entries(proxies).flatMap(([name, { denies }]) => [
    `acl ${name} myportname ${name}`,
    ...(denies === null ? [] : [`http_access deny ${name} ${denies}`]),
  ]);
  const bumping = Object.keys(proxies).filter((name) => proxies[name]?.manner === "bump");
  return `pid_filename none
cache_log /dev/null
access_log none
cache deny all
cache_mem 0
memory_cache_shared off
shutdown_lifetime 0 seconds
hosts_file none
dns_nameservers ${resolverAddress}
dns_timeout 2 seconds
connect_timeout 1 second
forward_timeout 2 seconds
negative_dns_ttl 1 second
visible_hostname squid.proxy.test
sslproxy_session_cache_size 0
sslcrtd_program ${certificateHelper} -s ${files.store} -M 4MB
sslcrtd_children 2 startup=1
tls_outgoing_options cafile=${files.authority}
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${files.passwords}
auth_param basic realm lab
acl known proxy_auth REQUIRED
acl barred dstdomain .barred.test
acl guest src all
deny_info 302:http://welcome.portal.test/ guest
${ports.join("\n")}
${denials.join("\n")}
http_access allow all
acl first at_step SslBump1
acl bumping myportname ${bumping.join(" ")}
ssl_bump stare bumping first
ssl_bump bump bumping
`;
}

function portOf(name: string, place: string, manner: Proxy["manner"], files: Files): string {
  switch (manner) {
    case "plain":
      return `http_port ${place} name=${name}`;
    case "TLS":
      return `https_port ${place} name=${name} tls-cert=${files.secure}`;
    case "doubtful TLS":
      return `https_port ${place} name=${name} tls-cert=${files.doubtful}`;
    case "bump":
      return `http_port ${place} name=${name} ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=4MB tls-cert=${files.intercepting}`;
  }
}

const startTimeoutMs = 15_000;

/** Until every proxy takes connections; where squid ends before, its own words are thrown. */
async function listening(child: ChildProcess): Promise<void> {
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (log = `${log}${text}`.slice(-4000)));
  const failed = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`squid ended with ${code}:\n${log}`)));
  });
  failed.catch(() => {});
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    const open = await Promise.race([Promise.all([...proxyPlaces.values()].map(isOpen)), failed]);
    if (open.every(Boolean)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`squid takes no connections:\n${log}`);
}

async function isOpen(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(3128, address);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
