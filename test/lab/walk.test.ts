// The walk against the real registry, over images that no code of ours made: what the gate says is what is there.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as v from "valibot";
import { run } from "./command.ts";
import { judgeImage, judgeImages } from "./gate.ts";
import { createLayout, digestBySkopeo, type Layout, makeImage, makeIndex, push, pushChart } from "./images.ts";
import { describeLab } from "./parts.ts";
import { type LabRegistry, startRegistry } from "./registry.ts";

describeLab("the walk against the real registry", () => {
  let layout: Layout;
  let registry: LabRegistry;
  let web: string;

  beforeAll(async () => {
    layout = await createLayout();
    await makeImage(layout, "one");
    await makeImage(layout, "two");
    await makeImage(layout, "arm", "arm64");
    await makeIndex(layout, "both", { "linux/amd64": "one", "linux/arm64": "arm" });
    registry = await startRegistry({ kind: "open" });
    web = `${registry.address}/shop/web`;
    await push(layout, "one", `${web}:1.27.2`);
    await push(layout, "two", `${web}:1.27.3`);
    await push(layout, "one", `${web}:docker`, { format: "v2s2" });
    await push(layout, "arm", `${web}:arm`);
    await push(layout, "both", `${web}:both`);
    await push(layout, "both", `${web}:list`, { format: "v2s2" });
    await pushChart(registry.address, "shop/chart", "1.0.0");
  });
  afterAll(async () => {
    await registry.stop();
    await layout.remove();
  });
  beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(registry.log())));

  test.for(["1.27.2", "docker", "both", "list"])("%s is pullable, and has skopeo's digest", async (tag) => {
    const { use, findings } = await judgeImage(`${web}:${tag}`);
    expect(findings).toEqual([]);
    expect(use.verdict).toBe("pullable");
    expect(use.outcome).toMatchObject({
      kind: "found",
      depth: "manifest",
      digest: await digestBySkopeo(`${web}:${tag}`),
    });
  });

  test("at depth reference the same digest costs no pull", async () => {
    const { use, report } = await judgeImage(`${web}:both`, { settings: "depth: reference" });
    const digest = await digestBySkopeo(`${web}:both`);
    expect(use.outcome).toMatchObject({ kind: "found", depth: "reference", digest });
    expect(report.cost.countedPulls).toBe(0);
  });

  test("by digest", async () => {
    const digest = await digestBySkopeo(`${web}:1.27.2`);
    const { use } = await judgeImage(`${web}@${digest}`);
    expect(use).toMatchObject({ verdict: "pullable", outcome: { digest } });
  });

  test("a missing tag has its neighbour named", async () => {
    const { use, findings } = await judgeImage(`${web}:1.27.33`);
    expect(use.verdict).toBe("missing");
    expect(findings).toMatchObject([
      { rule: "tag-missing", severity: "error", suggestion: { replacement: `${web}:1.27.3` } },
    ]);
  });

  test("a missing repository is not taken for a missing tag", async () => {
    const { use, findings } = await judgeImage(`${registry.address}/shop/wbe:1.27.2`);
    expect(use.verdict).toBe("missing");
    expect(findings.map(({ rule }) => rule)).toEqual(["repository-missing"]);
  });

  test("a digest that was pruned", async () => {
    const pruned = `${registry.address}/shop/pruned`;
    await push(layout, "one", `${pruned}:1`);
    await push(layout, "two", `${pruned}:2`);
    const digest = await digestBySkopeo(`${pruned}:1`);
    await deleteManifest(registry, "shop/pruned", digest);
    const { use, findings } = await judgeImage(`${pruned}@${digest}`);
    expect(use.verdict).toBe("missing");
    expect(findings.map(({ rule }) => rule)).toEqual(["digest-missing"]);
  });

  test.for([
    ["an index without the node's platform", "both", "linux/s390x"],
    ["an image for another platform", "arm", "linux/amd64"],
  ])("%s", async ([, tag, platform]) => {
    const { use, findings } = await judgeImage(`${web}:${tag}`, { settings: `platform: [${platform}]` });
    expect(use.verdict).toBe("wrong-platform");
    expect(findings.map(({ rule }) => rule)).toEqual(["platform-missing"]);
    expect(findings[0]?.message).toContain(platform);
  });

  test("an index and an image are good for the platforms that they have", async () => {
    const settings = "platform: [linux/arm64]";
    expect(await judgeImage(`${web}:both`, { settings })).toMatchObject({ use: { verdict: "pullable" } });
    expect(await judgeImage(`${web}:arm`, { settings })).toMatchObject({ use: { verdict: "pullable" } });
  });

  test("a chart is not an image", async () => {
    const { use, findings } = await judgeImage(`${registry.address}/shop/chart:1.0.0`);
    expect(use.verdict).toBe("broken");
    expect(findings.map(({ rule }) => rule)).toEqual(["not-an-image"]);
  });

  test("a config that storage lost", async () => {
    const image = `${registry.address}/shop/lost:1`;
    await push(layout, "two", image);
    const manifest = await run("skopeo", "inspect", "--raw", "--tls-verify=false", `docker://${image}`);
    const { config } = v.parse(v.object({ config: v.object({ digest: v.string() }) }), JSON.parse(manifest));
    const hex = config.digest.slice("sha256:".length);
    await rm(join(registry.storage, "blobs", "sha256", hex.slice(0, 2), hex), { recursive: true });
    const { use, findings } = await judgeImage(image);
    // One storage holds the blobs of all repositories: whoever comes next needs it again.
    await push(layout, "two", image);
    expect(use.verdict).toBe("broken");
    expect(findings.map(({ rule }) => rule)).toEqual(["blob-missing"]);
  });

  test("a child of an index that was deleted: broken for its platform, pullable for the others", async () => {
    const half = `${registry.address}/shop/half`;
    await push(layout, "arm", `${half}:arm`);
    await push(layout, "both", `${half}:1`);
    await deleteManifest(registry, "shop/half", await digestBySkopeo(`${half}:arm`));
    const { use, findings } = await judgeImage(`${half}:1`, { settings: "platform: [linux/arm64]" });
    expect(use.verdict).toBe("broken");
    expect(findings.map(({ rule }) => rule)).toEqual(["blob-missing"]);
    expect(await judgeImage(`${half}:1`)).toMatchObject({ use: { verdict: "pullable" } });
  });

  test("uses of one image are one walk", async () => {
    const images = Array.from({ length: 200 }, (_, index) => `${web}:${["1.27.2", "1.27.3", "both"][index % 3]}`);
    const { uses, cost } = await judgeImages(images, {});
    expect(uses.filter(({ verdict }) => verdict === "pullable")).toHaveLength(200);
    // HEAD, manifest and config of two images; of the index, whose child is one of them, its own HEAD, manifest and config.
    expect(cost.requests).toBe(3 + 3 + 3);
  });
});

async function deleteManifest(registry: LabRegistry, repository: string, digest: string): Promise<void> {
  const answer = await fetch(`http://${registry.address}/v2/${repository}/manifests/${digest}`, { method: "DELETE" });
  if (answer.status !== 202) throw new Error(`${digest} was not deleted: ${answer.status} ${await answer.text()}`);
}
