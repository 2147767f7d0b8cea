// The media types of manifests and configs, and what containerd takes each for.
// Sources: image-spec media-types.md; distribution manifest-v2-2.md; containerd `core/images/mediatypes.go`.
import type { PullRules } from "./containerd.ts";

const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
const ociManifest = "application/vnd.oci.image.manifest.v1+json";
const ociIndex = "application/vnd.oci.image.index.v1+json";

/** The Accept list of containerd's resolver, to the letter: a registry without OCI in it hides OCI images. */
export const manifestAccept = [dockerManifest, dockerList, ociManifest, ociIndex, "*/*"].join(", ");

/** What a manifest's media type says it is. */
export type ManifestType = "index" | "manifest" | "schema1" | "unsigned schema1" | "other";

/** By the type alone, without parameters and to the letter. What is plain text is schema 1, as old registries served it. */
export function manifestType(mediaType: string): ManifestType {
  switch (mediaType) {
    case dockerList:
    case ociIndex:
      return "index";
    case dockerManifest:
    case ociManifest:
      return "manifest";
    case "application/vnd.docker.distribution.manifest.v1+prettyjws":
    case "text/plain":
      return "schema1";
    case "application/vnd.docker.distribution.manifest.v1+json":
      return "unsigned schema1";
    default:
      return "other";
  }
}

/** Is a config of this type an image's? Every other type is an artifact's: Helm charts, policies, WebAssembly, mere bytes. */
export function isImageConfig(mediaType: string): boolean {
  return (
    mediaType === "application/vnd.docker.container.image.v1+json" ||
    mediaType === "application/vnd.oci.image.config.v1+json"
  );
}

/** Docker's own name for layers packed with zstd, which only newer versions know. */
export function isDockerZstd(mediaType: string): boolean {
  return mediaType.startsWith("application/vnd.docker.image.rootfs.diff.tar.zstd");
}

/**
 * Is a layer of this type one that containerd unpacks into a file system (`core/images/mediatypes.go`, IsLayerType)?
 * To the letter. Encrypted ones are, on nodes that have the key.
 */
export function isFileSystemLayer(mediaType: string, { knowsDockerZstd }: PullRules): boolean {
  if (!knowsDockerZstd && isDockerZstd(mediaType)) return false;
  return (
    mediaType.startsWith("application/vnd.oci.image.layer.") ||
    /^application\/vnd\.docker\.image\.rootfs\.(?:foreign\.)?diff\.tar(?:\.(?:gzip|zstd))?(?:\+.*)?$/.test(mediaType) ||
    mediaType.startsWith("application/vnd.erofs.layer.")
  );
}

/** What people call an artifact of this type, for messages. */
export function artifactName(mediaType: string): string {
  for (const [pattern, name] of artifactNames) if (pattern.test(mediaType)) return name;
  return "an artifact";
}

const artifactNames: readonly (readonly [RegExp, string])[] = [
  [/helm\.(?:config|chart)/, "a Helm chart"],
  [/cosign|sigstore/, "a signature"],
  [/fluxcd/, "a Flux artifact"],
  [/wasm/, "a WebAssembly module"],
  [/in-toto/, "an attestation"],
  [/spdx|cyclonedx/, "a bill of materials"],
  [/\bopa\b|conftest|policy/, "a policy bundle"],
  [/oci\.empty/, "an artifact with an empty config"],
  [/plugin\.v1/, "a Docker plugin"],
];
