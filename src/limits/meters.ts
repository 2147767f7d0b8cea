// What a run has read of quotas, by host and by who was counted. Answers come in any order: the least that was said is what counts.
import { compareText } from "../text-order.ts";
import type { Answer } from "../registries/answer.ts";
import { type Headroom, headroomIn } from "./headroom.ts";

/** Who is counted, as far as this side can tell: `mark` by what is shown (`candidateMark`), `credential` by whose it is. */
export interface Asker {
  /** As URLs write it. */
  readonly host: string;
  readonly mark: string;
  /** `anonymous`, `node`, `secret NAMESPACE/NAME`. */
  readonly credential: string;
}

export interface Meter extends Asker {
  /** The least of what was said; `null`: nothing was. */
  readonly headroom: Headroom | null;
  /** It answered with a manifest: who then says nothing of a quota has none to speak of. */
  readonly hasGranted: boolean;
  /** It said something that can't be believed. */
  readonly isUnreadable: boolean;
}

export interface Meters {
  /** Takes down what an answer to a question for a manifest says. */
  note(asker: Asker, answer: Answer): void;
  of(asker: Pick<Asker, "host" | "mark">): Meter | null;
  /** What could not be taken at its word, a sentence each. */
  troubles(): readonly string[];
}

/** One `Meters` for a run. `say`: for a person, of headers that can't be believed, once for each host; `shown`: the world's words without a secret. */
export function createMeters(say: (sentence: string) => void, shown: (words: string) => string): Meters {
  const meters = new Map<string, Meter>();
  const told = new Set<string>();
  const sentences: string[] = [];

  function sayOnce(host: string, what: string, sentence: string): void {
    if (told.has(`${host} ${what}`)) return;
    told.add(`${host} ${what}`);
    sentences.push(`${host}: ${sentence}`);
    say(`${host}: ${sentence}`);
  }

  return {
    note(asker, answer) {
      const { host, credential } = asker;
      const known = meters.get(keyOf(asker)) ?? { ...asker, headroom: null, hasGranted: false, isUnreadable: false };
      const hasGranted = known.hasGranted || (answer.status >= 200 && answer.status < 300);
      const reading = headroomIn(answer);
      if (reading.kind === "unreadable")
        sayOnce(
          host,
          "unreadable",
          `what it says of its rate limit can't be believed, and is left aside: ${shown(reading.line)}`,
        );
      let { headroom } = known;
      if (reading.kind === "told" && reading.overdrawn !== null)
        sayOnce(
          host,
          "overdrawn",
          `less than nothing is left of its limit, which is taken for nothing: ${shown(reading.overdrawn)}`,
        );
      if (reading.kind === "told") {
        if (headroom !== null && reading.headroom.limit !== headroom.limit)
          sayOnce(host, credential, `its limit for ${credential} changes between answers: the least counts`);
        headroom = least(headroom, { ...reading.headroom, source: shown(reading.headroom.source) });
      }
      const isUnreadable = known.isUnreadable || reading.kind === "unreadable";
      meters.set(keyOf(asker), { ...known, hasGranted, isUnreadable, headroom });
    },
    of: (asker) => meters.get(keyOf(asker)) ?? null,
    troubles: () => sentences.toSorted(compareText),
  };
}

function keyOf({ host, mark }: Pick<Asker, "host" | "mark">): string {
  return `${host} ${mark}`;
}

/** The tighter limit with its window; what is left goes down as others pull, and whoever answered last is not known. */
function least(known: Headroom | null, next: Headroom): Headroom {
  if (known === null) return next;
  const tighter = next.limit < known.limit ? next : known;
  const remaining = Math.min(known.remaining, next.remaining);
  return { ...tighter, remaining, source: known.source === "" ? next.source : known.source };
}
