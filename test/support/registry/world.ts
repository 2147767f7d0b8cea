// A world of registries as a test describes it: hosts by name, what they hold, whom they let in, and how they fail.
// `registry.json` of a rule case is one; every key that isn't known is refused, so that a typo can't make a case pass.
import * as v from "valibot";
import { limitsSchema } from "./limits-schema.ts";

/** How an image's content is made to disagree with itself; see `ImageSpec.wrong`. */
const wrongs = ["digest", "size", "json", "config digest", "config json", "layers", "platform"] as const;

/** What the network itself may answer in a host's place; the other causes of the model are conclusions from answers. */
const networkCauses = [
  "name-not-found",
  "name-temporary",
  "resolver-silent",
  "refused",
  "timeout",
  "unroutable",
  "reset",
  "tls-untrusted",
  "tls-expired",
  "tls-not-yet-valid",
  "tls-wrong-name",
  "tls-no-names",
  "tls-not-accepted",
  "tls-failed",
  "plain-http",
  "tls-instead",
  "address-forbidden",
  "proxy-unreachable",
  "proxy-wants-password",
  "proxy-refused",
] as const;

const regexp = v.pipe(
  v.string(),
  v.check((text) => {
    try {
      return new RegExp(text) instanceof RegExp;
    } catch {
      return false;
    }
  }, "not a regular expression"),
);

const layerSchema = v.strictObject({
  /** How the tar is packed; `plain`: not at all. */
  packed: v.optional(v.picklist(["gzip", "zstd", "plain"]), "gzip"),
  /** What its descriptor says, where that isn't what `packed` makes of it. */
  mediaType: v.optional(v.string()),
  /** Where foreign layers are to be had; `{{digest}}` is the layer's own. */
  urls: v.optional(v.array(v.string())),
  /** `missing`: the registry lost it · `altered`: its bytes aren't those of its digest · `damaged`: what is packed can't be unpacked. */
  state: v.optional(v.picklist(["whole", "missing", "altered", "damaged"]), "whole"),
});

const editsSchema = v.record(v.pipe(v.string(), v.startsWith("/")), v.unknown());

const imageSchema = v.strictObject({
  kind: v.optional(v.picklist(["image", "schema1", "helm", "artifact", "wasm", "cosign"]), "image"),
  /**
   * As an index would spell them (`linux/x86_64` stays so), a build of Windows as `windows(10.0.20348.1)/amd64`;
   * `none`: an index entry without a platform.
   */
  platforms: v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ["linux/amd64"]),
  /** An index even for one platform; two or more always make one. */
  index: v.optional(v.boolean(), false),
  /** The index stands in another index. */
  nested: v.optional(v.boolean(), false),
  /** The index has an entry of `unknown/unknown`, as buildx adds it. */
  attestation: v.optional(v.boolean(), false),
  format: v.optional(v.picklist(["oci", "docker"]), "oci"),
  /** How many plain ones, or what each is like. */
  layers: v.optional(
    v.pipe(
      v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.array(layerSchema)]),
      v.transform((layers) =>
        typeof layers === "number" ? Array.from({ length: layers }, () => v.parse(layerSchema, {})) : layers,
      ),
    ),
    1,
  ),
  /**
   * What is written into the document that the tag names, into every manifest below it, and into the config, over what would
   * stand there: values by JSON pointer (RFC 6901), `null` takes away. Digests are those of the edited documents.
   */
  edit: v.optional(editsSchema, {}),
  editChild: v.optional(editsSchema, {}),
  editConfig: v.optional(editsSchema, {}),
  /** Bytes added to the manifest, to make it larger than a node takes. */
  padding: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** What was garbage-collected: `config`, `layer`, every `child`, or `child linux/arm64`. */
  missing: v.optional(v.array(v.pipe(v.string(), v.regex(/^(config|layer|child( .+)?)$/))), []),
  /**
   * `digest`: the manifest's bytes aren't those of its digest · `size`: the descriptors in it are one byte off · `json`: it isn't JSON ·
   * `config digest`, `config json`: the same of the config · `layers`: one diff id too many · `platform`: the config is for linux/s390x.
   */
  wrong: v.optional(v.nullable(v.picklist(wrongs)), null),
  /** By which the manifest, or those below an index, are named. */
  hash: v.optional(v.picklist(["sha256", "sha512"]), "sha256"),
  /** Of which tag it is the image, where two name the same digest and are described alike; absent: its own. */
  twin: v.optional(v.string()),
  /** In the lab: the real registry would choke on it, and the gateway serves the repository itself. */
  unstorable: v.optional(v.boolean(), false),
  /** `digest`: no tag names it any more · `nowhere`: deleted, though its digest can still be computed. */
  stored: v.optional(v.picklist(["tag", "digest", "nowhere"]), "tag"),
});

const faultSchema = v.strictObject({
  method: v.optional(v.picklist(["HEAD", "GET", "POST"])),
  /** Tried against the path and decoded query: `/v2/shop/web/tags/list?n=100`. */
  path: v.optional(regexp),
  /** Only requests for an image's config, or for one of its layers. */
  blob: v.optional(v.picklist(["config", "layer"])),
  /** Only requests with this kind of `Authorization`. */
  authorization: v.optional(v.picklist(["none", "basic", "bearer"])),
  /** Only requests of this user's: with a password, or with a token that was made for it. */
  user: v.optional(v.string()),
  /** How often it strikes; absent: always. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /**
   * An answer in place of the host's own: 200 and JSON unless said otherwise. `$1` in headers is what the first group of `path`
   * caught, and `{{letters 9000}}` in a body is so many of them.
   */
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))),
  body: v.optional(v.string()),
  /** Over the answer's own headers; `null` takes one away. */
  headers: v.optional(v.record(v.string(), v.nullable(v.union([v.string(), v.array(v.string())]))), {}),
  /** The body is packed, and the answer says so. */
  coded: v.optional(v.literal("gzip")),
  /** A body of so many bytes of filler; `endless`: one that never ends. */
  bytes: v.optional(v.union([v.pipe(v.number(), v.integer(), v.minValue(0)), v.literal("endless")])),
  /** The connection breaks half-way through the body. */
  truncate: v.optional(v.literal(true)),
  /** The connection breaks before a byte came. */
  reset: v.optional(v.literal(true)),
  /** No answer ever comes. */
  stall: v.optional(v.literal(true)),
  network: v.optional(v.picklist(networkCauses)),
  /** Milliseconds before the answer. */
  latency: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
});

const repositorySchema = v.union([
  v.pipe(
    v.array(v.string()),
    v.transform((tags) => Object.fromEntries(tags.map((tag) => [tag, v.parse(imageSchema, {})]))),
  ),
  v.record(v.string(), imageSchema),
]);

const hostSchema = v.pipe(
  v.strictObject({
    /** Absent: plain HTTP on loopback names, TLS elsewhere. */
    scheme: v.optional(v.picklist(["http", "https"])),
    auth: v.optional(v.picklist(["open", "token", "basic"]), "open"),
    /** Absent: `/token` on the same host. */
    realm: v.optional(v.pipe(v.string(), v.url())),
    /** What it is called at its token service; absent: its own name. */
    service: v.optional(v.string()),
    /** Passwords by user name; a password is taken as a refresh token, too. */
    users: v.optional(v.record(v.string(), v.string()), {}),
    /** Repositories that anonymous may not read; `*` is all of them. */
    private: v.optional(v.array(v.string()), []),
    /** Private repositories that even who logged in may not read. */
    forbidden: v.optional(v.array(v.string()), []),
    /** Who alone may read a private repository, by its name; absent: whoever logs in. */
    readers: v.optional(v.record(v.string(), v.array(v.string())), {}),
    /** Private and missing get the same 401, as on Docker Hub. */
    hides: v.optional(v.boolean(), false),
    repositories: v.optional(v.record(v.string(), repositorySchema), {}),
    /** Blobs are redirected there, as to a content network: `https://cdn.test`. */
    blobs: v.optional(v.pipe(v.string(), v.url())),
    /** Is what doesn't stand in `Accept` kept back, as distribution does? Many registries send what they have. */
    negotiates: v.optional(v.boolean(), true),
    /** Are parts of a blob to be had? A whole one is what comes otherwise. */
    ranges: v.optional(v.boolean(), true),
    /** As a content network: an `Authorization` beside its signed addresses is ignored, where others refuse it. */
    tolerant: v.optional(v.boolean(), false),
    /** In the lab: which of its real parts answers to everything, authorization included. The embedded registry is none. */
    real: v.optional(v.picklist(["htpasswd", "token", "token service"])),
    /** Written into every layer: two worlds with the same images have no byte in common. */
    salt: v.optional(v.string(), ""),
    /** Tags on one page of `tags/list`, at most. */
    page: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1000),
    limits: v.optional(limitsSchema),
    faults: v.optional(v.array(faultSchema), []),
    network: v.optional(v.picklist(networkCauses)),
    /** Milliseconds before every answer. */
    latency: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
  }),
  v.check(
    ({ auth, private: hidden }) => auth !== "open" || hidden.length === 0,
    '"private" needs "auth": token or basic',
  ),
  v.transform((host) => (host.limits?.pulls === undefined ? host : { ...host, repositories: previewed(host) })),
);

/** With what Docker keeps there to be asked how much is left. Source: docs.docker.com/docker-hub/usage/pulls. */
function previewed({ repositories }: { readonly repositories: Readonly<Record<string, Tags>> }): Record<string, Tags> {
  return { "ratelimitpreview/test": { latest: v.parse(imageSchema, {}) }, ...repositories };
}

type Tags = v.InferOutput<typeof repositorySchema>;

export type LayerSpec = v.InferOutput<typeof layerSchema>;
export type Edits = v.InferOutput<typeof editsSchema>;
export type ImageSpec = v.InferOutput<typeof imageSchema>;
export type Fault = v.InferOutput<typeof faultSchema>;
export type Host = v.InferOutput<typeof hostSchema>;
/** Hosts by `host[:port]`, as in a URL. */
export type World = ReadonlyMap<string, Host>;

/** Reads a world from JSON's value; a mistake in it is thrown, with the place. */
export function readWorld(value: unknown): World {
  const read = v.safeParse(v.record(v.string(), hostSchema), value);
  if (!read.success) throw new Error(`not a world: ${read.issues.map(describeIssue).join("; ")}`);
  const world = new Map(Object.entries(read.output));
  // A realm or content network that is only named exists, too: it has nothing of its own to describe.
  for (const host of Object.values(read.output)) {
    for (const url of [host.realm, host.blobs]) {
      const named = url === undefined ? null : new URL(url).host;
      if (named !== null && !world.has(named)) world.set(named, v.parse(hostSchema, {}));
    }
  }
  return world;
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const place = issue.path?.map(({ key }) => String(key)).join(".");
  return `${place ?? "the whole"}: ${issue.message}`;
}
