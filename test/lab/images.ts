// Images for the lab, made by umoci and pushed by skopeo: no code of this project had a hand in their bytes.
// An index alone is put together here, over manifests that umoci wrote.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { run } from "./command.ts";

/** A folder in the OCI image layout, in which images have names. */
export interface Layout {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const descriptorSchema = v.looseObject({
  mediaType: v.string(),
  digest: v.string(),
  size: v.number(),
  annotations: v.optional(v.record(v.string(), v.string())),
});

const indexSchema = v.looseObject({ manifests: v.array(descriptorSchema) });

const nameAnnotation = "org.opencontainers.image.ref.name";

export async function createLayout(): Promise<Layout> {
  const parent = await mkdtemp(join(tmpdir(), "pullgate-layout-"));
  const folder = join(parent, "layout");
  await run("umoci", "init", "--layout", folder);
  return { folder, remove: () => rm(parent, { recursive: true, force: true }) };
}

/** Makes an image of one layer, of which `name` is the content; `architecture` as Go spells it. */
export async function makeImage({ folder }: Layout, name: string, architecture = "amd64"): Promise<void> {
  const image = `${folder}:${name}`;
  const file = join(folder, "..", `${name}.txt`);
  await writeFile(file, `${name}\n`);
  await run("umoci", "new", "--image", image);
  await run("umoci", "insert", "--rootless", "--image", image, file, "/etc/release");
  await run(
    "umoci",
    "config",
    "--image",
    image,
    "--os",
    "linux",
    "--architecture",
    architecture,
    "--config.cmd",
    "/bin/true",
  );
}

/** Names an index over images of the layout, by platform (`linux/arm64`). */
export async function makeIndex(
  { folder }: Layout,
  name: string,
  children: Readonly<Record<string, string>>,
): Promise<void> {
  const file = join(folder, "index.json");
  const layout = v.parse(indexSchema, JSON.parse(await readFile(file, "utf8")));
  const manifests = Object.entries(children).map(([platform, child]) => {
    const [os, architecture, variant] = platform.split("/");
    const found = layout.manifests.find(({ annotations }) => annotations?.[nameAnnotation] === child);
    if (found === undefined) throw new Error(`the layout has no ${child}`);
    const { mediaType, digest, size } = found;
    return { mediaType, digest, size, platform: { os, architecture, ...(variant === undefined ? {} : { variant }) } };
  });
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  const hex = createHash("sha256").update(bytes).digest("hex");
  await writeFile(join(folder, "blobs", "sha256", hex), bytes);
  const entry = { mediaType, digest: `sha256:${hex}`, size: bytes.length, annotations: { [nameAnnotation]: name } };
  await writeFile(file, JSON.stringify({ ...layout, manifests: [...layout.manifests, entry] }));
}

export interface PushOptions {
  /** Docker's manifest version 2, schema 2, instead of OCI's. */
  readonly format?: "v2s2";
  /** `user:password` */
  readonly login?: string;
}

/** Pushes an image or a whole index of the layout to `127.0.0.1:5000/shop/web:1`. */
export async function push({ folder }: Layout, name: string, to: string, options: PushOptions = {}): Promise<void> {
  const format = options.format === undefined ? [] : ["--format", options.format];
  const login = options.login === undefined ? [] : ["--dest-creds", options.login];
  const common = ["--insecure-policy", "copy", "--quiet", "--all", "--dest-tls-verify=false"];
  await run("skopeo", ...common, ...format, ...login, `oci:${folder}:${name}`, `docker://${to}`);
}

/** What skopeo says an image's digest is: of the index itself where the name is one's. */
export async function digestBySkopeo(image: string, login?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pullgate-raw-"));
  try {
    const credentials = login === undefined ? [] : ["--creds", login];
    const raw = await run("skopeo", "inspect", "--raw", "--tls-verify=false", ...credentials, `docker://${image}`);
    const file = join(folder, "manifest.json");
    await writeFile(file, raw);
    return (await run("skopeo", "manifest-digest", file)).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Pushes what helm pushes for a chart; the manifest's digest is the registry's own word. */
export async function pushChart(address: string, repository: string, tag: string): Promise<void> {
  const config = await pushBlob(address, repository, '{"apiVersion":"v2","name":"shop","version":"1.0.0"}');
  const chart = await pushBlob(address, repository, "a chart");
  const manifest = {
    schemaVersion: 2,
    config: { mediaType: "application/vnd.cncf.helm.config.v1+json", ...config },
    layers: [{ mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", ...chart }],
  };
  const answer = await fetch(`http://${address}/v2/${repository}/manifests/${tag}`, {
    method: "PUT",
    headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
    body: JSON.stringify(manifest),
  });
  if (answer.status !== 201) throw new Error(`the registry takes no chart: ${answer.status} ${await answer.text()}`);
}

/** Source: distribution-spec, "Pushing a blob monolithically". */
async function pushBlob(
  address: string,
  repository: string,
  text: string,
): Promise<{ readonly digest: string; readonly size: number }> {
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const upload = await fetch(`http://${address}/v2/${repository}/blobs/uploads/`, { method: "POST" });
  const location = new URL(upload.headers.get("location") ?? "", `http://${address}`);
  location.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  const answer = await fetch(location, { method: "PUT", headers, body: text });
  if (answer.status !== 201) throw new Error(`the registry takes no blob: ${answer.status} ${await answer.text()}`);
  return { digest, size: text.length };
}
