import { describe, expect, test } from "vitest";
import { askedHost } from "./asking.ts";

describe("what comes of one GET of a manifest under", () => {
  test.for([
    [{ status: 503 }, { status: 503 }],
    [
      { status: 429, headers: { "Retry-After": "7" } },
      { status: 429, headers: { "retry-after": "7" } },
    ],
    [
      { status: 307, headers: { location: "/elsewhere" } },
      { status: 307, headers: { location: "/elsewhere" } },
    ],
    [
      { body: "<html>", headers: { "content-type": "text/html" } },
      { status: 200, headers: { "content-type": "text/html" } },
    ],
    [
      { headers: { "docker-content-digest": "sha256:0" } },
      { status: 200, headers: { "docker-content-digest": "sha256:0" } },
    ],
    [{ bytes: 100_000_000 }, { status: 200, truncated: true, headers: { "content-length": "100000000" } }],
    [{ bytes: "endless" }, { status: 200, truncated: true }],
    [{ truncate: true }, { kind: "failure", cause: "reset" }],
    [{ reset: true }, { kind: "failure", cause: "reset" }],
    [{ stall: true }, { kind: "failure", cause: "timeout", ms: 30_000 }],
    [{ network: "tls-expired" }, { kind: "failure", hop: "tls", cause: "tls-expired" }],
    [
      { network: "proxy-wants-password" },
      { kind: "failure", hop: "proxy", cause: "proxy-wants-password", viaProxy: true },
    ],
    [{ latency: 250 }, { status: 200, ms: 250 }],
    [{ method: "HEAD", status: 405 }, { status: 200 }],
    [{ path: "tags", status: 500 }, { status: 200 }],
    [{ authorization: "bearer", status: 500 }, { status: 200 }],
  ] as const)("%j", async ([fault, expected]) => {
    expect(await askedHost({ faults: [fault] }).ask()).toMatchObject(expected);
  });

  test("a header that is taken away", async () => {
    const answer = await askedHost({ faults: [{ headers: { "docker-content-digest": null } }] }).ask();
    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-type": "application/vnd.oci.image.manifest.v1+json" },
    });
    expect(answer).not.toHaveProperty(["headers", "docker-content-digest"]);
  });
});

test("a fault strikes as often as it says, and every visit is remembered", async () => {
  const { ask, registry } = askedHost({ faults: [{ status: 503, times: 2 }] });
  for (const status of [503, 503, 200]) expect(await ask()).toMatchObject({ status });
  expect(registry.visits.map(({ status }) => status)).toEqual([503, 503, 200]);
  expect(registry.count({ method: "GET", path: /manifests/ })).toBe(3);
  expect(registry.count({ host: "other.test" })).toBe(0);
});

test("a whole host may have no network, and one that the world lacks has no name", async () => {
  const { ask } = askedHost({ network: "refused" });
  expect(await ask()).toMatchObject({ kind: "failure", hop: "connect", cause: "refused" });
  const other = await ask({ url: "https://other.test/v2/" });
  expect(other).toMatchObject({ kind: "failure", hop: "dns", cause: "name-not-found" });
});

test("TLS and plain HTTP are not the same", async () => {
  expect(await askedHost({}).ask({ url: "http://registry.test/v2/" })).toMatchObject({ kind: "answer", status: 400 });
  expect(await askedHost({ scheme: "http" }).ask()).toMatchObject({ kind: "failure", hop: "tls", cause: "plain-http" });
});

test("time passes in the order of its events, and stands still for the disk", async () => {
  const { clock, ask } = askedHost({ faults: [{ path: "slow", latency: 5000 }] });
  const { signal } = new AbortController();
  const order: string[] = [];
  const note = async (what: string, work: Promise<unknown>): Promise<void> => {
    await work;
    order.push(what);
  };
  await Promise.all([
    note("slept", clock.sleep(6000, signal)),
    note("slow", ask({ url: "https://registry.test/v2/slow/tags/list" })),
    note(
      "disk",
      clock.hold(() => new Promise((resolve) => setTimeout(resolve, 20))),
    ),
  ]);
  expect(order).toEqual(["disk", "slow", "slept"]);
  expect(clock.now()).toBe(6000);
});

test("an abort ends a stall", async () => {
  const { edges } = askedHost({ faults: [{ stall: true }] });
  const controller = new AbortController();
  const url = new URL("https://registry.test/v2/");
  const answer = edges.http({ method: "GET", url, headers: {}, body: null, maxBytes: 1, signal: controller.signal });
  controller.abort();
  expect(await answer).toMatchObject({ kind: "aborted" });
});
