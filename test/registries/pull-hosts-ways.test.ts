// The ways to hosts of hosts.toml: with TLS and without, through silence and closed ports, and what is told of each.
import { describe, expect, test } from "vitest";
import { asked, holds, host, mirror, server } from "./mirrored.ts";

test("plain HTTP is asked where TLS isn't spoken, and not where a certificate is refused", async () => {
  const tls = host("https://registry.test/v2", { isMirror: false });
  const plain = host("http://registry.test/v2", { isMirror: false, onlyIfUnreachable: true });
  const spoken = await asked([tls, plain], { "registry.test": { ...holds, scheme: "http" } });
  expect(spoken.use.verdict).toBe("pullable");
  expect(spoken.sent.map(({ url }) => url.split(":")[0])).toEqual(["https", "http"]);
  const refused = await asked([tls, plain], { "registry.test": { network: "tls-untrusted" } });
  expect(refused.use.verdict).toBe("unreachable");
  expect(refused.sent.map(({ url }) => url.split(":")[0])).toEqual(["https"]);
});

describe("the same host in plain HTTP is asked for what its TLS said, not for what another host did", () => {
  const tls = host("https://registry.test/v2", { isMirror: false });
  const plain = host("http://registry.test/v2", { isMirror: false, onlyIfUnreachable: true });

  test("its TLS answers: nobody asks it without", async () => {
    const { sent, use } = await asked([mirror, tls, plain], {
      "mirror.test": { network: "refused" },
      "registry.test": { repositories: {} },
    });
    expect(sent.map(({ url }) => new URL(url).origin)).not.toContain("http://registry.test");
    expect(use.verdict).toBe("unreachable");
  });

  test("it speaks none: it is asked without, whatever a mirror said", async () => {
    const failing = { ...holds, faults: [{ path: "/v2/", status: 500 }] };
    const { sent, use } = await asked([mirror, tls, plain], {
      "mirror.test": failing,
      "registry.test": { ...holds, scheme: "http" },
    });
    expect(sent.map(({ url }) => new URL(url).origin)).toContain("http://registry.test");
    expect(use.verdict).toBe("pullable");
  });
});

test("a mirror at a metadata service's address is told, though the next host has it", async () => {
  const { use, report } = await asked([mirror, server], {
    "mirror.test": { network: "address-forbidden" },
    "registry.test": holds,
  });
  expect(use.verdict).toBe("pullable");
  expect(report.findings.map(({ rule }) => rule)).toEqual(["address-forbidden"]);
});

test("a mirror that lets nobody connect on a port of its own is not asked in plain HTTP as well", async () => {
  const tls = host("https://registry.test:5000/v2", { isMirror: false });
  const plain = host("http://registry.test:5000/v2", { isMirror: false, onlyIfUnreachable: true });
  const { requests } = await asked([tls, plain], { "registry.test:5000": { network: "timeout" } });
  expect(requests).toEqual(["HEAD registry.test:5000"]);
});

test("a mirror that keeps silent is waited for once a pull", async () => {
  const { use, requests } = await asked(
    [mirror, server],
    { "mirror.test": { ...holds, faults: [{ path: "/v2/", stall: true }] }, "registry.test": holds },
    { settings: "depth: manifest" },
  );
  expect(use.verdict).toBe("pullable");
  // Once more after the first silence, as for every host; and never again.
  expect(requests.filter((request) => request.endsWith("mirror.test"))).toHaveLength(2);
});

test("a registry that a mirror stands in for wasn't asked, and isn't said to be reached", async () => {
  const { report } = await asked([mirror, server], { "mirror.test": holds, "registry.test": { network: "refused" } });
  expect(report.egress).toMatchObject([
    { host: "mirror.test", why: ["mirror"], reached: true },
    { host: "registry.test", why: ["registry"], reached: null, detail: "not asked: a mirror of hosts.toml had it" },
  ]);
});

test("a mirror is part of the route, and of what a firewall has to let through", async () => {
  const { report } = await asked([mirror, server], { "mirror.test": { network: "refused" }, "registry.test": holds });
  const [registry] = report.registries;
  expect(registry?.route).toMatchObject([
    { stage: "connect", host: "mirror.test", ok: false },
    { stage: "ping", host: "registry.test", ok: true },
  ]);
  expect(report.egress).toMatchObject([
    { host: "mirror.test", port: 443, why: ["mirror"], reached: false },
    { host: "registry.test", port: 443, why: ["registry"], reached: true },
  ]);
});
