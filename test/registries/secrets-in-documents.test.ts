// Canaries in what a registry can write elsewhere than in errors: in its manifests, its tags, its redirects.
import { describe, expect, test } from "vitest";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, indexOf, manifestOf, reply, root, type ServedLine, serving, stored, types } from "./images.ts";
import { anonymous, login, networkOf, probeOf, runOf } from "./walks.ts";

const password = "Canary-3f9c/=";
const basic = Buffer.from(`ci:${password}`).toString("base64");
const token = "Canary-Token-7d21";

/** Whoever came by a secret: the password, the Basic credentials without their padding, the token of this run. */
const told = [password, basic.replace(/=+$/, ""), token];

const config = configFor("linux/amd64");
const image = manifestOf(config);

describe.for(told)("%s", (secret) => {
  test.for<[string, readonly ServedLine[] | readonly Line[]]>([
    ["in a manifest's media type", [[`HEAD ${root}/manifests/1`, typed(`application/${secret}`)]]],
    ["in a config's media type", serving(manifestOf(stored(`application/${secret}`, {})))],
    ["in an index's platform", serving(indexOf([[`${secret.replaceAll("/", "%")}/arm`, image]]))],
    ["in a config's platform", serving(...of(configFor("linux/amd64", { architecture: secret })))],
    [
      "in a tag beside the one that is missing",
      [
        [`HEAD ${root}/manifests/1`, { status: 404 }],
        [`GET ${root}/tags/list*`, { body: { tags: [secret.replaceAll(/[^\w]/g, "")] } }],
      ],
    ],
    [
      "in the host of a redirect",
      [
        [`HEAD ${root}/manifests/1`, { status: 307, headers: { location: `https://${hostOf(secret)}.test/x` } }],
        [`HEAD https://${hostOf(secret).toLowerCase()}.test/x`, { failure: { hop: "dns", cause: "name-not-found" } }],
      ],
    ],
    ["in a digest", [[`HEAD ${root}/manifests/1`, digested(secret)]]],
  ])("%s", async ([, lines]) => {
    const script: readonly Line[] = [
      ["* https://auth.test/*", { body: { access_token: token } }],
      [
        "HEAD https://registry.test/v2/other/*",
        ({ headers }) =>
          headers["authorization"] === undefined
            ? { status: 401, headers: { "www-authenticate": 'Bearer realm="https://auth.test/token"' } }
            : reply(image),
      ],
      ...lines,
      ["*", { status: 404 }],
    ];
    const network = networkOf(script);
    const candidates = [login("ci", password), anonymous];
    await network.walk("registry.test/other/web:1", { candidates });
    network.transport.redactor.keep(basic);
    const outcome = await network.walk("registry.test/shop/web:1", { depth: "manifest", candidates: [anonymous] });
    const printed = JSON.stringify(outcome).toLowerCase();
    for (const one of told) expect(printed).not.toContain(one.toLowerCase());
    expect(outcome.kind).not.toBe("found");
  });
});

test("a login that was never sent anywhere is known in its Basic form as well", async () => {
  const words = `have ${basic} and ${basic.replace(/=+$/, "")}`;
  const leaked: ScriptedReply = { status: 403, body: { errors: [{ code: "DENIED", message: words }] } };
  const probes = [
    probeOf("thief.test/a:1"),
    probeOf("registry.test/a:1", { candidates: [login("ci", password), anonymous] }),
  ];
  const run = await runOf([["*", leaked]], probes);
  expect(run.outcome("thief.test/a:1")).toMatchObject({ words: "DENIED: have *** and ***" });
});

function typed(mediaType: string): ScriptedReply {
  return { headers: { "content-type": mediaType, "docker-content-digest": image.digest } };
}

function digested(digest: string): ScriptedReply {
  return { headers: { "content-type": types.manifest, "content-length": "7", "docker-content-digest": digest } };
}

function of(one: ReturnType<typeof configFor>): readonly [ReturnType<typeof manifestOf>, ReturnType<typeof configFor>] {
  return [manifestOf(one), one];
}

/** As much of it as a host's name can hold. */
function hostOf(secret: string): string {
  return secret.replaceAll(/[^\w-]/g, "");
}

test("a proxy's password is known before anybody is asked", async () => {
  const leaked: ScriptedReply = { status: 403, body: { errors: [{ code: "DENIED", message: "by proxy-canary" }] } };
  const run = await runOf([["*", leaked]], [probeOf("thief.test/a:1")], "", ["proxy-canary"]);
  expect(run.outcome("thief.test/a:1")).toMatchObject({ words: "DENIED: by ***" });
});
