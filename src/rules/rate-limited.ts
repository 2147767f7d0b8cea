// The registry asked for patience: whether the image is there was not learned.
import type { UseRule } from "./rule.ts";
import { unexpectedStatus } from "./kubelet-requests.ts";
import { stationOf } from "./kubelet-stations.ts";
import { mirrorIn, shortName } from "./names.ts";
import { familyOf } from "./registry-families.ts";

export const rateLimited: UseRule = {
  id: "rate-limited",
  title: "the registry limits the rate",
  over: "use",
  check({ use, parsed, outcome, credentials, containerd }) {
    if (outcome.kind !== "throttled" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const last = outcome.evidence.at(-1);
    const mirror = mirrorIn(outcome.evidence);
    const who =
      mirror === null
        ? (familyOf(reference.registry).name ?? reference.registry)
        : `"${mirror}", which hosts.toml names for ${reference.registry},`;
    // A login is shown to no mirror.
    const loggedIn = mirror !== null || credentials.candidates.some(({ kind }) => kind !== "anonymous");
    return {
      severity: "warning",
      message: `${shortName(reference)} was not checked: ${who} limits the rate${outcome.words === "" ? "" : ` ("${outcome.words}")`}`,
      kubelet: unexpectedStatus(
        { use, reference, containerd },
        last === undefined ? "manifest" : stationOf(last.url),
        outcome.evidence,
        last?.status ?? 429,
      ),
      fix: `${loggedIn ? "" : `log in to ${reference.registry}, ${reference.registry === "docker.io" ? "which raises the limit" : "if that raises its limit"}; or `}run the check again ${later(outcome.retryAfterMs)}`,
    };
  },
};

function later(retryAfterMs: number | null): string {
  if (retryAfterMs === null || retryAfterMs <= 0) return "later";
  const seconds = Math.ceil(retryAfterMs / 1000);
  if (seconds < 120) return `in ${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `in ${minutes} min` : `in ${Math.ceil(minutes / 60)} h`;
}
