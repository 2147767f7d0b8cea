// What the process around docker-registry-client is asked and what it prints, both as a line of JSON; and what else may come of it.
import * as v from "valibot";

export const questionSchema = v.strictObject({
  image: v.string(),
  /** `user:password` */
  login: v.optional(v.string()),
  options: v.strictObject({ acceptManifestLists: v.optional(v.boolean()), maxSchemaVersion: v.optional(v.number()) }),
});

export const answerSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("digest"),
    /** `Docker-Content-Digest`, which its documentation says to take; `null` where there is none. */
    header: v.nullable(v.string()),
    /** By its own `digestFromManifestStr`. */
    computed: v.string(),
  }),
  v.strictObject({ kind: v.literal("error"), name: v.string(), status: v.nullable(v.number()), message: v.string() }),
]);

export type Question = v.InferOutput<typeof questionSchema>;

export type Answer =
  | v.InferOutput<typeof answerSchema>
  /** It threw where no caller can catch it. */
  | { readonly kind: "crash"; readonly error: string }
  /** It ended with success and never called back. */
  | { readonly kind: "silent" }
  /** It was still waiting when its time was up. */
  | { readonly kind: "hung" };
