// Who is asked for a registry's content, in containerd's order: the hosts of hosts.toml, the registry itself, or both ways to a
// loopback host. Source: containerd `core/remotes/docker/resolver.go` (Resolve), `fetcher.go` (Fetch), `config/hosts.go`.
import type { PullHost, TlsProfile } from "../mirrors/hosts.ts";
import type { Probe } from "../model.ts";
import type { Asked } from "./ask.ts";
import { unreachable, wantsTls } from "./classify.ts";
import { pullRules } from "./containerd.ts";
import { isOverload } from "./governor.ts";
import { addressOf, urlHost } from "./host.ts";
import { askerOf, askingOf, keepEvidence, type Walker, type WalkQuestion } from "./walker.ts";

/**
 * Asks for a path of the probe's repository, and keeps the exchange as evidence: of the registry, or of each host in turn that
 * stands for it, up to the first that grants it.
 */
export async function askFor(walker: Walker, question: WalkQuestion): Promise<Asked> {
  const hosts = walker.hosts?.for(walker.probe.reference.registry) ?? loopbackHosts(walker.probe);
  if (hosts === null) return askOne(walker, question, null);
  // A tag is turned into a digest only where hosts.toml lets it be.
  const isTag = question.what.startsWith("manifests/") && !question.what.includes(":");
  const said: { readonly asked: Asked; readonly host: PullHost }[] = [];
  const may = hosts.filter(({ pull, resolve }) => pull && (resolve || !isTag));
  const talking = may.filter(({ url }) => !walker.silent.has(url.host));
  for (const host of talking.length > 0 ? talking : may) {
    const before = said.at(-1);
    if (host.onlyIfUnreachable && (before === undefined || !wantsOther(before.asked, host))) continue;
    const asked = await askOne(walker, question, host);
    if (isGranted(asked)) return asked;
    if (asked.kind === "ending" && asked.ending.kind === "unreachable" && asked.ending.cause === "timeout") {
      walker.silent.add(host.url.host);
    }
    // The same host in another way: what it says then is what it says.
    if (host.onlyIfUnreachable) said.pop();
    said.push({ asked, host });
  }
  const [kept] = said.toSorted((a, b) => priority(b.asked, b.host) - priority(a.asked, a.host));
  if (kept === undefined) return noHost(walker);
  // What decides stands at the end.
  walker.latest.host = kept.host;
  const { exchange } = kept.asked.kind === "answer" ? kept.asked : { exchange: kept.asked.evidence.at(-1) };
  const at = exchange === undefined ? -1 : walker.evidence.indexOf(exchange);
  if (at >= 0) walker.evidence.push(...walker.evidence.splice(at, 1));
  return kept.asked;
}

async function askOne(walker: Walker, question: WalkQuestion, host: PullHost | null): Promise<Asked> {
  walker.latest.host = host;
  const asked = await walker.ask(askingOf(walker, question, "pull"));
  keepEvidence(walker, asked);
  // Content networks have limits of their own, which are none of pulls.
  if (asked.kind === "answer" && question.what.startsWith("manifests/"))
    walker.meters.note(askerOf(walker), asked.answer);
  return asked;
}

function isGranted(asked: Asked): boolean {
  if (asked.kind === "ending") return asked.ending.kind === "deadline";
  return asked.answer.status >= 200 && asked.answer.status < 300;
}

/**
 * Of several hosts the first one of which least is known decides: a node may get from it what the others lack. Here we differ
 * from containerd's words, which are those of whoever said most (`resolver.go`): a miss at one host proves none at another.
 */
function priority(asked: Asked, { isMirror }: PullHost): number {
  // What the registry says of its own content comes before what others say of it.
  const own = isMirror ? 0 : 2;
  if (asked.kind === "ending") return asked.ending.kind === "refused" ? own + 1 : 4;
  const { status } = asked.answer;
  if (status === 404) return own;
  return isOverload(status) ? 4 : own + 1;
}

/** Nobody spoke TLS there, or nobody was there: plain HTTP may be another matter; so may TLS, where plain HTTP isn't spoken. */
function wantsOther(asked: Asked, { url }: PullHost): boolean {
  const isSecure = url.protocol === "https:";
  if (asked.kind === "answer") return isSecure && asked.answer.status === 400 && wantsTls(asked.answer);
  if (asked.ending.kind !== "unreachable") return false;
  const { cause } = asked.ending;
  if (isSecure) return cause === "tls-instead";
  // On the very port that nobody answered at, nobody answers in another way either (`resolver.go`, isPortError).
  if (cause === "timeout") return url.port === "" && asked.ending.hop === "connect";
  return ["refused", "unroutable", "reset", "plain-http", "tls-failed"].includes(cause);
}

/** What containerd makes of a loopback host by itself, by its port (measured with 2.1.9); `null` for every other one. */
function loopbackHosts({ reference: { registry }, containerd }: Probe): readonly PullHost[] | null {
  const plain = pullRules(containerd).triesTlsOnLoopback ? addressOf(registry) : null;
  if (plain?.protocol !== "http:") return null;
  const host = { resolve: true, pull: true, isMirror: false, headers: {}, dialTimeoutMs: null };
  const http: PullHost = { ...host, url: new URL("/v2", plain), tls: null, onlyIfUnreachable: false };
  const https: PullHost = { ...http, url: new URL(`https://${registry}/v2`), tls: unverified };
  const port = /:(\d+)$/.exec(registry)?.[1] ?? "443";
  switch (Number(port)) {
    case 443:
      return [https];
    case 80:
      return [http];
    default:
      return [http, { ...https, onlyIfUnreachable: true }];
  }
}

const unverified: TlsProfile = { name: "loopback", skipVerify: true, authorities: [], client: [] };

function noHost({ probe }: Walker): Asked {
  const host = urlHost(probe.reference.registry);
  return { kind: "ending", ending: unreachable("ping", host, "no-hosts", false, ""), evidence: [] };
}
