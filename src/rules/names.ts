// How the rules call things: repositories, images, hosts, credentials, lists.
import type { Exchange, Outcome, Reference } from "../model.ts";
import { urlHost } from "../registries/host.ts";

/** `docker.io/library/nginx`: the name that every tool on a command line understands. */
export function repositoryName(reference: Reference): string {
  return `${reference.registry}/${reference.repository}`;
}

/**
 * `docker.io/library/nginx:1.27`, as containerd prints it: beside a digest the tag is dropped.
 * Source: distribution/reference `ParseDockerRef`, called by containerd `internal/cri/server/images/image_pull.go`.
 */
export function resolvedName(reference: Reference): string {
  const name = repositoryName(reference);
  return reference.digest === null ? `${name}:${reference.tag ?? "latest"}` : `${name}@${reference.digest}`;
}

/** The same for a reader's eye: a digest is cut to the twelve characters that people compare. */
export function shortName(reference: Reference): string {
  return reference.digest === null
    ? resolvedName(reference)
    : `${repositoryName(reference)}@${shortDigest(reference.digest)}`;
}

/** `sha256:0123456789ab…` */
export function shortDigest(digest: string): string {
  const [algorithm = "", hex = ""] = digest.split(":");
  return hex.length <= 12 ? digest : `${algorithm}:${hex.slice(0, 12)}…`;
}

/** The host that failed, quoted, and what it is to the registry where it isn't the registry itself. */
export function hostName(unreachable: Extract<Outcome, { kind: "unreachable" }>, reference: Reference): string {
  const quoted = `"${unreachable.host}"`;
  if (unreachable.host === urlHost(reference.registry)) return quoted;
  const mirror = mirrorIn(unreachable.evidence.filter(({ url }) => url.includes(`//${unreachable.host}/`)));
  if (mirror !== null) return `${quoted}, which hosts.toml names for ${reference.registry},`;
  return `${quoted}, where ${reference.registry} sends ${unreachable.hop === "token" ? "for tokens" : "its clients"},`;
}

/** The host that was asked last, where it is one of hosts.toml: it is told for whom it stands in, and nobody else is. */
export function mirrorIn(evidence: readonly Exchange[]): string | null {
  const url = evidence.findLast((exchange) => /[?&]ns=/.test(exchange.url))?.url ?? "";
  const last = evidence.at(-1)?.url ?? "";
  if (!URL.canParse(url) || !URL.canParse(last)) return null;
  const { host } = new URL(url);
  return new URL(last).host === host ? host : null;
}

/** `, behind the tunnel of the proxy proxy.test:3128`: whose fault it is can't be seen from here (`edges/connection.ts`). */
export function behindTunnel(detail: string): string {
  return /, behind the tunnel of the proxy \S+$/.exec(detail)?.[0] ?? "";
}

/** What was said of a host, without its own name before it. */
export function withoutHost(detail: string, host: string): string {
  return detail.startsWith(`${host}: `) ? detail.slice(host.length + 2) : detail;
}

/** Whose credential it was: `anonymous`, `node` and `secret NAMESPACE/NAME` in a sentence. */
export function credentialName(label: string): string {
  if (label === "node") return "the runner's docker login";
  return label.startsWith("secret ") ? `pull ${label}` : label;
}

/** `a`, `a and b`, `a, b and c`; past `most`: `a, b and 3 more`. */
export function listed(items: readonly string[], most: number): string {
  const rest = items.length - most;
  const shown = rest > 0 ? [...items.slice(0, most), `${rest} more`] : items;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

/** A registry's words in quotes, after a colon; nothing where it said nothing. */
export function quotedWords(words: string): string {
  return words === "" ? "" : `: "${words}"`;
}
