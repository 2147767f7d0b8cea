// What the hosts of a world hold once their descriptions are built: repositories of tags, manifests and blobs.
// Built when first asked for, and then kept: a case that asks for one image of a thousand pays for one repository.
import * as v from "valibot";
import { type Digest } from "../../../src/model.ts";
import { isDigest } from "../../../src/registries/manifest.ts";
import { type BuiltImage, buildImage } from "./images.ts";
import { type StoredManifest } from "./manifests.ts";
import { type Host, type World } from "./world.ts";

export interface RepositoryContent {
  readonly tags: ReadonlyMap<string, Digest>;
  /** By digest, as it stands in a path: anything may be asked for. */
  readonly manifests: ReadonlyMap<string, StoredManifest>;
  readonly blobs: ReadonlyMap<string, Buffer>;
  /** By the tag of the description, those that are deleted included. */
  readonly images: ReadonlyMap<string, BuiltImage>;
}

const built = new WeakMap<Host, Map<string, RepositoryContent>>();

/** The repository of that name; `null` where the host has none. */
export function contentOf(host: Host, repository: string): RepositoryContent | null {
  const descriptions = host.repositories[repository];
  if (descriptions === undefined) return null;
  const known = built.get(host) ?? new Map<string, RepositoryContent>();
  built.set(host, known);
  const content = known.get(repository) ?? build(`${host.salt}${repository}`, descriptions);
  known.set(repository, content);
  return content;
}

function build(repository: string, descriptions: Host["repositories"][string]): RepositoryContent {
  const tags = new Map<string, Digest>();
  const manifests = new Map<string, StoredManifest>();
  const blobs = new Map<string, Buffer>();
  const images = new Map<string, BuiltImage>();
  for (const [tag, spec] of Object.entries(descriptions)) {
    const image = buildImage(`${repository}:${spec.twin ?? tag}`, spec);
    images.set(tag, image);
    if (spec.stored === "nowhere") continue;
    if (spec.stored === "tag") tags.set(tag, image.top.digest);
    for (const manifest of image.manifests) manifests.set(manifest.digest, manifest);
    for (const [digest, bytes] of image.blobs) blobs.set(digest, bytes);
  }
  return { tags, manifests, blobs, images };
}

/**
 * The digest of `registry.test/shop/web:1.27.2`, or, with a platform as the index spells it, of the manifest below it;
 * with `config`, of its config.
 * An image that the world doesn't describe is thrown: a test that names one is wrong.
 */
export function digestIn(world: World, reference: string, platform?: string): Digest {
  const [, name = "", repository = "", tag = ""] = /^([^/]+)\/(.+):([^:/]+)$/.exec(reference) ?? [];
  const host = world.get(name === "docker.io" ? "registry-1.docker.io" : name);
  const image = host === undefined ? undefined : contentOf(host, repository)?.images.get(tag);
  const digest =
    platform === undefined
      ? image?.top.digest
      : platform === "config"
        ? configOf(image)
        : image?.children.get(platform);
  if (digest === undefined) throw new Error(`the world has no ${[reference, platform].filter(Boolean).join(" ")}`);
  return digest;
}

function configOf(image: BuiltImage | undefined): Digest | undefined {
  const manifest: unknown = image === undefined ? null : JSON.parse(image.top.bytes.toString("utf8"));
  return v.is(withConfig, manifest) ? manifest.config.digest : undefined;
}

const digestSchema = v.custom<Digest>((text) => typeof text === "string" && isDigest(text));
const withConfig = v.object({ config: v.object({ digest: digestSchema }) });

/** `{{digest registry.test/shop/web:1.27.2}}` and `{{digest registry.test/shop/web:1.27.2 linux/arm64}}` → the digests. */
export function fillDigests(world: World, text: string): string {
  return text.replaceAll(/\{\{digest (\S+?)(?: (\S+?))?\}\}/g, (_, reference: string, platform: string | undefined) =>
    digestIn(world, reference, platform),
  );
}

/** The reverse of `fillDigests`: every digest that the world knows becomes the words that name it. */
export function nameDigests(world: World, text: string): string {
  let named = text;
  for (const [name, host] of world) {
    const registry = name === "registry-1.docker.io" ? "docker.io" : name;
    for (const repository of Object.keys(host.repositories)) {
      for (const [tag, image] of contentOf(host, repository)?.images ?? []) {
        const reference = `${registry}/${repository}:${tag}`;
        named = named.replaceAll(image.top.digest, `{{digest ${reference}}}`);
        for (const [platform, digest] of image.children) {
          named = named.replaceAll(digest, `{{digest ${reference} ${platform}}}`);
        }
      }
    }
  }
  return named;
}
