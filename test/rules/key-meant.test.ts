// Keys that are plainly meant for a registry: what they would have to be.
import { expect, test } from "vitest";
import { isFor } from "../../src/credentials/entry-index.ts";
import { keyOf, lookUp } from "../../src/credentials/keyring.ts";
import { seal } from "../../src/credentials/secret.ts";
import type { ConfigEntry } from "../../src/model.ts";
import { keyMeant } from "../../src/rules/key-meant.ts";

function entry(written: string): ConfigEntry {
  return { written, key: keyOf(written), username: "ci", secret: seal("x"), isText: true, unread: [] };
}

const hub = "https://index.docker.io/v1/";

const rows: readonly [written: string, registry: string, meant: string | null][] = [
  ["https://index.docker.io/v1", "docker.io", hub],
  ["https://index.docker.io/v2", "docker.io", hub],
  ["registry-1.docker.io", "docker.io", hub],
  ["https://registry.hub.docker.com/v2/", "docker.io", hub],
  ["hub.docker.com", "docker.io", hub],
  ["https://auth.docker.io", "docker.io", hub],
  ["DOCKER.IO", "docker.io", hub],
  ["docker.io:443", "docker.io", hub],
  ["docker.io/acme", "docker.io", null],
  ["https://hub.docker.com/u/acme", "docker.io", null],
  ["ghcr.io", "docker.io", null],
  ["mydocker.io", "docker.io", null],
  ["https://ghcr.io/v2", "ghcr.io", "ghcr.io"],
  ["https://ghcr.io/v1", "ghcr.io", "ghcr.io"],
  ["GHCR.io", "ghcr.io", "ghcr.io"],
  ["ghcr.io:443", "ghcr.io", "ghcr.io"],
  ["registry.test", "registry.test:443", "registry.test:443"],
  ["Registry.test:5000", "registry.test:5000", "registry.test:5000"],
  ["registry.test:5000", "registry.test", null],
  ["registry.test", "registry.test:5000", null],
  ["ghcr.io/acme", "ghcr.io", null],
  ["*.io", "ghcr.io", null],
  ["eu.gcr.io", "gcr.io", null],
  ["index.docker.io", "ghcr.io", null],
];

test.each(rows)("%s for an image of %s: %s", (written, registry, meant) => {
  expect(keyMeant(entry(written), { registry, repository: "acme/api", tag: "1", digest: null })).toBe(meant);
});

test("what is advised is a key that matches, and what is mended is one that doesn't", () => {
  for (const [written, registry, meant] of rows) {
    if (meant === null) continue;
    const matches = (key: string): boolean =>
      lookUp(`${registry}/acme/api`, [{ entries: [entry(key)], holder: null }]).length > 0;
    expect([written, matches(written), matches(meant)]).toEqual([written, false, true]);
  }
  expect(isFor("index.docker.io", "docker.io/acme/api")).toBe(false);
});
