// Secrets as large as the API server takes them, named thousands of times: what is done once, and what each use has to bear.
import { expect, test } from "vitest";
import { resolveCredentials } from "../../src/credentials/resolve.ts";
import { noLogins, readSources } from "../../src/credentials/sources.ts";
import { trialsOf } from "../../src/credentials/trials.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { Credentials, SecretObject } from "../../src/model.ts";
import { named } from "../support/credentials.ts";
import { secretWith } from "../support/secrets.ts";
import { settingsOf } from "../support/settings.ts";
import { useOf } from "../support/uses.ts";

function secretOf(keys: readonly string[]): SecretObject {
  return secretWith("a", JSON.stringify({ auths: Object.fromEntries(keys.map((key) => [key, { username: "u" }])) }));
}

function resolvedFor(secrets: readonly SecretObject[], repositories: readonly string[]): readonly Credentials[] {
  const extraction = { serviceAccounts: [], access: { ...noAccess, secrets } };
  const sources = readSources(extraction, settingsOf(""), noLogins("none"));
  return repositories.map((repository) => {
    const use = useOf("x", { namespace: "shop", namespaces: ["shop"], pullSecrets: [named("a")] });
    return resolveCredentials(use, { registry: "r.io", repository, tag: "1", digest: null }, sources);
  });
}

const many = (of: (index: number) => string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => of(index));

test("each of 2,000 uses finds its own of 20,000 entries", () => {
  const started = performance.now();
  const secret = secretOf(many((index) => `r.io/team${index}/`, 20_000));
  const found = resolvedFor(
    [secret],
    many((index) => `team${index}/web`, 2000),
  );
  expect(found.every(({ candidates }) => candidates.length === 1 && candidates[0]?.kind === "login")).toBe(true);
  expect(found[7]?.secrets[0]?.found).toMatchObject({ matching: ["r.io/team7/"], isIdle: false });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("of entries that are all for one host a hundred are tried, and what they leave open is open", () => {
  const found = resolvedFor([secretOf(many((index) => `r.io#${index}`, 5000))], ["web"]);
  expect(found[0]?.candidates).toHaveLength(1);
  const own = resolvedFor([loginsFor("r.io", 101)], ["web"]);
  expect([own[0]?.candidates.length, own[0]?.open]).toEqual([100, "too-many"]);
  const all = resolvedFor([loginsFor("r.io", 100)], ["web"]);
  expect([all[0]?.candidates.length, all[0]?.open]).toEqual([100, null]);
});

function loginsFor(host: string, count: number): SecretObject {
  const keys = many((index) => `${host}#${index}`, count);
  const auths = Object.fromEntries(keys.map((key) => [key, { username: key, password: "canary-3f9c" }]));
  return secretWith("a", JSON.stringify({ auths }));
}

test("the very same Secret at the same place is kept once, and the same value is read once", () => {
  const secret = secretOf(many((index) => `r${index}.io`, 100));
  const access = { ...noAccess, secrets: [...many(String, 1000).map(() => ({ ...secret })), { ...secret, name: "b" }] };
  const { read } = readSources({ serviceAccounts: [], access }, settingsOf(""), noLogins("none"));
  expect(read.map(({ object }) => object.name)).toEqual(["a", "b"]);
  expect(read[0]?.reading).toBe(read[1]?.reading);
  expect(trialsOf(read, { isPrivate: () => false, reachOf: () => "anywhere" }, () => {})).toEqual([]);
});
