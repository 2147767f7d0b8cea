// The forecast of whole manifests: which uses count, whose pods they are, and what is said of it.
import { describe, expect, test } from "vitest";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const world = {
  "registry-1.docker.io": {
    auth: "token",
    realm: "https://auth.docker.io/token",
    limits: { pulls: {} },
    repositories: {
      "library/nginx": { "1.27": { index: true }, "1.28": { index: true } },
      "library/busybox": { "1": {} },
    },
  },
};

async function limitsOf(files: Readonly<Record<string, string>>, settings = "nodes: 100") {
  const { edges } = testEdges({ world, files });
  const report = await checkedGate(settingsOf(settings), edges);
  return {
    report,
    seen: report.limits.map(({ needed, isAtLeast, uses }) => ({
      needed,
      isAtLeast,
      images: uses.map(({ image }) => image),
    })),
  };
}

function workload(kind: string, spec: string, image = "nginx:1.27", more = ""): string {
  const apiVersion = kind === "Job" || kind === "CronJob" ? "batch/v1" : "apps/v1";
  const pod = `template: { spec: { containers: [{ name: web, image: "${image}"${more} }] } }`;
  const whole = kind === "CronJob" ? `jobTemplate: { spec: { ${spec} ${pod} } }` : `${spec} ${pod}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\nspec: { ${whole} }\n`;
}

describe("pods", () => {
  test.for<[string, string, number, boolean]>([
    ["a Deployment", workload("Deployment", "replicas: 7,"), 14, false],
    ["without replicas", workload("Deployment", ""), 2, false],
    ["a template's", workload("Deployment", "replicas: '{{ n }}',"), 2, false],
    ["a negative number", workload("Deployment", "replicas: -3,"), 2, false],
    ["a huge one", workload("Deployment", "replicas: 999999999,"), 200, false],
    ["a StatefulSet", workload("StatefulSet", "replicas: 3,"), 6, false],
    ["a DaemonSet", workload("DaemonSet", ""), 200, false],
    ["a Job", workload("Job", "parallelism: 4, completions: 9,"), 8, false],
    ["a CronJob", workload("CronJob", "parallelism: 5,"), 10, false],
    [
      "a kind of its own",
      "apiVersion: example.com/v1\nkind: constructor\nmetadata: { name: a }\nspec: { replicas: 4, containers: [{ name: a, image: nginx:1.27 }] }\n",
      8,
      true,
    ],
  ])("of %s", async ([, manifest, needed, isAtLeast]) => {
    expect((await limitsOf({ "a.yaml": manifest })).seen).toMatchObject([{ needed, isAtLeast }]);
  });

  test("of an entry of a kustomization are those whose image it replaces", async () => {
    const files = {
      "base/web.yaml": `${workload("DaemonSet", "")}---\n${workload("Deployment", "replicas: 3,").replace("name: web }\nspec", "name: other }\nspec")}`,
      "base/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\nimages:\n  - name: nginx\n    newTag: '1.28'\n",
    };
    const { seen } = await limitsOf(files);
    expect(seen).toEqual([{ needed: 200, isAtLeast: false, images: ["nginx:1.28"] }]);
  });

  test("of two entries that come to one image are those of both", async () => {
    const files = {
      "web.yaml": workload("Deployment", "replicas: 3,", "a"),
      "other.yaml": workload("StatefulSet", "replicas: 5,", "b"),
      "kustomization.yaml":
        "resources: [web.yaml, other.yaml]\nimages:\n  - { name: a, newName: nginx, newTag: '1.28' }\n  - { name: b, newName: nginx, newTag: '1.28' }\n",
    };
    expect((await limitsOf(files)).seen).toMatchObject([{ needed: 16 }]);
  });
});

describe("no pull", () => {
  test("of a text that names an image, nor of what is never pulled", async () => {
    const env = ', env: [{ name: NGINX_IMAGE, value: "docker.io/library/nginx:1.28" }]';
    const never = ", imagePullPolicy: Never";
    const { seen, report } = await limitsOf(
      {
        "a.yaml": workload("DaemonSet", "", "busybox:1", env),
        "b.yaml": workload("DaemonSet", "", "nginx:1.27", never),
      },
      "nodes: 100\nstrict: true",
    );
    expect(seen).toEqual([{ needed: 100, isAtLeast: false, images: ["busybox:1"] }]);
    expect(report.findings.filter(({ rule }) => rule === "rate-limit-low")).toEqual([]);
  });
});
