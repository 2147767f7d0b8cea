// How a registry answers: a pure function from a world and a request to a reply, as distribution 2.8 would give it.
// Statuses, headers and words were measured on `docker-registry serve`; paging is that of the distribution spec.
import { createHash } from "node:crypto";
import { schema1Of } from "./artifacts.ts";
import { refusal, tokenReply } from "./authorization.ts";
import { contentOf, type RepositoryContent } from "./contents.ts";
import { mediaTypes, storeManifest, type StoredManifest } from "./manifests.ts";
import { replyBytes, replyError, replyJson, replyText, type AnswerReply, type Asked } from "./replies.ts";
import { type Host, type World } from "./world.ts";

/** What `asked.host` replies; faults and the network are not its concern. A host that the world lacks knows no path. */
export function answerTo(asked: Asked, world: World): AnswerReply {
  const host = world.get(asked.host);
  const reply = tokenReply(asked, world) ?? (host === undefined ? notFound() : registryReply(asked, host, world));
  return withRequestId(asked, reply);
}

/** What stands between the asker and the registry's content, if anything does: the token service's answer, or a refusal. */
export function answerBefore(asked: Asked, world: World): AnswerReply | null {
  const host = world.get(asked.host);
  if (host === undefined) return null;
  const refused = tokenReply(asked, world) ?? refusal(asked, host, repositoryIn(asked.path));
  return refused === null ? null : withRequestId(asked, refused);
}

/** The repository that a path of the registry's API is about. */
export function repositoryIn(path: string): string | null {
  return apiPath.exec(path)?.groups?.["repository"] ?? null;
}

const apiPath = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs|tags)\/(?<reference>[^/]+)$/;

/** With the id by which its operator would find the request. */
export function withRequestId(asked: Asked, reply: AnswerReply): AnswerReply {
  // The same question has the same id, so that a report can be compared with itself.
  const id = createHash("sha256").update(`${asked.method} ${asked.host}${asked.path}`).digest("hex").slice(0, 16);
  return { ...reply, headers: { ...reply.headers, "x-request-id": id } };
}

function registryReply(asked: Asked, host: Host, world: World): AnswerReply {
  const path = apiPath.exec(asked.path);
  const { repository = "", kind = "", reference = "" } = path?.groups ?? {};
  if (asked.path !== "/v2/" && path === null) return storedBlob(asked, world) ?? notFound();
  if (asked.method !== "GET" && asked.method !== "HEAD") {
    return replyText(405, "Method not allowed\n", { allow: "DELETE, GET, HEAD, PUT" });
  }
  const refused = refusal(asked, host, path === null ? null : repository);
  if (refused !== null) return refused;
  if (path === null) return replyBytes(200, { "content-type": "application/json; charset=utf-8" }, Buffer.from("{}"));
  const content = contentOf(host, repository);
  switch (kind) {
    case "manifests":
      return manifestReply(asked, host, repository, reference, content);
    case "blobs":
      return blobReply(asked, host, repository, reference, content);
    default:
      return reference === "list" ? tagsReply(asked, host, repository, content) : notFound();
  }
}

function manifestReply(
  asked: Asked,
  host: Host,
  repository: string,
  reference: string,
  content: RepositoryContent | null,
): AnswerReply {
  const byDigest = reference.includes(":");
  const manifest = content?.manifests.get(byDigest ? reference : (content.tags.get(reference) ?? ""));
  if (manifest === undefined || content === null) {
    const detail = byDigest ? { Name: repository, Revision: reference } : { Tag: reference };
    return replyError(404, "MANIFEST_UNKNOWN", "manifest unknown", detail);
  }
  if (!host.negotiates) return storedReply(manifest);
  const types = (asked.headers["accept"] ?? "").split(",").map((type) => (type.split(";", 1)[0] ?? "").trim());
  return acceptedReply(manifest, types, byDigest ? null : `${repository}:${reference}`, content);
}

/** distribution reads `Accept` by the letter: a star stands for nothing. Source: its `registry/handlers/manifests.go`. */
function acceptedReply(
  manifest: StoredManifest,
  accepted: readonly string[],
  tagged: string | null,
  content: RepositoryContent,
): AnswerReply {
  const { ociManifest, ociIndex, dockerManifest, dockerList, schema1 } = mediaTypes;
  if (accepted.includes(manifest.mediaType)) return storedReply(manifest);
  if (manifest.mediaType === ociManifest || manifest.mediaType === ociIndex) {
    const what = manifest.mediaType === ociIndex ? "index" : "manifest";
    const why = `OCI ${what} found, but accept header does not support OCI ${what === "index" ? "indexes" : "manifests"}`;
    return replyError(404, "MANIFEST_UNKNOWN", why);
  }
  if (tagged !== null && manifest.mediaType === dockerList) {
    const child = [...content.images.values()].find(({ top }) => top === manifest)?.children.get("linux/amd64");
    const instead = child === undefined ? undefined : content.manifests.get(child);
    if (instead === undefined) return replyError(404, "MANIFEST_UNKNOWN", "manifest unknown");
    return acceptedReply(instead, accepted, tagged, content);
  }
  if (tagged !== null && manifest.mediaType === dockerManifest) {
    return storedReply(storeManifest(schema1, schema1Of(tagged), null));
  }
  return storedReply(manifest);
}

function storedReply({ mediaType, digest, bytes }: StoredManifest): AnswerReply {
  return replyBytes(200, { "content-type": mediaType, "docker-content-digest": digest, etag: `"${digest}"` }, bytes);
}

function blobReply(
  asked: Asked,
  host: Host,
  repository: string,
  digest: string,
  content: RepositoryContent | null,
): AnswerReply {
  const bytes = content?.blobs.get(digest);
  if (bytes === undefined) return replyError(404, "BLOB_UNKNOWN", "blob unknown to registry", digest);
  if (host.blobs !== undefined) {
    const location = new URL(
      `/${asked.host}/${repository}/blobs/${digest}?X-Amz-Signature=0123456789abcdef`,
      host.blobs,
    );
    return replyText(307, "", { location: location.href });
  }
  const headers = {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    etag: `"${digest}"`,
    ...(host.ranges ? { "accept-ranges": "bytes" } : {}),
    "cache-control": "max-age=31536000",
  };
  const range = host.ranges ? /^bytes=(\d+)-(\d+)$/.exec(asked.headers["range"] ?? "") : null;
  if (range === null) return replyBytes(200, headers, bytes);
  const [first, last] = [Number(range[1]), Math.min(Number(range[2]), bytes.length - 1)];
  const part = bytes.subarray(first, last + 1);
  return replyBytes(206, { ...headers, "content-range": `bytes ${first}-${last}/${bytes.length}` }, part);
}

/** A content network's answer to a signed URL; like S3 it takes no second kind of authorization, unless it is said to. */
function storedBlob(asked: Asked, world: World): AnswerReply | null {
  const path = /^\/(?<from>[^/]+)\/(?<repository>.+)\/blobs\/(?<digest>sha256:[0-9a-f]{64})$/.exec(asked.path);
  const { from = "", repository = "", digest = "" } = path?.groups ?? {};
  const origin = world.get(from);
  if (origin?.blobs === undefined || new URL(origin.blobs).host !== asked.host) return null;
  if (asked.headers["authorization"] !== undefined && world.get(asked.host)?.tolerant !== true) {
    const words = "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>";
    return replyText(400, words, { "content-type": "application/xml" });
  }
  const { blobs: _, ...direct } = origin;
  return blobReply(asked, direct, repository, digest, contentOf(origin, repository));
}

/** Source: distribution-spec, "Listing Tags": lexical order, `n` and `last`, `Link` with the next page. */
function tagsReply(asked: Asked, host: Host, repository: string, content: RepositoryContent | null): AnswerReply {
  if (content === null) {
    return replyError(404, "NAME_UNKNOWN", "repository name not known to registry", { name: repository });
  }
  const asks = asked.query.get("n") ?? String(host.page);
  if (!/^\d+$/.test(asks))
    return replyError(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested", { n: asks });
  const last = asked.query.get("last") ?? "";
  const all = [...content.tags.keys()].sort().filter((tag) => tag > last);
  const page = all.slice(0, Math.min(Number(asks), host.page));
  const end = page.at(-1);
  const more = end === undefined || page.length === all.length;
  const next = more ? {} : { link: `</v2/${repository}/tags/list?last=${end}&n=${page.length}>; rel="next"` };
  return replyJson(200, { name: repository, tags: page }, next);
}

function notFound(): AnswerReply {
  return replyText(404, "404 page not found\n");
}
