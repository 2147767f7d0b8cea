// Hosts of hosts.toml, asked in containerd's order: who is asked for what, and whose words stand in the end.
import { describe, expect, test } from "vitest";
import { asked, holds, host, mirror, server } from "./mirrored.ts";

test("a mirror that has it is all that is asked, and is told for whom it stands in", async () => {
  const { use, requests, sent } = await asked([mirror, server], { "mirror.test": holds, "registry.test": holds });
  expect(use.verdict).toBe("pullable");
  expect(requests).toEqual(["HEAD mirror.test"]);
  expect(sent[0]?.url).toBe("https://mirror.test/v2/shop/web/manifests/1.0?ns=registry.test");
});

test.for([
  ["lacks it", { repositories: {} }],
  ["can't be reached", { network: "refused" }],
  ["is not trusted", { network: "tls-untrusted" }],
  ["refuses", { ...holds, faults: [{ path: "/v2/", status: 403 }] }],
] as const)("a mirror that %s leaves it to the server", async ([, broken]) => {
  const { use, requests, sent } = await asked([mirror, server], { "mirror.test": broken, "registry.test": holds });
  expect(use.verdict).toBe("pullable");
  expect(requests.at(-1)).toBe("HEAD registry.test");
  expect(sent.at(-1)?.url).toBe("https://registry.test/v2/shop/web/manifests/1.0");
});

describe("where nobody has it", () => {
  test("a miss at one host proves none where another one can't be reached", async () => {
    const lacking = { repositories: {} };
    for (const [first, second] of [
      [lacking, { network: "refused" }],
      [{ network: "refused" }, lacking],
    ] as const) {
      const { use } = await asked([mirror, server], { "mirror.test": first, "registry.test": second });
      expect(use.verdict).toBe("unreachable");
      expect(use.outcome).toMatchObject({ cause: "refused" });
    }
  });

  test("a miss at all of them is one", async () => {
    const { use } = await asked([mirror, server], {
      "mirror.test": { repositories: {} },
      "registry.test": { repositories: {} },
    });
    expect(use.verdict).toBe("missing");
  });

  test("what the registry says of its own content counts for more than what a mirror says", async () => {
    const refusing = { ...holds, faults: [{ path: "/v2/", status: 403 }] };
    const lacking = { repositories: {} };
    const missing = await asked([mirror, server], { "mirror.test": refusing, "registry.test": lacking });
    expect(missing.use.verdict).toBe("missing");
    const denied = await asked([mirror, server], { "mirror.test": lacking, "registry.test": refusing });
    expect(denied.use.verdict).toBe("denied");
  });

  test("a mirror that limits the rate is named", async () => {
    const limiting = { ...holds, faults: [{ path: "/v2/", status: 429 }] };
    const { report } = await asked([mirror, server], {
      "mirror.test": limiting,
      "registry.test": { repositories: {} },
    });
    expect(report.findings[0]).toMatchObject({ rule: "rate-limited" });
    expect(report.findings[0]?.message).toContain('"mirror.test", which hosts.toml names for registry.test, limits');
  });

  test("of the same kind the first one counts", async () => {
    const { use } = await asked([mirror, server], {
      "mirror.test": { network: "refused" },
      "registry.test": { network: "timeout" },
    });
    expect(use.outcome).toMatchObject({ kind: "unreachable", host: "mirror.test", cause: "refused" });
  });
});

describe("capabilities", () => {
  const world = { "mirror.test": holds, "registry.test": holds };

  test("a mirror that may not resolve is asked for no tag, and for what a digest names", async () => {
    const pulling = host("https://mirror.test/v2", { resolve: false });
    const { requests } = await asked([pulling, server], world, { settings: "depth: manifest" });
    expect(requests[0]).toBe("HEAD registry.test");
    expect(new Set(requests.slice(1))).toEqual(new Set(["GET mirror.test"]));
  });

  test("nobody who may: nobody is asked", async () => {
    const { use, requests, report } = await asked([host("https://mirror.test/v2", { resolve: false })], world);
    expect(requests).toEqual([]);
    expect(use.verdict).toBe("unreachable");
    expect(report.findings.map(({ rule }) => rule)).toContain("registry-unreachable");
    expect(report.egress).toMatchObject([{ reached: null, detail: "not asked: no host may be asked for it" }]);
  });
});

test("a path of its own", async () => {
  const own = host("https://mirror.test/own/path");
  const { sent } = await asked([own], { "mirror.test": holds });
  expect(sent[0]?.url).toBe("https://mirror.test/own/path/shop/web/manifests/1.0?ns=registry.test");
});

test("headers of hosts.toml are its host's alone, and in no report", async () => {
  const headed = host("https://mirror.test/v2", {
    headers: { Authorization: ["Basic canary-3f9c"], "X-Team": ["a", "b"] },
  });
  const { sent, report } = await asked(
    [headed, server],
    { "mirror.test": { repositories: {} }, "registry.test": holds },
    { hosts: { secrets: ["Basic canary-3f9c"] } },
  );
  const [first, ...others] = sent;
  expect(first?.headers).toContain('"authorization":"Basic canary-3f9c"');
  expect(first?.headers).toContain('"x-team":"a, b"');
  expect(others.length).toBeGreaterThan(0);
  expect(JSON.stringify(others.filter(({ host }) => host !== "mirror.test"))).not.toContain("canary");
  expect(JSON.stringify(report)).not.toContain("canary");
});

test.for([
  ["basic", "reference", ["web"]],
  // From the second image on, what the mirror wants is known before it is asked.
  ["basic", "reference", ["web", "api"]],
  ["basic", "manifest", ["web", "api"]],
  ["token", "reference", ["web", "api"]],
  // And within one pull.
  ["token", "manifest", ["web"]],
] as const)(
  "a pull secret's login is its registry's, and no mirror sees it (%s, depth %s, %s)",
  async ([auth, depth, names]) => {
    const login = Buffer.from("ci:canary-3f9c").toString("base64");
    const manifest = `apiVersion: v1
kind: Secret
metadata: { name: regcred }
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"registry.test":{"auth":"${login}"}}}'
---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  imagePullSecrets: [{ name: regcred }]
  containers: [${names.map((name) => `{ name: ${name}, image: "registry.test/shop/${name}:1.0" }`).join(", ")}]
`;
    const repositories = Object.fromEntries(names.map((name) => [`shop/${name}`, ["1.0"]]));
    const guarded = { repositories, auth, users: { ci: "canary-3f9c" }, private: ["*"] };
    const world = { "mirror.test": guarded, "registry.test": guarded };
    const { report, sent } = await asked([mirror, server], world, {
      manifest,
      settings: `depth: ${depth}\nconcurrency: 1`,
    });
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(names.map(() => "pullable"));
    const shown = sent.filter((one) => one.headers.includes(login) || one.body.includes("canary-3f9c"));
    expect(new Set(shown.map(({ host }) => host))).toEqual(new Set(["registry.test"]));
  },
);
