// What is read of a pod's nodes: selectors, required affinity and the pod's own system, in every shape that a file can have.
import { describe, expect, test } from "vitest";
import type { NodeRequirement } from "../../src/model.ts";
import { readText } from "./extraction.ts";

function nodesIn(text: string): readonly (readonly string[])[] {
  const [use] = readText(text).uses;
  if (use === undefined) throw new Error("no use");
  return use.nodes.map((term) => term.map(printed));
}

function printed({ of, operator, values, from, key }: NodeRequirement): string {
  return `${from} ${key} ${of} ${[operator, ...values].join(" ")}`;
}

/** A pod with these fields beside its container. */
function podWith(spec: object, container: object = {}): string {
  const containers = [{ name: "web", image: "nginx", ...container }];
  return JSON.stringify({ apiVersion: "v1", kind: "Pod", spec: { ...spec, containers } });
}

function affinity(nodeSelectorTerms: unknown, kind = "requiredDuringSchedulingIgnoredDuringExecution"): object {
  return { affinity: { nodeAffinity: { [kind]: { nodeSelectorTerms } } } };
}

function expression(operator: unknown, values?: unknown, key: unknown = "kubernetes.io/arch"): object {
  return { matchExpressions: [{ key, operator, values }] };
}

const isArm = { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] };
const arm = { matchExpressions: [isArm] };
const readArm = "affinity kubernetes.io/arch architecture In arm64";

describe("nodeSelector and os.name", () => {
  test.each([
    ["kubernetes.io/arch", "architecture", "arm64"],
    ["kubernetes.io/os", "os", "windows"],
    ["beta.kubernetes.io/arch", "architecture", "arm64"],
    ["beta.kubernetes.io/os", "os", "linux"],
    ["node.kubernetes.io/windows-build", "build", "10.0.20348"],
  ])("%s", (key, of, value) => {
    expect(nodesIn(podWith({ nodeSelector: { disk: "ssd", [key]: value } }))).toEqual([
      [`nodeSelector ${key} ${of} In ${value}`],
    ]);
  });

  test.each(["linux", "windows"])("os.name: %s", (name) => {
    expect(nodesIn(podWith({ os: { name } }))).toEqual([[`pod os.name os In ${name}`]]);
  });

  test("all of them hold", () => {
    const nodeSelector = { "kubernetes.io/os": "windows", "kubernetes.io/arch": "amd64" };
    expect(nodesIn(podWith({ os: { name: "windows" }, nodeSelector }))).toEqual([
      [
        "pod os.name os In windows",
        "nodeSelector kubernetes.io/os os In windows",
        "nodeSelector kubernetes.io/arch architecture In amd64",
      ],
    ]);
  });

  test.each([
    ["nothing", {}],
    ["other labels", { nodeSelector: { "topology.kubernetes.io/zone": "a", "Kubernetes.io/Arch": "arm64" } }],
    ["a template's value", { nodeSelector: { "kubernetes.io/arch": "{{ .Values.arch }}" } }],
    ["a variable", { nodeSelector: { "kubernetes.io/arch": "${ARCH}", "kubernetes.io/os": "$(params.os)" } }],
    ["an empty value", { nodeSelector: { "kubernetes.io/arch": "" } }],
    ["no value", { nodeSelector: { "kubernetes.io/arch": null } }],
    ["a list", { nodeSelector: { "kubernetes.io/arch": ["arm64"] } }],
    ["a value that no label can have", { nodeSelector: { "kubernetes.io/arch": "a".repeat(64) } }],
    ["a list of selectors", { nodeSelector: [{ "kubernetes.io/arch": "arm64" }] }],
    ["a text", { nodeSelector: "kubernetes.io/arch=arm64", os: "windows" }],
    ["a system that no pod can have", { os: { name: "darwin" } }],
  ])("say nothing: %s", (_, spec) => {
    expect(nodesIn(podWith(spec))).toEqual([]);
  });
});

describe("required affinity", () => {
  test.each([
    [expression("In", ["amd64", "arm64"]), "In amd64 arm64"],
    [expression("NotIn", ["amd64"]), "NotIn amd64"],
    [expression("Exists"), "Exists"],
    [expression("DoesNotExist"), "DoesNotExist"],
    [expression("In", ["arm64", "{{ .Values.arch }}"]), "In arm64"],
  ])("%j", (term, expected) => {
    expect(nodesIn(podWith(affinity([term])))).toEqual([[`affinity kubernetes.io/arch architecture ${expected}`]]);
  });

  test("terms are alternatives, expressions are not, and what the pod selects holds in each", () => {
    const two = {
      matchExpressions: [
        { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
        { key: "beta.kubernetes.io/os", operator: "NotIn", values: ["windows"] },
        { key: "topology.kubernetes.io/zone", operator: "In", values: ["a"] },
      ],
    };
    const spec = { nodeSelector: { "kubernetes.io/os": "linux" }, ...affinity([arm, two]) };
    const selected = "nodeSelector kubernetes.io/os os In linux";
    expect(nodesIn(podWith(spec))).toEqual([
      [selected, readArm],
      [
        selected,
        "affinity kubernetes.io/arch architecture In amd64",
        "affinity beta.kubernetes.io/os os NotIn windows",
      ],
    ]);
  });

  test("a term about other things is for any platform", () => {
    const fields = { matchFields: [{ key: "metadata.name", operator: "In", values: ["node-1"] }] };
    const zone = expression("In", ["a"], "topology.kubernetes.io/zone");
    expect(nodesIn(podWith(affinity([arm, zone, fields])))).toEqual([[readArm], [], []]);
    expect(nodesIn(podWith(affinity([zone, fields])))).toEqual([]);
  });

  test("an empty term matches nothing", () => {
    for (const empty of [{}, null, { matchExpressions: [] }, { matchExpressions: [], matchFields: null }]) {
      expect(nodesIn(podWith(affinity([empty, arm])))).toEqual([[readArm]]);
      expect(nodesIn(podWith({ nodeSelector: { "kubernetes.io/arch": "arm64" }, ...affinity([empty]) }))).toEqual([]);
    }
  });

  test.each([
    ["what is only preferred", affinity([arm], "preferredDuringSchedulingIgnoredDuringExecution")],
    ["what counts for pods", { affinity: { podAffinity: {} } }],
    ["comparisons of numbers", affinity([expression("Gt", ["1"])])],
    ["an operator that there is not", affinity([expression("in", ["arm64"])])],
    ["no values", affinity([expression("In", [])])],
    ["a text in place of values", affinity([expression("In", "arm64")])],
    ["values that are none", affinity([expression("In", [null, {}, ["arm64"]])])],
    ["a template in place of values", affinity([expression("In", ["{{ .Values.arch }}", "${ARCH}"])])],
    ["a key that is none", affinity([expression("In", ["arm64"], ["kubernetes.io/arch"])])],
    ["a template in place of expressions", affinity([{ matchExpressions: "{{ toYaml .Values.affinity }}" }])],
    ["a template in place of a term", affinity(["{{ .Values.term }}"])],
    ["expressions that are none", affinity([{ matchExpressions: [null, 1, "x", []] }])],
    ["a map of terms", affinity({ a: arm })],
    ["a text of terms", affinity("{{ toYaml .Values.terms }}")],
    ["no terms", affinity([])],
    ["a list in the middle", { affinity: [{ nodeAffinity: arm }] }],
  ])("says nothing: %s", (_, spec) => {
    expect(nodesIn(podWith(spec))).toEqual([]);
    const nodeSelector = { "kubernetes.io/arch": "s390x" };
    expect(nodesIn(podWith({ nodeSelector, ...spec }))).toEqual([
      ["nodeSelector kubernetes.io/arch architecture In s390x"],
    ]);
  });

  test("of very long lists the beginning is read", () => {
    const values = Array.from({ length: 5000 }, (_, index) => `cpu-${index}`);
    const long = { matchExpressions: Array.from({ length: 100 }, () => isArm) };
    expect(nodesIn(podWith(affinity([expression("In", values)])))[0]?.[0]?.split(" ")).toHaveLength(4 + 16);
    expect(nodesIn(podWith(affinity([long])))[0]).toHaveLength(16);
    expect(nodesIn(podWith(affinity(Array.from({ length: 5000 }, () => arm))))).toHaveLength(16);
  });
});

describe("YAML", () => {
  const pod = (...lines: readonly string[]): string =>
    ["apiVersion: v1", "kind: Pod", "spec:", ...lines, "  containers: [{name: web, image: nginx}]", ""].join("\n");

  test("aliases and merge keys are followed", () => {
    const text = pod(
      "  x: &arm {kubernetes.io/arch: &arch arm64}",
      "  nodeSelector: {<<: *arm, kubernetes.io/os: linux}",
      "  affinity:",
      "    nodeAffinity:",
      "      requiredDuringSchedulingIgnoredDuringExecution:",
      "        nodeSelectorTerms:",
      "          - matchExpressions:",
      "              - {key: kubernetes.io/arch, operator: In, values: [*arch]}",
    );
    expect(nodesIn(text)).toEqual([
      ["nodeSelector kubernetes.io/os os In linux", "nodeSelector kubernetes.io/arch architecture In arm64", readArm],
    ]);
  });

  test("an unquoted placeholder is none", () => {
    expect(nodesIn(pod("  nodeSelector: {kubernetes.io/os: linux}", "  os: {name: {{ .os }}}"))).toEqual([
      ["nodeSelector kubernetes.io/os os In linux"],
    ]);
    expect(nodesIn(pod("  nodeSelector:", "    kubernetes.io/arch: {{ .Values.arch }}"))).toEqual([]);
  });

  test("a value without quotes is what is written", () => {
    expect(nodesIn(pod("  nodeSelector: {kubernetes.io/arch: 386}"))).toEqual([
      ["nodeSelector kubernetes.io/arch architecture In 386"],
    ]);
  });

  test("each pod of a file has its own", () => {
    const { uses } = readText(`${podWith({ os: { name: "linux" } })}\n---\n${podWith({})}`);
    expect(uses.map(({ nodes }) => nodes.length)).toEqual([1, 0]);
  });
});

describe("pods that run on any build of Windows are asked for none", () => {
  const nodeSelector = { "node.kubernetes.io/windows-build": "10.0.20348" };
  const hostProcess = { securityContext: { windowsOptions: { hostProcess: true } } };

  test.each([
    ["a runtime class", podWith({ nodeSelector, runtimeClassName: "hyperv" })],
    ["HostProcess, said of the pod", podWith({ nodeSelector, ...hostProcess })],
    ["and of a container", podWith({ nodeSelector }, hostProcess)],
  ])("%s", (_, text) => {
    expect(nodesIn(text)).toEqual([["nodeSelector node.kubernetes.io/windows-build build Exists"]]);
  });

  test("but others are", () => {
    const plain = { securityContext: { windowsOptions: { hostProcess: false } } };
    expect(nodesIn(podWith({ nodeSelector, ...plain }))).toEqual([
      ["nodeSelector node.kubernetes.io/windows-build build In 10.0.20348"],
    ]);
  });
});
