// The registry asked for patience: whether the image is there was not learned.
import type { Exchange, LimitKind, Outcome, Reference } from "../model.ts";
import { urlHost } from "../registries/host.ts";
import type { UseRule } from "./rule.ts";
import { unexpectedStatus } from "./kubelet-requests.ts";
import { stationOf } from "./kubelet-stations.ts";
import { spentWords } from "./limit-words.ts";
import { mirrorIn, shortName } from "./names.ts";
import { familyOf } from "./registry-families.ts";

export const rateLimited: UseRule = {
  id: "rate-limited",
  title: "the registry limits the rate",
  over: "use",
  check(subject) {
    const { use, parsed, outcome, credentials, containerd } = subject;
    if (outcome.kind !== "throttled" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const last = outcome.evidence.at(-1);
    const mirror = mirrorIn(outcome.evidence);
    const isTokens = last !== undefined && last.status === 429 && stationOf(last.url) === "token";
    const registry = familyOf(reference.registry).name ?? reference.registry;
    const who =
      mirror !== null
        ? `"${mirror}", which hosts.toml names for ${reference.registry},`
        : isTokens
          ? `the token service of ${registry}`
          : registry;
    // A login is shown to no mirror.
    const loggedIn = mirror !== null || credentials.candidates.some(({ kind }) => kind !== "anonymous");
    return {
      severity: "warning",
      message: `${shortName(reference)} ${checked(outcome)}: ${who} ${limits[outcome.limit]}${outcome.words === "" ? "" : ` ("${outcome.words}")`}`,
      // What was granted with the word that nothing is left is refused to whoever pulls it.
      kubelet:
        last?.status === 200
          ? spentWords(subject, { host: urlHost(reference.registry), ...whose(last) })
          : unexpectedStatus(
              { use, reference, containerd },
              last === undefined ? "manifest" : stationOf(last.url),
              outcome.evidence,
              last?.status ?? 429,
            ),
      fix: fixOf(outcome, reference, loggedIn),
    };
  },
};

/** Whom the registry counts for it. */
function whose({ credential }: Exchange): { readonly counts: "address" | "account"; readonly credentials: string[] } {
  return { counts: credential === "anonymous" ? "address" : "account", credentials: [credential] };
}

type Throttled = Extract<Outcome, { kind: "throttled" }>;

function checked({ granted }: Throttled): string {
  return granted === undefined ? "was not checked" : "is there, and was not looked into";
}

const limits: Readonly<Record<LimitKind, string>> = {
  requests: "limits the rate",
  pulls: "gives no more pulls for now",
  data: "gives no more data this month",
};

function fixOf({ limit, retryAfterMs }: Throttled, { registry }: Reference, loggedIn: boolean): string {
  const again = later(retryAfterMs);
  switch (limit) {
    case "requests":
      // Whoever asks for so much time isn't helped by a slower pace.
      if ((retryAfterMs ?? 0) > longestPaceMs)
        return `run the check again ${again}${loggedIn ? "" : `, or log in to ${registry} if that raises its limit`}`;
      return `lower "concurrency"${loggedIn ? "" : `, log in to ${registry} if that raises its limit`}, or run the check again ${again}`;
    case "pulls": {
      const login = `log in to ${registry}, ${registry === "docker.io" ? "which raises the limit" : "if that raises its limit"}`;
      return `${loggedIn ? "" : `${login}; or `}pull through a mirror of your own, or run the check again ${again}`;
    }
    case "data":
      return loggedIn
        ? "pull through a mirror of your own, or wait for the next month"
        : `log in to ${registry}, which has a limit of its own; or wait for the next month`;
  }
}

const longestPaceMs = 120_000;

function later(retryAfterMs: number | null): string {
  if (retryAfterMs === null || retryAfterMs <= 0) return "later";
  const seconds = Math.ceil(retryAfterMs / 1000);
  if (seconds < 120) return `in ${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `in ${minutes} min` : `in ${Math.ceil(minutes / 60)} h`;
}
