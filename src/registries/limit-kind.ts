// What a limit counts: how fast a host is asked, how much is pulled, or how much data. Each has a patience of its own.
import type { LimitKind } from "../model.ts";
import { type Answer, header } from "./answer.ts";
import { wordsOf } from "./words.ts";

/**
 * `null` where the answer speaks of no limit. GHCR answers its secondary limits with 403 and says so in words (FerroEHR#2120).
 * Sources: Docker Hub `You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit`,
 * and a plain `429 Too Many Requests` for abuse (docker/docs, pulls.md); ECR Public `toomanyrequests: Data limit exceeded`
 * and `Rate exceeded`; GHCR `toomanyrequests: retry-after: 1.16ms, allowed: 44000/minute` (dagger#8644).
 */
export function limitOf(answer: Answer): LimitKind | null {
  if (answer.status === 403)
    return /secondary rate limit|toomanyrequests|rate limit exceeded/i.test(wordsOf(answer)) ? "requests" : null;
  if (answer.status !== 429) return null;
  const words = wordsOf(answer);
  if (/data limit exceeded/i.test(words)) return "data";
  return /pull rate limit|increase-rate-limit/i.test(words) || hasNoPullsLeft(answer) ? "pulls" : "requests";
}

/** What is answered to HEAD has no words: Docker Hub's headers say whose pulls are counted, and how many are left. */
function hasNoPullsLeft(answer: Answer): boolean {
  if (header(answer, "docker-ratelimit-source") === null) return false;
  return /^\s*0\s*(?:;|$)/.test(header(answer, "ratelimit-remaining") ?? "");
}
