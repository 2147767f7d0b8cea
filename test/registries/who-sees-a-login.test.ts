// A login on its way over redirects: who is shown it, and what an answer means that was given without it.
import { describe, expect, test } from "vitest";
import { reply, root } from "./images.ts";
import { behindBasic, head, image, manifest, password, runner, to } from "./redirects.ts";
import { login, networkOf } from "./walks.ts";

describe("who sees a login", () => {
  test.for([
    ["another host", "https://mirror.test/x"],
    ["another port", "https://registry.test:8443/x"],
    ["the same host without TLS", "http://registry.test/x"],
    ["a host below", "https://cdn.registry.test/x"],
  ])("not %s", async ([, location = ""]) => {
    const network = networkOf([
      [head, behindBasic(to(location))],
      [`HEAD ${location}`, reply(manifest)],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind: "found" });
    const seen = network.requests.filter(({ headers }) => headers["authorization"] !== undefined);
    expect(seen.map(({ url }) => url.origin)).toEqual(["https://registry.test"]);
    expect(network.requests.at(-1)?.headers).not.toHaveProperty("authorization");
  });

  test.for(["https://mirror.test/x", "http://registry.test/x"])("not %s, though it asks for one", async (location) => {
    const network = networkOf([
      [head, behindBasic(to(location))],
      [`* ${location}`, { status: 401, headers: { "www-authenticate": "Basic" } }],
      [`GET ${root}/manifests/1`, { status: 401 }],
    ]);
    // A node would have shown it, and what it would have been told is not known.
    expect(await network.walk(image, { candidates: runner })).toMatchObject({
      kind: "unreachable",
      cause: "login-elsewhere",
      hop: "ping",
      host: new URL(location).host,
    });
    expect(network.requests.filter(({ headers }) => headers["authorization"] !== undefined)).toHaveLength(1);
  });

  test("where a node keeps it to itself as well, a refusal is one", async () => {
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/x"))],
      ["* https://mirror.test/x", { status: 403 }],
    ]);
    expect(await network.walk(image, { candidates: [login("ci", password)] })).toMatchObject({
      kind: "refused",
      status: 403,
    });
  });

  test.for(
    ["https://cdn.registry.test/x", "https://registry.test:8443/x", "http://registry.test/x"].flatMap((location) =>
      [400, 401, 403, 404].map((status) => [location, status] as const),
    ),
  )("%s, to which a node would show it, says nothing without it: %i", async ([location, status]) => {
    const network = networkOf([
      [head, behindBasic(to(location))],
      [`* ${location}`, { status }],
    ]);
    const candidates = [login("ci", password)];
    expect(await network.walk(image, { candidates })).toMatchObject({ cause: "login-elsewhere" });
  });

  test("an anonymous token goes where a node would show it: some stores refuse what comes with one", async () => {
    const location = "https://cdn.registry.test/x";
    const network = networkOf([
      [
        head,
        ({ headers }) =>
          headers["authorization"] === undefined
            ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }
            : to(location),
      ],
      ["GET https://auth.test/token*", { body: { token: "t" } }],
      [`* ${location}`, ({ headers }) => ({ status: headers["authorization"] === "Bearer t" ? 400 : 200 })],
    ]);
    expect(await network.walk(image)).toMatchObject({ kind: "refused", status: 400 });
  });

  test("a host on the way whose token service refuses everybody, refuses nobody in particular", async () => {
    const challenge = { "www-authenticate": 'Bearer realm="https://mirror.test/token"' };
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/x"))],
      ["HEAD https://mirror.test/x", { status: 401, headers: challenge }],
      ["GET https://mirror.test/token*", { status: 403 }],
      [`GET ${root}/manifests/1`, { status: 401 }],
    ]);
    const candidates = [login("ci", password)];
    expect(await network.walk(image, { candidates })).toMatchObject({ cause: "login-elsewhere", host: "mirror.test" });
  });

  test("another path of the same host does", async () => {
    const network = networkOf([
      [head, behindBasic(to("/elsewhere"))],
      ["HEAD https://registry.test/elsewhere", reply(manifest)],
    ]);
    await network.walk(image, { candidates: runner });
    expect(network.requests.at(-1)?.headers["authorization"]).toMatch(/^Basic /);
  });

  test("there and back again: it is asked for anew", async () => {
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/x"))],
      ["HEAD https://mirror.test/x", to("https://registry.test/back")],
      ["HEAD https://registry.test/back", behindBasic(reply(manifest))],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind: "found" });
    expect(network.asked).toHaveLength(5);
  });

  test("a host on the way that wants a token gets an anonymous one", async () => {
    const challenge = {
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="https://mirror.test/token",scope="repository:m/web:pull"' },
    };
    const network = networkOf([
      [head, behindBasic(to("https://mirror.test/v2/m/web/manifests/1"))],
      ["GET https://mirror.test/token*", { body: { token: "mirror-token" } }],
      [
        "HEAD https://mirror.test/*",
        ({ headers }) => (headers["authorization"] === "Bearer mirror-token" ? reply(manifest) : challenge),
      ],
    ]);
    expect(await network.walk(image, { candidates: runner })).toMatchObject({ kind: "found" });
    expect(network.hostsThatSaw(password)).toEqual(["registry.test"]);
    expect(network.hostsThatSaw("mirror-token")).toEqual(["mirror.test"]);
  });
});
