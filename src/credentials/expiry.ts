// Logins that end by themselves, told by how they look: a date within a token, or a user's name that stands for short-lived ones.
import { isObject, type JsonObject, parseJson } from "../json.ts";
import type { ConfigEntry } from "../model.ts";

export interface Expiry {
  /** "a token of ECR": to follow "is". */
  readonly what: string;
  /** Milliseconds since the epoch; `null` where it doesn't tell. */
  readonly until: number | null;
  /** "12 hours": for how long each of its kind is good; `null` where they differ. */
  readonly lives: string | null;
}

/** `null`: nothing is known of an end. */
export function expiryOf({ username, secret, key }: Pick<ConfigEntry, "username" | "secret" | "key">): Expiry | null {
  const value = secret.reveal();
  // The user is AWS for whoever asks for a token (ECR, GetAuthorizationToken), and no other user is there.
  if (username === "AWS" && /^[^/]*\.dkr[.-]ecr|^(?:public\.ecr\.aws|ecr-public\.aws\.com)(?:\/|$)/.test(key ?? "")) {
    return { what: "a token of ECR", until: momentOf(objectIn(value), "expiration"), lives: "12 hours" };
  }
  if (username === "oauth2accesstoken") {
    return { what: "an access token of Google Cloud", until: null, lives: "an hour" };
  }
  if (username === "gitlab-ci-token") return { what: "a job token of GitLab", until: null, lives: "its job alone" };
  // `ghs_` begins tokens of apps, GITHUB_TOKEN among them (GitHub's authentication token formats).
  if (value.startsWith("ghs_")) return { what: "a token of GitHub Actions", until: null, lives: "its job alone" };
  const [, payload] = /^eyJ[\w-]+\.([\w-]+)\.[\w-]*$/.exec(value) ?? [];
  if (payload === undefined) return null;
  const until = momentOf(objectIn(payload), "exp");
  return until === null ? null : { what: "a JWT", until, lives: null };
}

/** What base64 of either alphabet holds. */
function objectIn(base64: string): JsonObject | null {
  const document = parseJson(Buffer.from(base64, "base64").toString("utf8"));
  return isObject(document) ? document : null;
}

/** The last moment that a calendar has (ECMA-262, TimeClip). */
const last = 8.64e15;

/** Seconds since the epoch (RFC 7519 §2, NumericDate) → milliseconds. */
function momentOf(object: JsonObject | null, name: string): number | null {
  const seconds = object?.[name];
  if (typeof seconds !== "number") return null;
  const ms = Math.round(seconds * 1000);
  return ms > 0 && ms <= last ? ms : null;
}
