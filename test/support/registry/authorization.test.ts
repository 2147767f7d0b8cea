import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { HttpAnswer } from "../../../src/edges/edges.ts";
import { askedHost, type AskedHost } from "./asking.ts";

const repositories = { "shop/web": ["1"], "shop/secret": ["1"] };
const secret = "https://registry.test/v2/shop/secret/manifests/1";
const missing = "https://registry.test/v2/shop/none/manifests/1";
const basic = (login: string): object => ({ authorization: `Basic ${Buffer.from(login).toString("base64")}` });

describe("tokens", () => {
  const tokens = {
    auth: "token",
    realm: "https://auth.test/token",
    users: { ci: "canary" },
    private: ["shop/secret"],
    repositories,
  };
  const scope = "repository:shop/secret:pull repository:shop/web:pull repository:shop/none:pull";
  const realm = `https://auth.test/token?service=registry.test&scope=${scope}`;

  const bearerFrom = (answer: HttpAnswer): Readonly<Record<string, string>> => {
    if (answer.kind !== "answer") throw new Error("no answer");
    const read = v.parse(v.object({ access_token: v.string() }), JSON.parse(answer.body.toString("utf8")));
    return { authorization: `Bearer ${read.access_token}` };
  };
  const statuses = async (
    { ask }: AskedHost,
    headers: Readonly<Record<string, string>>,
  ): Promise<readonly unknown[]> => {
    const answers = [await ask({ headers }), await ask({ url: secret, headers }), await ask({ url: missing, headers })];
    return answers.map((answer) => (answer.kind === "answer" ? answer.status : answer.kind));
  };

  test("anonymous reads what is public, who logs in reads all, and the password goes to the realm alone", async () => {
    const host = askedHost(tokens);
    const challenge = 'Bearer realm="https://auth.test/token",service="registry.test",scope="repository:shop/web:pull"';
    expect(await host.ask()).toMatchObject({ status: 401, headers: { "www-authenticate": challenge } });
    expect(await statuses(host, bearerFrom(await host.ask({ url: realm })))).toEqual([200, 401, 404]);
    const login = { headers: { ...basic("ci:canary") } };
    expect(await statuses(host, bearerFrom(await host.ask({ url: realm, ...login })))).toEqual([200, 200, 404]);
    expect(host.registry.hostsThatSaw("canary")).toEqual(["auth.test"]);
    expect(host.registry.visits.filter(({ authorization }) => authorization === "basic")).toHaveLength(1);
  });

  test.for(["grant_type=password&username=ci&password=canary", "grant_type=refresh_token&refresh_token=canary"])(
    "POST takes %s",
    async (grant) => {
      const host = askedHost(tokens);
      const body = `${grant}&service=registry.test&scope=${encodeURIComponent(scope)}`;
      const token = await host.ask({ method: "POST", url: "https://auth.test/token", body });
      expect(await statuses(host, bearerFrom(token))).toEqual([200, 200, 404]);
    },
  );

  test("a wrong password gets no token, an invented token no content", async () => {
    const host = askedHost(tokens);
    expect(await host.ask({ url: realm, headers: { ...basic("ci:wrong") } })).toMatchObject({ status: 401 });
    expect(await host.ask({ headers: { authorization: "Bearer invented" } })).toMatchObject({ status: 401 });
  });

  test("a registry that hides answers the same for private and missing, also to who logged in", async () => {
    const host = askedHost({ ...tokens, hides: true });
    expect(await statuses(host, bearerFrom(await host.ask({ url: realm })))).toEqual([200, 401, 401]);
    const login = { headers: { ...basic("ci:canary") } };
    expect(await statuses(host, bearerFrom(await host.ask({ url: realm, ...login })))).toEqual([200, 200, 401]);
  });

  test("a right that is lacking is lacking for who logged in, too", async () => {
    const host = askedHost({ ...tokens, forbidden: ["shop/secret"] });
    const login = { headers: { ...basic("ci:canary") } };
    expect(await statuses(host, bearerFrom(await host.ask({ url: realm, ...login })))).toEqual([200, 401, 404]);
  });

  test("of those who log in, its readers alone may read a repository", async () => {
    const users = { ci: "canary", cd: "sparrow" };
    const host = askedHost({ ...tokens, users, readers: { "shop/secret": ["cd"] } });
    const asked = async (login: string): Promise<unknown> =>
      statuses(host, bearerFrom(await host.ask({ url: realm, headers: { ...basic(login) } })));
    expect(await asked("ci:canary")).toEqual([200, 401, 404]);
    expect(await asked("cd:sparrow")).toEqual([200, 200, 404]);
  });
});

describe("basic", () => {
  const host = { auth: "basic", users: { ci: "canary" }, private: ["shop/secret"], repositories };

  test.for([
    ["nobody", {}, [200, 401]],
    ["who logs in", basic("ci:canary"), [200, 200]],
    ["a wrong password", basic("ci:wrong"), [401, 401]],
  ] as const)("%s", async ([, headers, expected]) => {
    const { ask } = askedHost(host);
    const answers = [await ask({ headers: { ...headers } }), await ask({ url: secret, headers: { ...headers } })];
    expect(answers.map((answer) => (answer.kind === "answer" ? answer.status : answer.kind))).toEqual(expected);
  });
});

test("blobs of a content network are its own, and it takes no login", async () => {
  const { ask } = askedHost({ blobs: "https://cdn.test" });
  const manifest = await ask();
  const digest =
    manifest.kind === "answer" ? /"config":.*?"(sha256:[0-9a-f]+)"/.exec(manifest.body.toString("utf8"))?.[1] : "";
  const redirect = await ask({ url: `https://registry.test/v2/shop/web/blobs/${digest}` });
  const location = redirect.kind === "answer" ? String(redirect.headers["location"]) : "";
  expect(redirect).toMatchObject({ status: 307 });
  expect(location).toMatch(/^https:\/\/cdn\.test\//);
  expect(await ask({ url: location })).toMatchObject({ status: 200, headers: { "docker-content-digest": digest } });
  expect(await ask({ url: location, headers: { ...basic("ci:canary") } })).toMatchObject({ status: 400 });
});
