// The served world, asked through the real network edge: every misbehaviour arrives as what it is.
import { afterEach, expect, test } from "vitest";
import type { HttpAnswer } from "../../../src/edges/edges.ts";
import { type HttpEdge, nodeHttp } from "../../../src/edges/http.ts";
import { openRegistry, type Registry } from "./registry.ts";
import { type ServedRegistry, serveRegistry } from "./serve.ts";
import { readWorld } from "./world.ts";

const accept = "application/vnd.oci.image.manifest.v1+json";
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

interface Served {
  readonly registry: Registry;
  readonly served: ServedRegistry;
  readonly ask: (path?: string, method?: "GET" | "HEAD", signal?: AbortSignal) => Promise<HttpAnswer>;
}

async function serve(host: object): Promise<Served> {
  const registry = openRegistry(readWorld({ "registry.test": { repositories: { "shop/web": ["1"] }, ...host } }));
  const served = await serveRegistry(registry);
  const http: HttpEdge = nodeHttp({ connectTimeoutMs: 5000, connections: 4, environment: {}, log: () => {} });
  opened.push(http, served);
  return {
    registry,
    served,
    ask: (path = "/v2/shop/web/manifests/1", method = "GET", signal = new AbortController().signal) => {
      const url = new URL(`http://${served.addresses.get("registry.test")}${path}`);
      return http.send({ method, url, headers: { accept }, body: null, maxBytes: 1_000_000, signal });
    },
  };
}

test.for([
  [{}, { status: 200, truncated: false }],
  [
    { status: 429, headers: { "retry-after": "7" } },
    { status: 429, headers: { "retry-after": "7" } },
  ],
  [{ bytes: 3_000_000 }, { status: 200, truncated: true, headers: { "content-length": "3000000" } }],
  [{ bytes: "endless" }, { status: 200, truncated: true }],
  [{ truncate: true }, { kind: "failure", cause: "reset" }],
  [{ reset: true }, { kind: "failure", cause: "reset" }],
] as const)("%j", async ([fault, expected]) => {
  const { ask } = await serve({ faults: [fault] });
  expect(await ask()).toMatchObject(expected);
});

test("HEAD has the headers of GET and no body", async () => {
  const { ask } = await serve({});
  const [head, get] = [await ask(undefined, "HEAD"), await ask()];
  if (head.kind !== "answer" || get.kind !== "answer") throw new Error("no answer");
  expect(head.body).toHaveLength(0);
  expect(head.headers["content-length"]).toBe(String(get.body.length));
});

test("a stall ends with the one who waits", async () => {
  const { ask } = await serve({ faults: [{ stall: true }] });
  expect(await ask(undefined, "GET", AbortSignal.timeout(100))).toMatchObject({ kind: "aborted" });
});

test("realms and content networks are where they are served, and texts can be brought there", async () => {
  const { ask, served } = await serve({ auth: "token", realm: "https://auth.test/token", blobs: "https://cdn.test" });
  const auth = served.addresses.get("auth.test");
  const challenge = `Bearer realm="http://${auth}/token",service="registry.test",scope="repository:shop/web:pull"`;
  expect(await ask()).toMatchObject({ status: 401, headers: { "www-authenticate": challenge } });
  expect(served.address("registry.test/shop/web:1")).toBe(`${served.addresses.get("registry.test")}/shop/web:1`);
  expect(served.addresses.has("cdn.test")).toBe(true);
});
