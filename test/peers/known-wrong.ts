// Where a peer's answer is not what a node gets, by docker-registry-client 3.4.0 and skopeo 1.9.3. Each row is asserted, and so stays true.
import type { Verdict } from "../../src/model.ts";
import type { Question } from "./answers.ts";

interface Circumstances {
  /** Of docker-registry-client; `current` unless said otherwise. */
  readonly options?: Question["options"];
  readonly login?: string;
  /** An image of the same bytes whose digest both peers know, where the other peer is wrong, too. */
  readonly sameAs?: string;
}

/** `right` is the gate's verdict, and the rule that says so. */
type KnownWrong = readonly [
  what: string,
  image: string,
  says: RegExp,
  right: readonly [Verdict, rule?: string],
  circumstances?: Circumstances,
];

const pullable = ["pullable"] as const;
const digest = /^sha256:/;
const bytes = "plain.test/shop/web:1";
/** Whatever the registry said is lost. */
const wordless404 = /^404 NotFoundError: $/;
const namespace = /invalid repository namespace, must be between 2 and 255 characters/;

export const clientIsWrong: readonly KnownWrong[] = [
  // By its own defaults it accepts neither OCI nor schema 2, and distribution makes schema 1 of Docker's for such a client.
  ["an OCI image, by default", "open.lab/shop/web:one", wordless404, pullable, { options: {} }],
  ["a Docker image, by default: another manifest", "open.lab/shop/web:docker", digest, pullable, { options: {} }],
  ["an OCI index, by default", "open.lab/shop/web:both", wordless404, pullable, { options: { maxSchemaVersion: 2 } }],
  [
    "a Docker list, by default: a child",
    "open.lab/shop/web:list",
    digest,
    pullable,
    { options: { maxSchemaVersion: 2 } },
  ],
  [
    "an index that doesn't say its media type",
    "open.lab/shop/web:untyped",
    /InvalidContentError: no layers in/,
    pullable,
  ],
  ["a chart is taken for an image", "open.lab/shop/chart:1.0.0", digest, ["broken", "not-an-image"]],

  ["a namespace of one letter", "open.lab/o/img:1", namespace, pullable],
  ["a scheme before the name", "http://open.lab/shop/web:one", digest, ["invalid", "reference-invalid"]],
  [
    "tag and digest",
    "open.lab/shop/web:one@{{digest}}",
    /invalid repository name/,
    pullable,
    { sameAs: "open.lab/shop/web:one" },
  ],

  ["a private repository is missing", "token.lab/shop/secret:1", wordless404, ["denied", "access-denied"]],
  [
    "a wrong password is missing",
    "htpasswd.lab/shop/web:1",
    wordless404,
    ["denied", "access-denied"],
    { login: "ci:wrong" },
  ],
  ["a choice of challenges is missing", "choice.test/shop/web:1", wordless404, pullable, { sameAs: bytes }],
  ["a token that is only an access_token", "oauth.test/shop/web:1", /^crash: TypeError: .*'err'/, pullable],

  ["a 301", "moved.test/shop/web:1", /^crash: TypeError: .*'schemaVersion'/, pullable],
  ["a 301 of /v2/", "entrance.test/shop/web:1", /^crash: AssertionError.*ping success without 200/, pullable],
  ["a 307, after which it accepts no OCI", "temporary.test/shop/web:1", wordless404, pullable],
  [
    "a /v2/ that is closed, which no node asks",
    "closed.test/shop/web:1",
    /^404 NotFoundError/,
    pullable,
    { sameAs: bytes },
  ],

  ["a wrong Docker-Content-Digest", "lying.test/shop/web:1", /^sha256:0{64}$/, ["broken", "blob-missing"]],
  ["an answer that breaks off", "cut.test/shop/web:1", /^silent$/, ["unreachable", "registry-unreachable"]],
  ["what a 429 says", "busy.test/shop/web:1", /^429 TooManyRequestsError: $/, ["throttled", "rate-limited"]],
  ["what a 503 says", "down.test/shop/web:1", /^503 ServiceUnavailableError: $/, ["unreachable", "registry-error"]],
];

export const skopeoIsWrong: readonly KnownWrong[] = [
  [
    "tag and digest",
    "open.lab/shop/web:one@{{digest}}",
    /both a tag and digest/,
    pullable,
    { sameAs: "open.lab/shop/web:one" },
  ],
  ["a chart is taken for an image", "open.lab/shop/chart:1.0.0", digest, ["broken", "not-an-image"]],
  [
    "a choice of challenges",
    "choice.test/shop/web:1",
    /unauthorized: authentication required/,
    pullable,
    { sameAs: bytes },
  ],
  [
    "a /v2/ that is closed, which no node asks",
    "closed.test/shop/web:1",
    /pinging container registry .* 404/,
    pullable,
    { sameAs: bytes },
  ],
  ["a wrong Docker-Content-Digest goes unseen", "lying.test/shop/web:1", digest, ["broken", "blob-missing"]],
];
