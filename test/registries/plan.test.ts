// The plan: what is the same is asked once, and what needs no asking isn't asked at all.
import { describe, expect, test } from "vitest";
import { seal } from "../../src/credentials/secret.ts";
import type { Candidate, ImageUse, NodeRequirement, ServiceAccount } from "../../src/model.ts";
import { type Plan, planProbes } from "../../src/registries/plan.ts";
import { privateRegistryMatcher } from "../../src/registries/private.ts";
import { accountOf, named, sourcesOf } from "../support/credentials.ts";
import { settingsOf } from "../support/settings.ts";
import { useOf as use } from "../support/uses.ts";

const digest = `sha256:${"1".repeat(64)}`;

/** Nodes of one of these architectures. */
function on(...values: readonly string[]): NodeRequirement {
  return { of: "architecture", operator: "In", values, from: "nodeSelector", key: "kubernetes.io/arch" };
}

function build(version: string): NodeRequirement {
  const key = "node.kubernetes.io/windows-build";
  return { of: "build", operator: "In", values: [version], from: "nodeSelector", key };
}

interface PlanWish {
  readonly settings?: string;
  readonly login?: Candidate;
  readonly serviceAccounts?: readonly ServiceAccount[];
}

function plan(uses: readonly ImageUse[], { settings = "", login, serviceAccounts = [] }: PlanWish = {}): Plan {
  const sources = sourcesOf({ accounts: serviceAccounts, ...(login === undefined ? {} : { login }) });
  return planProbes({ uses }, sources, settingsOf(settings));
}

/** What becomes of each use: the probe's number, or why there is none. */
function answersOf({ uses, probes }: Plan): readonly (number | string)[] {
  const keys = probes.map(({ key }) => key);
  return uses.map(({ question }) => (question.kind === "probe" ? keys.indexOf(question.key) : question.why));
}

describe("what is the same is asked once", () => {
  test("200 uses, 12 probes", () => {
    const uses = Array.from({ length: 200 }, (_, index) => use(`registry.test/shop/web-${index % 12}:1`));
    const { probes, uses: planned } = plan(uses);
    expect(probes).toHaveLength(12);
    expect(planned).toHaveLength(200);
    expect(probes.map(({ reference }) => reference.repository)).toEqual(
      Array.from({ length: 12 }, (_, index) => `shop/web-${index}`),
    );
  });

  test.for<[string, ImageUse, ImageUse]>([
    ["defaults, written and not", use("nginx"), use("docker.io/library/nginx:latest")],
    ["Docker Hub's other name", use("index.docker.io/library/nginx:1"), use("nginx:1")],
    ["a tag beside a digest", use(`nginx:1@${digest}`), use(`nginx@${digest}`)],
    ["two tags beside a digest", use(`nginx:1@${digest}`), use(`nginx:2@${digest}`)],
    ["platforms by other names", use("a/b", { nodes: [[on("x86_64")]] }), use("a/b")],
    [
      "platforms in another order, and twice",
      use("a/b", { nodes: [[on("arm64", "amd64")]] }),
      use("a/b", { nodes: [[on("amd64")], [on("aarch64", "arm64")]] }),
    ],
    ["places", use("a/b", { namespace: "one", name: "x" }), use("a/b", { namespace: "two", container: null })],
    ["pull secrets that nobody can read", use("a/b", { pullSecrets: [named("regcred")] }), use("a/b")],
    ["pull policies", use("a/b", { pullPolicy: "Always" }), use("a/b", { pullPolicy: "IfNotPresent" })],
  ])("%s", ([, one, other]) => {
    expect(answersOf(plan([one, other]))).toEqual([0, 0]);
  });

  test.for<[string, ImageUse, ImageUse]>([
    ["tags", use("a/b:1"), use("a/b:2")],
    ["hosts", use("a/b"), use("ghcr.io/a/b")],
    ["ports", use("registry.test/a"), use("registry.test:5000/a")],
    ["platforms", use("a/b", { nodes: [[on("arm64")]] }), use("a/b")],
    [
      "builds of Windows",
      use("a/b", { nodes: [[build("10.0.17763")]] }),
      use("a/b", { nodes: [[build("10.0.20348")]] }),
    ],
    ["slots", use("a/b", { slot: "volume" }), use("a/b")],
    ["an image, and an artifact of the same name", use("a/b", { slot: "artifact" }), use("a/b")],
  ])("but not: %s", ([, one, other]) => {
    expect(answersOf(plan([one, other]))).toEqual([0, 1]);
  });

  test("every use keeps what was written", () => {
    const { uses, probes } = plan([use(`nginx:1@${digest}`)]);
    expect(uses[0]?.parsed).toMatchObject({ kind: "reference", reference: { tag: "1", digest } });
    expect(probes[0]?.reference).toMatchObject({ tag: null, digest });
  });
});

describe("what isn't asked", () => {
  test.for<[string, ImageUse, string]>([
    ["Never", use("nginx", { pullPolicy: "Never" }), "never-pulled"],
    ["Never, and invalid all the same", use("Nginx:", { pullPolicy: "Never" }), "invalid"],
    ["Never, and a placeholder", use("{{ .image }}", { pullPolicy: "Never" }), "never-pulled"],
    ["Never, in a private registry", use("registry.corp.example/a", { pullPolicy: "Never" }), "never-pulled"],
    ["an invalid name", use("nginx:"), "invalid"],
    ["a placeholder", use("nginx:${TAG}"), "placeholder"],
    ["a private registry", use("registry.corp.example:5000/a"), "private-registry"],
    ["a tag that stays with a base", use("a/b", { target: { kind: "open", to: "base" } }), "tag-elsewhere"],
    ["a trigger's stub", use(" ", { target: { kind: "open", to: "image-trigger" } }), "filled-in-later"],
    ["a range", use("a/b:>=1.2", { target: { kind: "open", to: "version-range" } }), "version-range"],
  ])("%s", ([, asked, why]) => {
    const planned = plan([asked], { settings: 'private-registries: ["*.corp.example"]' });
    expect(answersOf(planned)).toEqual([why]);
    expect(planned.probes).toEqual([]);
  });
});

describe("artifacts", () => {
  const artifact = (image: string, more: Partial<ImageUse> = {}): ImageUse => use(image, { slot: "artifact", ...more });

  test("are asked by name alone, and no node runs them", () => {
    const settings = "depth: blobs\nplatform: [linux/amd64, linux/arm64]";
    const { uses, probes } = plan([artifact("a/b", { nodes: [[on("arm64")]] }), use("a/b")], { settings });
    expect(probes.map(({ slot, depth, platforms }) => [slot, depth, platforms.length])).toEqual([
      ["artifact", "reference", 0],
      ["container", "blobs", 2],
    ]);
    expect(uses.map(({ platforms }) => platforms.length)).toEqual([0, 2]);
  });

  test("by the name that they are fetched by", () => {
    const target = { kind: "named", name: "ghcr.io/acme/chart:1_b" } as const;
    const { uses, probes } = plan([artifact("oci://ghcr.io/acme/chart:1+b", { target })]);
    expect(probes[0]?.reference).toMatchObject({ registry: "ghcr.io", repository: "acme/chart", tag: "1_b" });
    expect(uses[0]?.use.image).toBe("oci://ghcr.io/acme/chart:1+b");
  });

  test("by a name that containerd 1.6 alone doesn't know", () => {
    const settings = 'containerd: "1.6"';
    const name = "[2001:db8::1]:5000/app:1";
    expect(answersOf(plan([artifact(name), use(name)], { settings }))).toEqual([0, "invalid"]);
  });
});

describe("private registries", () => {
  test.for<[string, string, boolean]>([
    ["registry.corp.example", "registry.corp.example", true],
    ["registry.corp.example", "registry.corp.example:5000", true],
    ["registry.corp.example:5000", "registry.corp.example:5000", true],
    ["registry.corp.example:5000", "registry.corp.example", false],
    ["registry.corp.example:5000", "registry.corp.example:5001", false],
    ["registry.corp.example:*", "registry.corp.example:5001", true],
    ["*.corp.example", "a.corp.example:5000", true],
    ["*.corp.example", "a.b.corp.example", true],
    ["*.corp.example", "corp.example", false],
    ["Registry.Corp.Example", "registry.corp.example", true],
    ["*.corp.example", "registry.corp.example.evil.test", false],
    ["10.*", "10.1.2.3:5000", true],
    ["{a,b}.test", "b.test", true],
    ["docker.io", "docker.io", true],
    ["[[]::1]", "[::1]:5000", true],
    ["[fd00::1]:5000", "[FD00:0::1]:05000", true],
    ["[fd00::1]", "[fd00::1]:5000", true],
    ["[fd00::1]:5000", "[fd00::1]:5001", false],
    ["127.0.0.1:7410", "127.0.0.1:07410", true],
    ["127.0.0.1:07410", "127.0.0.1:7410", true],
    ["127.0.0.1:7410", "127.0.0.1:74100", false],
    ["registry.corp.example:5000", "registry.corp.example.:5000", true],
    ["registry.corp.example.:5000", "registry.corp.example:5000", true],
    ["registry.corp.example:5000", "REGISTRY.corp.example:05000", true],
    ["priv.example", "Priv.Example.", true],
    ["*.corp.example", "a.corp.example.", true],
    ["registry.corp.example:{5000,5001}", "registry.corp.example:05001", true],
    ["registry.corp.example:443", "registry.corp.example", true],
    ["registry.corp.example:80", "registry.corp.example", false],
    ["registry.corp.example:*", "registry.corp.example", true],
    ["localhost:80", "localhost", true],
    ["registry.corp.example:65536", "registry.corp.example:65536", true],
    ["registry.corp.example:0", "registry.corp.example:65536", false],
  ])("%s for %s: %s", ([glob, registry, expected]) => {
    expect(privateRegistryMatcher([glob])(registry)).toBe(expected);
  });

  test("none", () => {
    expect(privateRegistryMatcher([])("docker.io")).toBe(false);
  });
});

describe("credentials and platforms", () => {
  const login: Candidate = { kind: "login", holder: "node", username: "ci", secret: seal("canary-3f9c") };

  test("the runner's login, then anonymous", () => {
    const { probes } = plan([use("ghcr.io/a/b")], { login });
    expect(probes.map(({ candidates }) => candidates.map(({ kind }) => kind))).toEqual([["login", "anonymous"]]);
  });

  test("no probe prints a password", () => {
    const planned = plan([use("ghcr.io/a/b")], { login });
    expect(JSON.stringify(planned)).not.toContain("canary");
    expect(planned.probes[0]?.key).not.toContain("canary");
  });

  test("the settings' platforms where the manifest doesn't say", () => {
    const settings = "platform: [linux/arm64, windows/amd64]";
    const { probes } = plan([use("a/b"), use("a/c", { nodes: [[on("s390x")]] })], { settings });
    expect(probes.map(({ platforms }) => platforms.map(({ architecture }) => architecture))).toEqual([
      ["arm64", "amd64"],
      ["s390x"],
    ]);
  });

  test("secrets of the pod's account", () => {
    const account = accountOf("default", "shop", "regcred");
    const pod = use("a/b", { namespace: "shop", namespaces: ["shop"] });
    const { uses } = plan([pod], { serviceAccounts: [account] });
    expect(uses[0]?.credentials.secrets.map(({ name }) => name)).toEqual(["shop/regcred"]);
  });
});
