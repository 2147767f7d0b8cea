// Which logins are tried for their own sake, and where.
import { describe, expect, test } from "vitest";
import { keyOf } from "../../src/credentials/keyring.ts";
import { readPullSecret } from "../../src/credentials/pull-secret.ts";
import { registryOf, trialsOf } from "../../src/credentials/trials.ts";
import { pullSecretOf, secretWith } from "../support/secrets.ts";

describe("a key's registry", () => {
  test.for<[string, string | null]>([
    ["registry.test", "registry.test"],
    ["https://registry.test:5000/v2/", "registry.test:5000"],
    ["registry.test/team", "registry.test"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["https://index.docker.io/v1", null],
    ["docker.io", "docker.io"],
    ["docker.io/acme", "docker.io"],
    ["registry-1.docker.io", null],
    ["hub.docker.com", null],
    ["*.test", null],
    ["*", null],
    ["", null],
  ])("%s: %s", ([written, registry]) => {
    expect(registryOf({ key: keyOf(written) })).toBe(registry);
  });

  test("what the kubelet passes by has none", () => {
    expect(registryOf({ key: null })).toBeNull();
  });
});

describe("trials", () => {
  const shown = (
    secrets: Parameters<typeof trialsOf>[0],
    isPrivate: Parameters<typeof trialsOf>[1]["isPrivate"] = () => false,
  ): readonly string[] =>
    trialsOf(secrets, { isPrivate, reachOf: () => "anywhere" }, () => {}).map(
      ({ registry, candidate }) => `${candidate.holder} ${candidate.username} ${registry}`,
    );

  test("are one for each entry", () => {
    const secret = pullSecretOf("regcred", { "registry.test": "ci:pass", "https://index.docker.io/v1/": "hub:pass" });
    expect(shown([secret])).toEqual(["secret shop/regcred ci registry.test", "secret shop/regcred hub docker.io"]);
  });

  test("leave out hosts that only the cluster sees, and logins that are none", () => {
    const secret = pullSecretOf("regcred", {
      "corp.test": "ci:pass",
      "a.test": "ci:",
      "b.test": ":pass",
      "c.test": "ci:pass",
    });
    expect(shown([secret], (registry) => registry === "corp.test")).toEqual(["secret shop/regcred ci c.test"]);
  });

  test("leave out bytes that are no text, and what can't be read", () => {
    const auth = Buffer.from([99, 58, 255]).toString("base64");
    const bytes = readPullSecret(secretWith("a", JSON.stringify({ auths: { "registry.test": { auth } } })));
    const broken = readPullSecret(secretWith("b", '{"auths":{"registry.test":{"auth":"%"}}}'));
    expect(shown([bytes, broken, pullSecretOf("c", { "registry.test": "ci:pass" }, { isEncrypted: true })])).toEqual(
      [],
    );
  });
});
