// After a miss: is it the repository, the tag, or no registry at all? And what does it have that is near?
import type { Outcome } from "../model.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";
import { lineOf, type Unreachable, unreachable } from "./classify.ts";
import { addressOf, hostFor } from "./host.ts";
import { manifestAccept } from "./media-types.ts";
import { nearestTags, tagsIn, tagsMaxBytes, tagsPath } from "./nearest-tags.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { askedHost, askHint, askRoot, sessionOf, type Walker } from "./walker.ts";
import { errorsIn, wordsBytes } from "./words.ts";

type Absent = Extract<Outcome, { kind: "absent" }>;

/** The registry says it has no such thing. One page of its tags may tell more; it never takes the miss back. */
export async function absenceOf(walker: Walker, answer: Answer): Promise<Omit<Absent, "evidence"> | Unreachable> {
  const { tag, digest } = walker.probe.reference;
  // Told to a request without credentials, whoever asked: a registry that doesn't challenge is shown none.
  const anonymous = walker.evidence.at(-1)?.credential === "anonymous";
  const missing = { kind: "absent", what: digest === null ? "tag" : "digest", anonymous, nearestTags: [] } as const;

  // A proxy's own 404 is nobody's miss.
  if (answer.viaProxy && !isSigned(answer) && !(await isSaidByRegistry(walker))) {
    return notARegistry(askedHost(walker), true, lineOf(answer));
  }
  const asked = await askHint(walker, { method: "GET", what: tagsPath, accept: null, maxBytes: tagsMaxBytes });
  if (asked.kind !== "answer") return missing;
  const { status } = asked.answer;
  const isPage = looksLikeWebSite(asked.answer);
  if (status === 200 && !isPage) {
    return { ...missing, nearestTags: tag === null ? [] : nearestTags(tag, tagsIn(asked.answer)) };
  }
  const codes = errorsIn(asked.answer).map(({ code }) => code);
  if (status === 404 && codes.includes("NAME_UNKNOWN")) {
    walker.evidence.push(asked.exchange);
    return { ...missing, what: "repository" };
  }
  const knowsNoErrors = status === 404 && codes.length === 0;
  return (isPage || knowsNoErrors ? await strangerAt(walker, answer) : null) ?? missing;
}

/** The same by GET has words, and registries have words of their own. */
async function isSaidByRegistry(walker: Walker): Promise<boolean> {
  const { tag, digest } = walker.probe.reference;
  const what = `manifests/${digest ?? tag ?? "latest"}`;
  const asked = await askHint(walker, { method: "GET", what, accept: manifestAccept, maxBytes: wordsBytes });
  return asked.kind === "answer" && asked.answer.status === 404 && isSigned(asked.answer);
}

/**
 * `/v2/` tells a registry from a web site: 200 or 401, and no HTML; `null` where it is one, or may be.
 * Asked only where something is odd already; containerd never does.
 */
export async function strangerAt(walker: Walker, answer: Answer): Promise<Unreachable | null> {
  const { registry } = walker.probe.reference;
  const origin = (walker.latest.host?.url ?? addressOf(hostFor(registry)))?.origin ?? "";
  // Who speaks or challenges as registries do is one.
  const challenge = sessionOf(walker).challenge ?? walker.transport.governor(origin).challenge;
  if (isSigned(answer) || challenge !== null) return null;
  const asked = await askRoot(walker);
  if (asked.kind !== "answer" || speaksTheApi(asked.answer)) return null;
  walker.evidence.push(asked.exchange);
  const mediaType = mediaTypeOf(asked.answer);
  const detail = `/v2/ answers ${asked.exchange.message}${mediaType === "" ? "" : ` (${mediaType})`}`;
  return notARegistry(askedHost(walker), answer.viaProxy || asked.answer.viaProxy, detail);
}

/** Nobody who speaks the registry API is there; `detail` is what was said instead. */
export function notARegistry(host: string, viaProxy: boolean, detail: string): Unreachable {
  return unreachable("ping", host, "not-a-registry", viaProxy, detail);
}

/** Anything but a plain 200 or 404 may be a registry that doesn't want to be asked. */
function speaksTheApi(answer: Answer): boolean {
  if (answer.headers["docker-distribution-api-version"] !== undefined) return true;
  if (answer.status === 200) return mediaTypeOf(answer) !== "text/html";
  return answer.status !== 404 || errorsIn(answer).length > 0;
}
