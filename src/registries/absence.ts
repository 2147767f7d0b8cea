// After a miss: is it the repository, the tag, or no registry at all? And what does it have that is near?
import type { Outcome } from "../model.ts";
import { type Answer, mediaTypeOf } from "./answer.ts";
import { lineOf, type Unreachable, unreachable } from "./classify.ts";
import { addressOf, hostFor, urlHost } from "./host.ts";
import { nearestTags, tagsIn, tagsMaxBytes, tagsPath } from "./nearest-tags.ts";
import { isSigned, looksLikeWebSite } from "./signs.ts";
import { askHint, askRoot, type Walker } from "./walker.ts";
import { errorsIn } from "./words.ts";

type Absent = Extract<Outcome, { kind: "absent" }>;

/** The registry says it has no such thing. One page of its tags may tell more; it never takes the miss back. */
export async function absenceOf(walker: Walker, answer: Answer): Promise<Omit<Absent, "evidence"> | Unreachable> {
  const { tag, digest } = walker.probe.reference;
  // Told to a request without credentials, whoever asked: a registry that doesn't challenge is shown none.
  const anonymous = walker.evidence.at(-1)?.credential === "anonymous";
  const missing = { kind: "absent", what: digest === null ? "tag" : "digest", anonymous, nearestTags: [] } as const;

  const asked = await askHint(walker, { method: "GET", what: tagsPath, accept: null, maxBytes: tagsMaxBytes });
  // A proxy's own 404 is nobody's miss.
  const isDoubtful = answer.viaProxy && !isSigned(answer);
  if (asked.kind !== "answer") return (isDoubtful ? await strangerAt(walker, answer) : null) ?? missing;
  const { status } = asked.answer;
  const isPage = looksLikeWebSite(asked.answer);
  const tags = tagsIn(asked.answer);
  if (status === 200 && !isPage && (tags.length > 0 || !isDoubtful)) {
    return { ...missing, nearestTags: tag === null ? [] : nearestTags(tag, tags) };
  }
  const codes = errorsIn(asked.answer).map(({ code }) => code);
  if (status === 404 && codes.includes("NAME_UNKNOWN")) {
    walker.evidence.push(asked.exchange);
    return { ...missing, what: "repository" };
  }
  const knowsNoErrors = status === 404 && codes.length === 0;
  return (isPage || knowsNoErrors || isDoubtful ? await strangerAt(walker, answer) : null) ?? missing;
}

/**
 * `/v2/` tells a registry from a web site: 200 or 401, and no HTML; `null` where it is one, or may be.
 * Asked only where something is odd already; containerd never does.
 */
export async function strangerAt(walker: Walker, answer: Answer): Promise<Unreachable | null> {
  const { registry } = walker.probe.reference;
  const origin = addressOf(hostFor(registry))?.origin ?? "";
  // Who speaks or challenges as registries do is one.
  const challenge = walker.session.challenge ?? walker.transport.governor(origin).challenge;
  if (isSigned(answer) || challenge !== null) return null;
  const asked = await askRoot(walker);
  const isDoubtful = answer.viaProxy;
  if (asked.kind !== "answer") return isDoubtful ? notARegistry(urlHost(registry), true, lineOf(answer)) : null;
  if (isDoubtful ? isSigned(asked.answer) || isEmptyObject(asked.answer) : speaksTheApi(asked.answer)) return null;
  walker.evidence.push(asked.exchange);
  const mediaType = mediaTypeOf(asked.answer);
  const detail = `/v2/ answers ${asked.exchange.message}${mediaType === "" ? "" : ` (${mediaType})`}`;
  return notARegistry(urlHost(registry), answer.viaProxy || asked.answer.viaProxy, detail);
}

/** Nobody who speaks the registry API is there; `detail` is what was said instead. */
export function notARegistry(host: string, viaProxy: boolean, detail: string): Unreachable {
  return unreachable("ping", host, "not-a-registry", viaProxy, detail);
}

/** What `/v2/` of a registry answers whoever may come in. */
function isEmptyObject(answer: Answer): boolean {
  return answer.status === 200 && answer.body.toString("utf8", 0, 64).replaceAll(/\s/g, "") === "{}";
}

/** Anything but a plain 200 or 404 may be a registry that doesn't want to be asked. */
function speaksTheApi(answer: Answer): boolean {
  if (answer.headers["docker-distribution-api-version"] !== undefined) return true;
  if (answer.status === 200) return mediaTypeOf(answer) !== "text/html";
  return answer.status !== 404 || errorsIn(answer).length > 0;
}
