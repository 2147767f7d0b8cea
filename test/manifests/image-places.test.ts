// Artifacts, images that something fills in, and texts that only look like images: what each use is asked as, and whether at all.
import { describe, expect, test } from "vitest";
import { podWith, readText, shownUses } from "./extraction.ts";

const object = (apiVersion: string, kind: string, ...lines: readonly string[]): string =>
  [`apiVersion: ${apiVersion}`, `kind: ${kind}`, "metadata: { name: web, namespace: shop }", ...lines, ""].join("\n");

describe("artifacts", () => {
  test.each<[string, string, string]>([
    [
      "Flux's OCIRepository",
      object(
        "source.toolkit.fluxcd.io/v1",
        "OCIRepository",
        "spec: { url: 'oci://ghcr.io/acme/chart', ref: { tag: 1.2.3 } }",
      ),
      'custom oci://ghcr.io/acme/chart:1.2.3 by "1.2.3" 4:54-4:59 asked as ghcr.io/acme/chart:1.2.3',
    ],
    [
      "without a reference: latest",
      object("source.toolkit.fluxcd.io/v1", "OCIRepository", "spec: { url: 'oci://ghcr.io/acme/chart' }"),
      'custom oci://ghcr.io/acme/chart by "oci://ghcr.io/acme/chart" 4:15-4:39 asked as ghcr.io/acme/chart',
    ],
    [
      "a range of versions",
      object(
        "source.toolkit.fluxcd.io/v1",
        "OCIRepository",
        "spec: { url: 'oci://ghcr.io/acme/chart', ref: { semver: 1.x } }",
      ),
      'custom oci://ghcr.io/acme/chart by "oci://ghcr.io/acme/chart" 4:15-4:39 open to version-range',
    ],
    [
      "a package of Crossplane",
      object("pkg.crossplane.io/v1", "Provider", "spec: { package: 'xpkg.example.test/acme/provider:v1' }"),
      'custom xpkg.example.test/acme/provider:v1 by "xpkg.example.test/acme/provider:v1" 4:19-4:53',
    ],
    [
      "one without a host: whose registry it is, differs between versions",
      object("pkg.crossplane.io/v1", "Provider", "spec: { package: 'acme/provider:v1' }"),
      'string acme/provider:v1 by "acme/provider:v1" 4:19-4:35',
    ],
    [
      "a bundle of Tekton",
      object(
        "tekton.dev/v1",
        "TaskRun",
        "spec: { taskRef: { resolver: bundles, params: [{ name: bundle, value: 'ghcr.io/acme/tasks:1' }] } }",
      ),
      'custom ghcr.io/acme/tasks:1 by "ghcr.io/acme/tasks:1" 4:72-4:92',
    ],
    [
      "a disk in a registry",
      object(
        "cdi.kubevirt.io/v1beta1",
        "DataVolume",
        "spec: { source: { registry: { url: 'docker://quay.io/acme/disk:1' } } }",
      ),
      'custom docker://quay.io/acme/disk:1 by "docker://quay.io/acme/disk:1" 4:37-4:65 asked as quay.io/acme/disk:1',
    ],
  ])("%s", (_, text, use) => {
    expect(shownUses(text)).toEqual([use]);
    expect(readText(text).uses[0]?.slot).toBe("artifact");
  });

  test("what is fetched from elsewhere is none", () => {
    const text = object(
      "extensions.istio.io/v1alpha1",
      "WasmPlugin",
      "spec: { url: 'https://example.test/image.wasm' }",
    );
    expect(shownUses(text)).toEqual([]);
  });

  test("the secret that its controller fetches it with", () => {
    const text = object(
      "source.toolkit.fluxcd.io/v1",
      "OCIRepository",
      "spec: { url: 'oci://ghcr.io/acme/chart', secretRef: { name: ghcr } }",
    );
    expect(readText(text).uses).toMatchObject([{ pullSecrets: [{ name: "ghcr" }] }]);
  });
});

describe("images in parts", () => {
  test("a plan's version", () => {
    const text = object(
      "upgrade.cattle.io/v1",
      "Plan",
      "spec: { version: v1.30.1+k3s1, upgrade: { image: rancher/k3s-upgrade } }",
    );
    expect(shownUses(text)).toEqual(['custom rancher/k3s-upgrade:v1.30.1-k3s1 by "v1.30.1+k3s1" 4:18-4:30']);
    expect(readText(text).uses[0]?.frame).toBeNull();
  });

  test("a channel's", () => {
    const text = object(
      "upgrade.cattle.io/v1",
      "Plan",
      "spec: { channel: 'https://x', upgrade: { image: rancher/k3s-upgrade } }",
    );
    expect(shownUses(text)).toEqual([
      'custom rancher/k3s-upgrade by "rancher/k3s-upgrade" 4:49-4:68 open to version-range',
    ]);
  });

  test("a name without a tag is its operator's to complete", () => {
    expect(shownUses(object("argoproj.io/v1beta1", "ArgoCD", "spec: { image: quay.io/argoproj/argocd }"))).toEqual([]);
    const text = object("argoproj.io/v1beta1", "ArgoCD", "spec: { image: quay.io/acme/argocd, version: 'sha256:0f' }");
    expect(shownUses(text)).toEqual(['custom quay.io/acme/argocd@sha256:0f by "sha256:0f" 4:47-4:56']);
  });
});

describe("what somebody fills in", () => {
  test("an image change trigger of OpenShift", () => {
    const text = object(
      "apps.openshift.io/v1",
      "DeploymentConfig",
      "spec:",
      "  triggers: [{ type: ImageChange, imageChangeParams: { containerNames: [web] } }]",
      "  template: { spec: { containers: [{ name: web, image: stub }, { name: api, image: 'acme/api:1' }, { name: c, image: ' ' }] } }",
    );
    expect(shownUses(text).map((use) => use.replace(/ by ".*"/, ""))).toEqual([
      "custom stub 6:56-6:60 open to image-trigger",
      "custom acme/api:1 6:85-6:95",
    ]);
  });

  test("the annotation that does the same", () => {
    const trigger = JSON.stringify([{ fieldPath: 'spec.template.spec.containers[?(@.name=="web")].image' }]);
    const text = JSON.stringify({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", annotations: { "image.openshift.io/triggers": trigger } },
      spec: { template: { spec: { containers: [{ name: "web", image: "stub" }] } } },
    });
    expect(readText(text).uses).toMatchObject([{ image: "stub", target: { kind: "open", to: "image-trigger" } }]);
  });

  test("a parameter: its default is judged where it stands", () => {
    const text = object(
      "tekton.dev/v1",
      "Task",
      "spec:",
      "  params:",
      "    - { name: builder, default: 'acme/builder:1' }",
      "    - { name: out-image, default: 'ghcr.io/acme/out:1' }",
      "    - { name: url, default: 'ghcr.io/acme/x:1' }",
      "  steps:",
      "    - { name: build, image: $(params.builder) }",
      "    - { name: push, image: $(params.pusher) }",
    );
    expect(shownUses(text).map((use) => use.replace(/ by ".*"/, ""))).toEqual([
      "custom acme/builder:1 6:34-6:48",
      "string ghcr.io/acme/out:1 7:36-7:54",
      "custom $(params.builder) 10:29-10:46 open to parameter",
      "custom $(params.pusher) 11:28-11:44",
    ]);
  });

  test("a template's parameter", () => {
    const text = object(
      "template.openshift.io/v1",
      "Template",
      "objects:",
      "  - { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ image: '${IMAGE}' }] } }",
      "parameters: [{ name: IMAGE, value: 'acme/web:1' }]",
    );
    expect(shownUses(text).map((use) => use.replace(/ by ".*"/, ""))).toEqual([
      "core ${IMAGE} 5:88-5:96 open to parameter",
      "custom acme/web:1 6:37-6:47",
    ]);
  });
});

describe("texts of a container", () => {
  test("told by a name with image, and by their look", () => {
    const text = podWith(
      "- name: operator",
      "  image: acme/operator:1",
      "  env:",
      "    - { name: RELATED_IMAGE_WEB, value: 'quay.io/acme/web:1' }",
      "    - { name: IMAGE_PULL_POLICY, value: Always }",
      "    - { name: WEB, value: 'quay.io/acme/web:1' }",
      "  args:",
      "    - --sidecar-image=quay.io/acme/sidecar:2",
      "    - --engine-image",
      "    - 'quay.io/acme/engine:3'",
      "    - --image-pull-secret=quay.io/acme/secret:1",
    );
    expect(shownUses(text)).toEqual([
      'core acme/operator:1 by "acme/operator:1" 8:14-8:29',
      'string quay.io/acme/web:1 by "quay.io/acme/web:1" 10:46-10:64',
      'string quay.io/acme/sidecar:2 by "quay.io/acme/sidecar:2" 14:27-14:49',
      'string quay.io/acme/engine:3 by "quay.io/acme/engine:3" 16:12-16:33',
    ]);
  });
});

describe("by shape alone", () => {
  test("containers at any depth, with what stands around them", () => {
    const text = object(
      "example.test/v1",
      "Fleet",
      "spec:",
      "  imagePullSecrets: [{ name: regcred }]",
      "  groups: [{ pods: { nodeSelector: { kubernetes.io/arch: arm64 }, containers: [{ name: a, image: b }] } }]",
      "status: { containers: [{ image: c }] }",
    );
    expect(readText(text).uses).toMatchObject([
      {
        source: "shape",
        image: "b",
        container: "a",
        path: "spec.groups[0].pods.containers[0].image",
        pullSecrets: [{ name: "regcred" }],
        nodes: [[{ key: "kubernetes.io/arch", values: ["arm64"] }]],
      },
    ]);
  });

  test("objects within objects, each with its own name", () => {
    const text = object(
      "work.open-cluster-management.io/v1",
      "ManifestWork",
      "spec: { workload: { manifests: [{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ image: b }] } }] } }",
    );
    expect(readText(text).uses).toMatchObject([
      { source: "core", kind: "Pod", name: "a", path: "spec.containers[0].image" },
    ]);
  });

  test("under the key image, what can be nothing else", () => {
    const of = (image: string): number =>
      shownUses(object("example.test/v1", "Thing", `spec: { image: ${JSON.stringify(image)} }`)).length;
    expect(["ghcr.io/acme/web", "acme/web:1", "web@sha256:0f", "localhost:5000/web"].map(of)).toEqual([1, 1, 1, 1]);
    expect(["web", "acme/web", "ubuntu-22.04", "https://x.test/a.png", "cdn.test/a.png", "{{ x }}:1"].map(of)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  test.each([
    ["a policy", object("kyverno.io/v1", "ClusterPolicy", "spec: { containers: [{ image: 'acme/web:1' }] }")],
    ["a cluster on a machine", object("kind.x-k8s.io/v1alpha4", "Cluster", "nodes: [{ image: 'kindest/node:v1' }]")],
    ["a block device", object("example.test/v1", "Thing", "spec: { rbd: { image: 'pool/disk:1' } }")],
  ])("not %s", (_, text) => {
    expect(shownUses(text)).toEqual([]);
  });

  test("objects that hold objects for ever are not followed for ever", () => {
    const nested = Array.from({ length: 60 }).reduce<object>(
      (inner) => ({ apiVersion: "example.test/v1", kind: "Thing", spec: { inner } }),
      { apiVersion: "v1", kind: "Pod", spec: { containers: [{ image: "a" }] } },
    );
    expect(readText(JSON.stringify(nested)).uses).toEqual([]);
  });
});
