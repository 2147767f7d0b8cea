// Manifests that a run has fetched already: tags of one image and images of one index need not be pulled twice, and aren't by a node.
import type { ContentFault } from "../model.ts";
import type { Asked } from "./ask.ts";

type Answered = Extract<Asked, { kind: "answer" }>;

/** Content that was held against its digest, or what is wrong with it, with the answer that says so. */
export type FetchedManifest =
  | { readonly kind: "body"; readonly body: Buffer; readonly asked: Answered }
  | { readonly kind: "faulty"; readonly fault: ContentFault; readonly asked: Answered };

export interface FetchedManifests {
  /** What `fetch` brings, or what it has brought to somebody else; one that it brought to nobody is fetched by whoever asks next. */
  once<T>(
    key: string,
    fetch: () => Promise<FetchedManifest | T>,
    /** Waits for somebody else's. */
    wait?: (other: Promise<FetchedManifest | null>) => Promise<FetchedManifest | null>,
  ): Promise<FetchedManifest | T>;
}

/** Bytes that are kept of all of them, and of one; what is beyond is fetched again. */
const mostBytes = 32 * 1024 * 1024;
const largest = 64 * 1024;

/** One `FetchedManifests` for a run. */
export function createFetchedManifests(): FetchedManifests {
  const underWay = new Map<string, Promise<FetchedManifest | null>>();
  let bytes = 0;

  const once: FetchedManifests["once"] = async (key, fetch, wait = async (other) => other) => {
    const known = underWay.get(key);
    // What came to nothing says nothing of another's: all who waited for it ask at once, and not one after the other.
    if (known !== undefined) return (await wait(known)) ?? fetch();
    const { promise, resolve } = Promise.withResolvers<FetchedManifest | null>();
    underWay.set(key, promise);
    let fetched: FetchedManifest | null = null;
    try {
      const came = await fetch();
      if (isFetched(came)) fetched = came;
      return came;
    } finally {
      // A fault is everybody's who waits for it; whoever comes later may find it mended.
      const size = fetched?.kind === "body" ? fetched.body.length : Infinity;
      if (size <= largest && bytes + size <= mostBytes) bytes += size;
      else underWay.delete(key);
      resolve(fetched);
    }
  };

  return { once };
}

function isFetched(came: unknown): came is FetchedManifest {
  return typeof came === "object" && came !== null && "asked" in came;
}
