// Every workload kind, every list of containers, and what a use carries of its pod.
import { describe, expect, test } from "vitest";
import { at, readText } from "./extraction.ts";

const podSpec = { containers: [{ name: "web", image: "nginx" }] };

/** `spec.template.spec` → nested objects with the pod's spec at the end. */
function objectWith(apiVersion: string, kind: string, path: string): object {
  const nested = path.split(".").reduceRight<object>((inner, key) => ({ [key]: inner }), podSpec);
  return { apiVersion, kind, metadata: { name: "web", namespace: "shop" }, ...nested };
}

const found = (...objects: readonly object[]): readonly string[] =>
  readText(objects.map((object) => JSON.stringify(object)).join("\n---\n")).uses.map(
    ({ apiVersion, kind, namespace, name, path }) => `${apiVersion} ${kind} ${namespace}/${name} ${path}`,
  );

describe("workloads", () => {
  test.each([
    ["v1", "Pod", "spec"],
    ["v1", "PodTemplate", "template.spec"],
    ["v1", "ReplicationController", "spec.template.spec"],
    ["apps/v1", "ReplicaSet", "spec.template.spec"],
    ["extensions/v1beta1", "ReplicaSet", "spec.template.spec"],
    ["apps/v1beta2", "Deployment", "spec.template.spec"],
    ["extensions/v1beta1", "Deployment", "spec.template.spec"],
    ["apps/v1", "StatefulSet", "spec.template.spec"],
    ["apps/v1", "DaemonSet", "spec.template.spec"],
    ["extensions/v1beta1", "DaemonSet", "spec.template.spec"],
    ["batch/v1", "Job", "spec.template.spec"],
    ["batch/v1beta1", "CronJob", "spec.jobTemplate.spec.template.spec"],
  ])("%s %s", (apiVersion, kind, path) => {
    expect(found(objectWith(apiVersion, kind, path))).toEqual([
      `${apiVersion} ${kind} shop/web ${path}.containers[0].image`,
    ]);
  });

  test.each([
    ["another group's kind of the same name", "serving.example.com/v1"],
    ["a wrong pair of group and kind", "v1"],
  ])("%s is told by its shape", (_, apiVersion) => {
    const text = JSON.stringify(objectWith(apiVersion, "Deployment", "spec.template.spec"));
    expect(readText(text).uses).toMatchObject([{ source: "shape", path: "spec.template.spec.containers[0].image" }]);
  });

  test.each([
    ["a status", { ...objectWith("v1", "Pod", "status"), spec: {} }],
    ["a container outside of a PodSpec", objectWith("apps/v1", "Deployment", "spec")],
    ["a policy's pattern", objectWith("kyverno.io/v1", "ClusterPolicy", "spec.rules.validate.pattern.spec")],
  ])("not %s", (_, object) => {
    expect(found(object)).toEqual([]);
  });
});

describe("lists", () => {
  const pod = objectWith("v1", "Pod", "spec");
  const deployment = objectWith("apps/v1", "Deployment", "spec.template.spec");

  test("items at any depth, each with its own path", () => {
    const inner = {
      apiVersion: "v1",
      kind: "List",
      items: [deployment, { apiVersion: "v1", kind: "PodList", items: [pod] }],
    };
    expect(found({ apiVersion: "v1", kind: "List", items: [pod, inner] })).toEqual([
      "v1 Pod shop/web spec.containers[0].image",
      "apps/v1 Deployment shop/web spec.template.spec.containers[0].image",
      "v1 Pod shop/web spec.containers[0].image",
    ]);
  });

  test("items of a typed list may leave out apiVersion and kind", () => {
    expect(
      found({ apiVersion: "apps/v1", kind: "DeploymentList", items: [{ spec: { template: { spec: podSpec } } }] }),
    ).toEqual(["apps/v1 Deployment null/ spec.template.spec.containers[0].image"]);
    expect(found({ apiVersion: "v1", kind: "List", items: [{ spec: podSpec }] })).toEqual([]);
  });

  test("a list is one document", () => {
    expect(readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: [pod, pod] })).documents).toBe(1);
    expect(readText("apiVersion: v1\nkind: List # image\nitems: []\n").documents).toBe(1);
  });
});

describe("a PodSpec", () => {
  const text = `apiVersion: v1
kind: Pod
metadata:
  generateName: web-
spec:
  serviceAccountName: robot
  imagePullSecrets: [{name: regcred}, {}, {name: other}]
  initContainers:
    - name: init
      image: busybox:1
      imagePullPolicy: Always
  containers:
    - name: web
      image: nginx:1
      imagePullPolicy: Sometimes
    - name: patched
    - image: nginx:2
  ephemeralContainers:
    - name: debug
      image: alpine
      imagePullPolicy: Never
  volumes:
    - name: model
      image: {reference: models/llama:3, pullPolicy: IfNotPresent}
    - name: data
      rbd: {image: not-a-container-image, pool: kube}
    - name: stub
      image: {pullPolicy: Never}
`;
  const { uses } = readText(text);

  test("yields each container that names an image, and each image volume", () => {
    expect(
      uses.map(({ image, path, container, slot, pullPolicy }) => [image, path, container, slot, pullPolicy]),
    ).toEqual([
      ["busybox:1", "spec.initContainers[0].image", "init", "container", "Always"],
      ["nginx:1", "spec.containers[0].image", "web", "container", null],
      ["nginx:2", "spec.containers[2].image", null, "container", null],
      ["alpine", "spec.ephemeralContainers[0].image", "debug", "container", "Never"],
      ["models/llama:3", "spec.volumes[0].image.reference", null, "volume", "IfNotPresent"],
    ]);
  });

  test("gives every use what the pod says of pulling", () => {
    for (const use of uses) {
      expect(use).toMatchObject({
        source: "core",
        apiVersion: "v1",
        kind: "Pod",
        name: "web-",
        namespace: null,
        pullSecrets: [{ name: "regcred" }, { name: "other" }],
        serviceAccount: { name: "robot" },
        via: null,
        nodes: [],
        overriddenBy: null,
      });
    }
  });

  test("reads the older name of serviceAccountName", () => {
    const legacy = text.replace("serviceAccountName", "serviceAccount");
    expect(readText(legacy).uses.map(({ serviceAccount }) => serviceAccount?.name)).toEqual(Array(5).fill("robot"));
    expect(readText(legacy.replace("robot", '""')).uses.at(0)?.serviceAccount).toBe(null);
  });

  test("may hold a map where a list belongs: nothing is read of it", () => {
    expect(readText("apiVersion: v1\nkind: Pod\nspec:\n  containers: {image: nginx}\n").uses).toEqual([]);
  });
});

describe("ServiceAccounts", () => {
  test("carry the names of their pull secrets, at the account's name", () => {
    const { serviceAccounts } = readText(`apiVersion: v1
kind: ServiceAccount
metadata: {name: robot, namespace: shop}
imagePullSecrets:
  - name: regcred
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: plain}
---
apiVersion: example.com/v1
kind: ServiceAccount
metadata: {name: another}
`);
    expect(
      serviceAccounts.map(({ name, namespace, pullSecrets, span }) => [
        name,
        namespace,
        pullSecrets.map((secret) => `${secret.name} ${at(secret.span)}`),
        at(span),
      ]),
    ).toEqual([
      ["robot", "shop", ["regcred 5:11-5:18"], "3:18-3:23"],
      ["plain", null, [], "9:18-9:23"],
    ]);
  });
});
