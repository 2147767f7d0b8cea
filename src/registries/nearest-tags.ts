// After a miss: what the repository does have. A hint, which never changes a verdict, from one page of its tags.
import { distance } from "fastest-levenshtein";
import { isObject, parseJson } from "../json.ts";
import type { Answer } from "./answer.ts";

/** ECR takes no larger page (renovate: `n` over 1000 is a 405 there). */
export const tagsPath = "tags/list?n=1000";
export const tagsMaxBytes = 4 * 1024 * 1024;

const mostTags = 3;
const longestTag = 128;

/** The tags that an answer to `tags/list` names; empty for whatever is none. */
export function tagsIn(answer: Answer): readonly string[] {
  const document = parseJson(answer.body.toString("utf8"));
  const tags = isObject(document) ? document["tags"] : null;
  if (!Array.isArray(tags)) return [];
  return tags.filter((tag): tag is string => typeof tag === "string" && /^\w[\w.-]{0,127}$/.test(tag));
}

/** At most three tags that a slip of the finger would turn into `wanted`, nearest first. */
export function nearestTags(wanted: string, tags: readonly string[]): readonly string[] {
  if (wanted.length > longestTag) return [];
  // A third of the letters may be wrong, and never less than two, but not all: `lastest`, `1.27.33`, `v1.2.3` for `1.2.3`.
  const farthest = Math.min(wanted.length - 1, Math.max(2, Math.floor(wanted.length / 3)));
  return tags
    .filter((tag) => tag !== wanted && Math.abs(tag.length - wanted.length) <= farthest)
    .map((tag) => ({
      tag,
      far: distance(wanted.toLowerCase(), tag.toLowerCase()),
      shared: sharedBeginning(wanted, tag),
    }))
    .filter(({ far }) => far <= farthest)
    .sort((a, b) => a.far - b.far || b.shared - a.shared || compareTags(b.tag, a.tag))
    .slice(0, mostTags)
    .map(({ tag }) => tag);
}

function sharedBeginning(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Numbers in tags compare as numbers: 1.9 before 1.10. */
function compareTags(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one = "", other = ""] = [left[index], right[index]];
    if (one === other) continue;
    const numbers = Number(one) - Number(other);
    if (!Number.isNaN(numbers) && numbers !== 0) return numbers;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}
