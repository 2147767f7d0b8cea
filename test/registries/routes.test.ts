// Routes, from what requests that were made anyway tell of them.
import { describe, expect, test } from "vitest";
import type { HttpAnswer } from "../../src/edges/edges.ts";
import type { RouteHop } from "../../src/model.ts";
import type { Leg } from "../../src/registries/leg.ts";
import { createRoutes, hopsOf } from "../../src/registries/routes.ts";

const registry = "registry.test";

function leg(role: Leg["role"]): Leg {
  return { registry, repositories: ["shop/web"], role, reach: "anywhere", tls: null };
}

function hop(stage: RouteHop["stage"], host: string, ok = true): RouteHop {
  return { stage, host, ok, ms: 1, detail: "" };
}

function answer(status: number, hops?: readonly RouteHop[]): Exclude<HttpAnswer, { kind: "aborted" }> {
  const rest = { headers: {}, body: Buffer.from(""), truncated: false, viaProxy: false, ms: 7 };
  return { kind: "answer", status, ...rest, ...(hops === undefined ? {} : { hops }) };
}

function failure(hops?: readonly RouteHop[]): Exclude<HttpAnswer, { kind: "aborted" }> {
  const rest = { hop: "connect", cause: "refused", detail: `${registry}: connection refused` } as const;
  return { kind: "failure", ...rest, viaProxy: false, ms: 3, ...(hops === undefined ? {} : { hops }) };
}

const url = (host: string): URL => new URL(`https://${host}/v2/`);
const drawn = (hops: readonly RouteHop[]): readonly string[] =>
  hops.map(({ stage, host, ok }) => `${stage} ${host}${ok ? "" : " ✗"}`);

test("a registry, its token service and its content, each host's connection once", () => {
  const routes = createRoutes();
  const way = [hop("dns", registry), hop("connect", registry), hop("tls", registry)];
  routes.note(leg("registry"), url(registry), answer(401, way));
  routes.note(leg("token"), url("auth.test"), answer(200, [hop("dns", "auth.test"), hop("tls", "auth.test")]));
  routes.note(leg("registry"), url(registry), answer(200, way));
  // The registry sends on to where its content is.
  routes.note(leg("blob"), url(registry), answer(307, way));
  routes.note(leg("blob"), url("cdn.test"), answer(200, [hop("dns", "cdn.test")]));
  expect(drawn(hopsOf(routes.legs()))).toEqual([
    "dns registry.test",
    "connect registry.test",
    "tls registry.test",
    "ping registry.test",
    "dns auth.test",
    "tls auth.test",
    "token auth.test",
    "dns cdn.test",
    "blob cdn.test",
  ]);
  expect(routes.legs().map(({ role }) => role)).toEqual(["registry", "token", "blob"]);
});

test("a registry that gives its content itself is its own content's host", () => {
  const routes = createRoutes();
  routes.note(leg("registry"), url(registry), answer(200, [hop("tls", registry)]));
  routes.note(leg("blob"), url(registry), answer(200, [hop("tls", registry)]));
  expect(drawn(hopsOf(routes.legs()))).toEqual(["tls registry.test", "ping registry.test", "blob registry.test"]);
});

describe("what fails", () => {
  test("ends the route at its hop", () => {
    const routes = createRoutes();
    routes.note(leg("registry"), url(registry), failure([hop("dns", registry), hop("connect", registry, false)]));
    expect(drawn(hopsOf(routes.legs()))).toEqual(["dns registry.test", "connect registry.test ✗"]);
  });

  test("and passes after another try is no failed hop", () => {
    const routes = createRoutes();
    routes.note(leg("registry"), url(registry), failure());
    routes.note(leg("registry"), url(registry), answer(200, [hop("dns", registry)]));
    expect(drawn(hopsOf(routes.legs()))).toEqual(["dns registry.test", "ping registry.test"]);
  });

  test("without a connection of its own is told behind the connection", () => {
    const routes = createRoutes();
    routes.note(leg("registry"), url(registry), failure());
    expect(hopsOf(routes.legs())).toEqual([
      { stage: "connect", host: registry, ok: false, ms: 3, detail: "connection refused" },
    ]);
  });

  test("for a pull though the host answers", () => {
    const routes = createRoutes();
    routes.note(leg("registry"), url(registry), answer(200, [hop("tls", registry)]));
    routes.end(registry, registry, { stage: "ping", cause: "not-a-registry", detail: "200 OK (text/html)" });
    expect(hopsOf(routes.legs()).at(-1)).toEqual({
      stage: "ping",
      host: registry,
      ok: false,
      ms: 7,
      detail: "200 OK (text/html)",
    });
  });

  test("is its own host's and role's alone", () => {
    const routes = createRoutes();
    routes.note(leg("registry"), url(registry), answer(200));
    routes.note(leg("token"), url(registry), answer(200));
    routes.end(registry, registry, { stage: "token", cause: "server-error", detail: "503" });
    routes.end("other.test", registry, { stage: "ping", cause: "server-error", detail: "503" });
    expect(drawn(hopsOf(routes.legs()))).toEqual(["ping registry.test", "token registry.test ✗"]);
  });
});

test("what a redirect's address holds is not kept", () => {
  const routes = createRoutes();
  routes.note(leg("blob"), new URL("https://cdn.test:8443/x?signature=canary"), answer(200));
  expect(JSON.stringify(routes.legs())).not.toContain("canary");
  expect(routes.legs()[0]).toMatchObject({ host: "cdn.test:8443", hostname: "cdn.test", port: 8443 });
});
