// The gate beside two clients that no code of ours is in: the same digests where they are right, and a list of where they aren't.
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../lab/command.ts";
import { type Circumstances, type Judged, judgeImage } from "../lab/gate.ts";
import { digestBySkopeo } from "../lab/images.ts";
import { clientIsWrong, skopeoIsWrong } from "./known-wrong.ts";
import { askClient, askSkopeo, current, describePeers, missingPeer, spoken } from "./peers.ts";
import { login, type Registries, startRegistries } from "./registries.ts";

test("docker-registry-client is on this machine", (context) => {
  const missing = missingPeer();
  if (missing !== null && process.env["CI"] !== "true") {
    console.warn(`peers: ${missing}`);
    context.skip(missing);
  }
  expect(missing).toBeNull();
});

test("where it isn't, one line says what is missing and how to get it", () => {
  const line = missingPeer(new URL("file:///nowhere/"));
  expect(line).toMatch(/^missing: docker-registry-client 3\.4\.0 \([a-z -]+\): npm run lab:install$/);
});

test("the lock file holds nothing that the overrides lift or replace, and no registry's address", () => {
  const { packages } = v.parse(
    v.object({
      packages: v.record(v.string(), v.object({ version: v.optional(v.string()), resolved: v.optional(v.string()) })),
    }),
    JSON.parse(readFileSync(new URL("package-lock.json", import.meta.url), "utf8")),
  );
  const entries = Object.entries(packages);
  const locked = entries.map(([path, { version }]) => `${path.split("node_modules/").at(-1)}@${version}`);
  expect(locked).toContain("docker-registry-client@3.4.0");
  const lifted = /^(base64url@1|bn\.js|elliptic|jws@3\.1|lodash@3|tough-cookie@2|uuid@3)/;
  expect(locked.filter((name) => lifted.test(name))).toEqual([]);
  expect(entries.flatMap(([, { resolved = [] }]) => resolved)).toEqual(["jwk-to-pem"]);
});

describePeers("peers", () => {
  let registries: Registries;
  const at = (image: string): string => registries.at(image);
  beforeAll(async () => {
    registries = await startRegistries();
  });
  afterAll(() => registries.close());

  const judge = (image: string, given?: string, settings = ""): Promise<Judged> => {
    const logins: Circumstances["logins"] = given === undefined ? {} : { [image.split("/", 1)[0] ?? ""]: given };
    return judgeImage(image, { settings, logins });
  };

  test.for([
    ["an OCI image", "open.lab/shop/web:one"],
    ["a Docker image", "open.lab/shop/web:docker"],
    ["an OCI index", "open.lab/shop/web:both"],
    ["a Docker list", "open.lab/shop/web:list"],
    ["an image for other nodes", "open.lab/shop/web:arm", undefined, "platform: [linux/arm64]"],
    ["by digest", "open.lab/shop/web@{{digest}}"],
    ["without a tag", "open.lab/shop/web"],
    ["a name of three parts", "open.lab/shop/team/web:1"],
    ["behind a password", "htpasswd.lab/shop/web:1", login],
    ["behind a token, anonymous", "token.lab/shop/web:1"],
    ["behind a token, with a login", "token.lab/shop/web:1", login],
    ["private, with a login", "token.lab/shop/secret:1", login],
    ["a registry that says no digest", "undigested.test/shop/web:1"],
  ] as const)("%s: three times the same digest", async ([, name, given, settings]) => {
    const image = at(name);
    const digest = await digestBySkopeo(image, given);
    const header = name.startsWith("undigested") ? null : digest;
    expect(await askClient({ image, options: current, login: given })).toEqual({
      kind: "digest",
      header,
      computed: digest,
    });
    expect((await judge(image, given, settings)).use).toMatchObject({ verdict: "pullable", outcome: { digest } });
  });

  test.for([
    ["a missing tag", "open.lab/shop/web:none", /^404/, /manifest unknown/, "tag-missing"],
    ["a missing repository", "open.lab/shop/none:1", /^404/, /manifest unknown/, "repository-missing"],
    ["a refused login", "token.lab/shop/secret:1", /^401 .*incorrect/, /unauthorized/, "access-denied", "ci:wrong"],
    ["a name in capitals", "open.lab/Shop/web:one", /may only contain/, /must be lowercase/, "reference-invalid"],
  ] as const)("%s: three times no digest, for one reason", async ([, name, client, skopeo, rule, given]) => {
    const image = at(name);
    expect(spoken(await askClient({ image, options: current, login: given }))).toMatch(client);
    expect(await askSkopeo(image, given)).toMatch(skopeo);
    expect((await judge(image, given)).findings.map((finding) => finding.rule)).toContain(rule);
  });

  test.for([
    ...clientIsWrong.map((row) => ["docker-registry-client", ...row] as const),
    ...skopeoIsWrong.map((row) => ["skopeo", ...row] as const),
  ])(
    "%s is wrong about: %s",
    async ([peer, , name, says, [verdict, rule], { options = current, login: given, sameAs = name } = {}]) => {
      const image = at(name);
      const answer =
        peer === "skopeo" ? await askSkopeo(image, given) : spoken(await askClient({ image, options, login: given }));
      expect(answer).toMatch(says);
      const { use, findings } = await judge(image, given);
      expect(use.verdict).toBe(verdict);
      if (rule !== undefined) return expect(findings.map((finding) => finding.rule)).toContain(rule);
      const digest = await digestBySkopeo(at(sameAs));
      expect(use.outcome).toMatchObject({ digest });
      expect(answer).not.toBe(digest);
    },
  );

  test("docker-registry-client has no time-out, and ends with its process", async () => {
    const question = { image: at("stalled.test/shop/web:1"), options: current };
    expect(await askClient(question, 3000)).toEqual({ kind: "hung" });
  });

  test("skopeo, unless asked for the raw manifest, wants an image for the machine that it runs on", async () => {
    const image = at("open.lab/shop/web:foreign");
    const asking = run("skopeo", "inspect", "--tls-verify=false", `docker://${image}`);
    await expect(asking).rejects.toThrow("no image found");
    expect(await judge(image, undefined, "platform: [linux/s390x]")).toMatchObject({ use: { verdict: "pullable" } });
  });
});
