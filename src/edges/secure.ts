// The TLS handshake: whom a host shows itself as, and whether that is believed here; the certificate is told either way.
import type { X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { connect, type SecureContext, type TLSSocket } from "node:tls";
import type { NetworkCause, RouteHop } from "../model.ts";
import { covers, misnamed, namesIn } from "./certificate-names.ts";
import { failAt } from "./connection-failed.ts";
import { failureRow, type Row } from "./network-failure.ts";
import {
  hasStrangeCurve,
  readCertificate,
  type ShownCertificate,
  shownBy,
  withoutOldLook,
} from "./shown-certificate.ts";

/** Over an open connection. */
export interface Securing {
  readonly socket: Socket;
  readonly hostname: string;
  /** What it is called in what is told of it. */
  readonly label: string;
  readonly deadline: number;
  readonly secureContext: SecureContext;
  /** A certificate is taken as it is: nodes are told to (`skip_verify`, `insecure-registries`). */
  readonly skipVerify: boolean;
  /** What stands behind the certificate's line in a route: who vouches for it where that isn't Node. */
  readonly note: string;
}

/** Throws `ConnectionFailed` where the handshake fails or the certificate is not trusted. */
export async function secure(
  securing: Securing,
  before: readonly RouteHop[],
): Promise<{ readonly socket: TLSSocket; readonly hops: readonly RouteHop[] }> {
  const { label: host, skipVerify, note } = securing;
  const started = performance.now();
  const took = (): number => performance.now() - started;
  let socket: TLSSocket;
  try {
    socket = await handshake(securing);
  } catch (error) {
    const [, cause, words] = error === late ? timedOut : failureRow(error);
    return failAt("tls", host, { cause, words, ms: took() }, before);
  }
  const certificate = shownBy(socket);
  const shown = certificate === undefined ? null : readCertificate(certificate);
  const distrusted = distrust(socket, securing.hostname, certificate);
  if (distrusted !== null && !skipVerify) {
    const [, cause, words] = distrusted;
    socket.destroy();
    return failAt("tls", host, { cause, words: toldOf(cause, words, shown, securing.hostname), ms: took() }, before);
  }
  const by = issuerOf(shown);
  const vouched = distrusted === null ? "" : ", not verified";
  const issued = by === null || shown === null ? "" : `, issued by ${by} until ${dayOf(shown.validTo)}`;
  const detail = `${socket.getProtocol() ?? "TLS"}${issued}${vouched}${note}`;
  return { socket, hops: [...before, { stage: "tls", host, ok: true, ms: took(), detail }] };
}

const late = new Error("too late");
const timedOut = ["tls", "timeout", "no answer to the TLS handshake within the time limit"] as const;

/** What is shown is looked at by the caller, before a byte is sent: Node would end the connection and tell nothing of it. */
async function handshake({ socket: raw, hostname, deadline, secureContext }: Securing): Promise<TLSSocket> {
  const isAddress = isIP(hostname) !== 0;
  const socket = withoutOldLook(
    connect({
      socket: raw,
      host: hostname,
      ...(isAddress ? {} : { servername: hostname.replace(/\.$/, "") }),
      secureContext,
      // HTTP/1.1 throughout (decision 0012).
      ALPNProtocols: ["http/1.1"],
      // Its name is looked at by `distrust`, and no session is kept: Node holds none against its name.
      checkServerIdentity: () => undefined,
      rejectUnauthorized: false,
    }),
  );
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const timer = setTimeout(() => reject(late), Math.max(0, deadline - performance.now()));
  socket.once("secureConnect", () => resolve(socket));
  socket.on("error", reject);
  raw.once("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
  try {
    return await promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** OpenSSL's reason, or that of its name; `null` where it is believed. Node says `authorized` of a chain alone here. */
function distrust(socket: TLSSocket, hostname: string, shown: X509Certificate | undefined): Row | null {
  if (shown === undefined) return ["tls", "tls-untrusted", "no certificate was shown"];
  if (hasStrangeCurve(shown)) {
    return ["tls", "tls-not-accepted", "the certificate is not accepted (a key on a curve that Go doesn't know)"];
  }
  const code = socket.authorized ? misnamed(hostname, shown) : String(socket.authorizationError);
  if (code === null) return null;
  const row = failureRow(Object.assign(new Error(code), { code }));
  return row[0] === "tls" ? row : ["tls", "tls-not-accepted", `the certificate is not accepted (${code})`];
}

/** Who signed it, from when and until when, for whom: what a person has to know to mend it. */
function toldOf(cause: NetworkCause, words: string, shown: ShownCertificate | null, hostname: string): string {
  // A reason of OpenSSL's that has no words of ours says more than who signed it.
  if (words.includes("not accepted") || shown === null) return words;
  const bare = words.replace(/ \([A-Z_]+\)$/, "");
  if (cause === "tls-expired") return `${bare} (on ${dayOf(shown.validTo)})`;
  if (cause === "tls-not-yet-valid") return `${bare} (but from ${dayOf(shown.validFrom)} on)`;
  if (cause === "tls-wrong-name") return `${bare} (${forWhom(shown, hostname)})`;
  if (cause === "tls-no-names") return `${bare} (${commonName(shown, hostname)})`;
  const by = issuerOf(shown);
  if (by === null) return words;
  if (shown.isSelfSigned) return `${bare} (it is signed by itself: ${by})`;
  const alone = shown.isAlone ? ", whose own certificate was not sent along" : "";
  return `${bare} (it is issued by ${by}${alone})`;
}

/** `registry.test and 2 more`: the names that a certificate has; Go has words of its own where none of them is of the host's kind. */
function forWhom(shown: ShownCertificate, hostname: string): string {
  const isAddress = isIP(hostname) !== 0;
  const [first = "", ...others] = namesIn(shown.names ?? "");
  const lacking =
    namesIn(shown.names ?? "", isAddress ? "IP Address" : "DNS").length === 0 ? lackingWords(isAddress) : "";
  return `${first}${others.length === 0 ? "" : ` and ${others.length} more`}${lacking}`;
}

/** `a common name alone`: one that would have done before Go 1.15. */
function commonName({ subject, names }: ShownCertificate, hostname: string): string {
  const isAddress = isIP(hostname) !== 0;
  const shown = nameOf(subject) ?? "nobody's";
  const isEnough = names === undefined && !isAddress && covers(subject["CN"] ?? "", hostname);
  return isEnough ? `a common name alone: ${shown}` : `its common name is ${shown}${lackingWords(isAddress)}`;
}

function lackingWords(isAddress: boolean): string {
  return isAddress ? ", and no address" : ", and no host's name";
}

/** `"Corp Proxy CA"`: how the issuer calls itself; `null` where nothing was shown. */
function issuerOf(shown: ShownCertificate | null): string | null {
  return shown === null ? null : nameOf(shown.issuer);
}

function nameOf(subject: ShownCertificate["subject"]): string | null {
  const name = subject["CN"] ?? subject["O"] ?? subject["OU"];
  return name === undefined ? null : `"${name.slice(0, 200)}"`;
}

/** `2026-11-26`; what is no date stays as it is. */
function dayOf(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString().slice(0, 10);
}
