// How a registry's quota is spoken of: whose it is, what it grants, and what the kubelet shows when it is spent.
import { many } from "../counted.ts";
import { isSecret } from "../credentials/tried.ts";
import type { Digest, Exchange, ImageUse, JudgedUse, Outcome, RateLimitSeen, Subject } from "../model.ts";
import { schemeFor } from "../registries/host.ts";
import { unexpectedStatus } from "./kubelet-requests.ts";
import { listed } from "./names.ts";
import { familyOf } from "./registry-families.ts";

type Limit = Extract<RateLimitSeen["told"], { kind: "limit" }>;

/** `Docker Hub`, else the host that counts. */
export function limiterName({ host, registry }: Pick<RateLimitSeen, "host" | "registry">): string {
  return familyOf(registry).name ?? host;
}

/** `secret shop/regcred` → `Secret shop/regcred`; `node` → the login that stands for the nodes'. */
export function holderWords(credentials: readonly string[]): string {
  return listed(
    credentials.map((credential) => {
      if (isSecret(credential)) return `Secret ${credential.slice("secret ".length)}`;
      return credential === "node" ? "the nodes' login" : "no login";
    }),
    3,
  );
}

/** `100 in 6 hours`, or with what is counted behind the number. */
export function grantWords({ limit, windowSeconds }: Limit, counted = ""): string {
  return `${limit}${counted}${windowSeconds === null || windowSeconds === 0 ? "" : ` in ${windowWords(windowSeconds)}`}`;
}

/** `6 hours`, `90 seconds`: the largest unit that is whole. */
export function windowWords(seconds: number): string {
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ] as const) {
    if (seconds % size === 0 && seconds >= size) return many(seconds / size, unit);
  }
  return many(seconds, "second");
}

/** What a node shows that asks for one manifest too many. Docker Hub's words; of others only the status is known. */
export function spentWords(
  { use, parsed, outcome, containerd }: Subject,
  { host, counts, credentials }: Pick<RateLimitSeen, "host" | "counts" | "credentials">,
): string | null {
  if (parsed.kind !== "reference") return null;
  const { reference } = parsed;
  const digest = digestIn(outcome) ?? reference.digest ?? reference.tag ?? "latest";
  const who = counts === "address" ? "unauthenticated " : "";
  const words = `TOOMANYREQUESTS: You have reached your ${who}pull rate limit. https://www.docker.com/increase-rate-limit`;
  const refused: Exchange = {
    method: "GET",
    url: `${schemeFor(host)}://${host}/v2/${reference.repository}/manifests/${digest}`,
    status: 429,
    ms: 0,
    credential: credentials[0] ?? "anonymous",
    message: reference.registry === "docker.io" ? words : "429 Too Many Requests",
    requestId: null,
    date: null,
  };
  return unexpectedStatus({ use, reference, containerd }, "blob", [refused], 429);
}

/** The first of the uses that need it, in the report's order. */
export function firstUseOf({ uses }: Pick<RateLimitSeen, "uses">, judged: readonly JudgedUse[]): JudgedUse | null {
  const needing: ReadonlySet<ImageUse> = new Set(uses);
  return judged.find(({ use }) => needing.has(use)) ?? null;
}

function digestIn(outcome: Outcome): Digest | null {
  if (outcome.kind === "throttled") return outcome.granted?.digest ?? null;
  return "digest" in outcome ? outcome.digest : null;
}
