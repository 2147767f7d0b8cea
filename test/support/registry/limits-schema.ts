// How a host of a world limits who asks it: pulls counted as Docker Hub counts them, and requests by the second.
// What it comes to is in `limits.ts`.
import * as v from "valibot";

const amount = v.pipe(v.number(), v.integer(), v.minValue(0));

export const limitsSchema = v.strictObject({
  /** Manifests that are fetched are counted, and what is left is said; `ratelimitpreview/test:latest` is there for whoever asks. */
  pulls: v.optional(
    v.strictObject({
      /** Of each address from which nobody logs in; `null`: as many as they like, and nothing is said of it. */
      anonymous: v.optional(v.nullable(amount), 100),
      /** Of each account, by user name; one that isn't named has 200. */
      accounts: v.optional(v.record(v.string(), v.nullable(amount)), {}),
      /** Seconds after which a pull isn't counted any more. */
      window: v.optional(v.pipe(v.number(), v.minValue(1)), 21600),
      /** What others have pulled before, by address or user name. */
      spent: v.optional(v.record(v.string(), amount), {}),
    }),
  ),
  /** Requests of all kinds, by everybody together; what is more gets a plain 429. */
  rate: v.optional(
    v.strictObject({
      perSecond: v.pipe(v.number(), v.minValue(0.001)),
      /** So many at once, after a rest. */
      burst: v.pipe(v.number(), v.integer(), v.minValue(1)),
      /** What the 429 says about when to come back; absent: nothing. */
      retryAfter: v.optional(v.string()),
    }),
  ),
});

export type Limits = v.InferOutput<typeof limitsSchema>;
