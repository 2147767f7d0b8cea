// The embedded registry beside the real one: skopeo copies its images over, and both answer the same questions the same.
import { afterAll, beforeAll, expect, test } from "vitest";
import { mediaTypes } from "../support/registry/manifests.ts";
import { digestIn } from "../support/registry/contents.ts";
import { openRegistry } from "../support/registry/registry.ts";
import { type ServedRegistry, serveRegistry } from "../support/registry/serve.ts";
import { readWorld } from "../support/registry/world.ts";
import { run } from "./command.ts";
import { describeLab } from "./parts.ts";
import { type LabRegistry, startRegistry } from "./registry.ts";

const tags = {
  plain: {},
  layers: { layers: 3 },
  docker: { format: "docker" },
  both: { platforms: ["linux/amd64", "linux/arm64"], attestation: true },
  list: { platforms: ["linux/amd64", "linux/arm/v7"], format: "docker" },
  chart: { kind: "helm" },
};
const world = readWorld({ "registry.test": { repositories: { "shop/web": tags } } });
const digest = (tag: string, platform?: string): string => digestIn(world, `registry.test/shop/web:${tag}`, platform);
const nobody = `sha256:${"0".repeat(64)}`;
const everything = [mediaTypes.ociManifest, mediaTypes.ociIndex, mediaTypes.dockerManifest, mediaTypes.dockerList].join(
  ", ",
);

/** Method, path and Accept of what is asked of both; `all` stands for what a node accepts. */
const questions: readonly (readonly ["GET" | "HEAD" | "PATCH", string, string?])[] = [
  ["GET", "/v2/"],
  ["HEAD", "/v2/"],
  ["GET", "/elsewhere"],
  ...Object.keys(tags).flatMap((tag) => [
    ["HEAD", `/v2/shop/web/manifests/${tag}`, "all"] as const,
    ["GET", `/v2/shop/web/manifests/${tag}`, "all"] as const,
    ["GET", `/v2/shop/web/manifests/${digest(tag)}`, "all"] as const,
  ]),
  ["GET", `/v2/shop/web/manifests/${digest("both", "linux/arm64")}`, `${mediaTypes.ociManifest}, */*`],
  ["GET", "/v2/shop/web/manifests/plain"],
  ["HEAD", "/v2/shop/web/manifests/plain", "*/*"],
  ["GET", "/v2/shop/web/manifests/both", mediaTypes.ociManifest],
  ["GET", "/v2/shop/web/manifests/list", mediaTypes.dockerManifest],
  ["GET", `/v2/shop/web/manifests/${digest("docker")}`, "*/*"],
  ["GET", "/v2/shop/web/manifests/none", "all"],
  ["HEAD", "/v2/shop/web/manifests/none", "all"],
  ["GET", "/v2/shop/none/manifests/plain", "all"],
  ["GET", `/v2/shop/web/manifests/${nobody}`, "all"],
  ["PATCH", "/v2/shop/web/manifests/plain", "all"],
  ["GET", "/v2/shop/none/tags/list"],
  ["GET", `/v2/shop/web/blobs/${nobody}`],
];

describeLab("the embedded registry answers as the real one", () => {
  let real: LabRegistry;
  let embedded: ServedRegistry;
  let addresses: readonly string[] = [];

  beforeAll(async () => {
    real = await startRegistry({ kind: "open" });
    embedded = await serveRegistry(openRegistry(world));
    const own = embedded.addresses.get("registry.test") ?? "";
    addresses = [real.address, own];
    for (const tag of Object.keys(tags)) {
      const options = ["--quiet", "--all", "--src-tls-verify=false", "--dest-tls-verify=false"];
      const [from, to] = [`docker://${own}/shop/web:${tag}`, `docker://${real.address}/shop/web:${tag}`];
      await run("skopeo", "--insecure-policy", "copy", ...options, from, to);
    }
  });

  afterAll(async () => {
    await embedded.close();
    await real.stop();
  });

  const ask = async (method: string, path: string, accept?: string, range?: string): Promise<readonly object[]> =>
    Promise.all(
      addresses.map(async (address) => {
        const headers = { ...(accept === undefined ? {} : { accept }), ...(range === undefined ? {} : { range }) };
        const answer = await fetch(`http://${address}${path}`, { method, headers, redirect: "manual" });
        const named = [...answer.headers].filter(([name]) => !unsaid.has(name));
        return { status: answer.status, headers: Object.fromEntries(named), body: await answer.text() };
      }),
    );

  test.for(questions)("%s %s (%s)", async ([method, path, accept]) => {
    const [theirs, ours] = await ask(method, path, accept === "all" ? everything : accept);
    expect(ours).toEqual(theirs);
  });

  test("the list of tags, which 2.8 doesn't sort", async () => {
    const [theirs, ours] = await ask("GET", "/v2/shop/web/tags/list");
    const sorted = (answer: object | undefined): string => [...JSON.stringify(answer).matchAll(/\w+/g)].join(" ");
    expect(sorted(ours).split(" ").sort()).toEqual(sorted(theirs).split(" ").sort());
    expect(sorted(ours)).toContain("both chart docker layers list plain");
  });

  test("blobs, whole and in part", async () => {
    const [manifest] = await ask("GET", "/v2/shop/web/manifests/plain", everything);
    const config = /"config":.*?"(sha256:[0-9a-f]+)"/.exec(JSON.stringify(manifest).replaceAll("\\", ""))?.[1];
    for (const [method, range] of [["GET"], ["HEAD"], ["GET", "bytes=0-9"]] as const) {
      const [theirs, ours] = await ask(method, `/v2/shop/web/blobs/${config}`, undefined, range);
      expect(theirs).toMatchObject({ status: range === undefined ? 200 : 206 });
      expect(ours).toEqual(theirs);
    }
  });
});

/** Of the connection, not of the registry. */
const unsaid = new Set(["date", "connection", "keep-alive", "x-request-id", "vary"]);
