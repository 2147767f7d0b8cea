// The table of what was given up: every row has a day and a source, and what is named can be pulled from.
import { describe, expect, test } from "vitest";
import type { Reference } from "../../src/model.ts";
import { parseReference } from "../../src/references/parse.ts";
import { repositoryName } from "../../src/rules/names.ts";
import { retiredRegistries } from "../../src/rules/retired-registries.ts";
import { retirementOf } from "../../src/rules/retirement.ts";

const digest = `sha256:${"0".repeat(64)}`;

/** No row is from later than this. */
const today = "2026-11-26";

function referenceOf(name: string): Reference {
  const parsed = parseReference(name);
  if (parsed.kind !== "reference") throw new Error(`${name} is no reference`);
  return parsed.reference;
}

/** A repository of the place: itself where it can be one, else any below it. */
function repositoryAt(at: string): string {
  const place = at.replace("*.", "any.");
  return /\/.+\/|^(?!docker\.io\/).+\//.test(place) ? place : `${place}/acme/web`;
}

function isDay(text: string): boolean {
  const whole = text.length === "2023-04".length ? `${text}-01` : text;
  const time = Date.parse(`${whole}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(whole);
}

describe.for(retiredRegistries.map((retired) => ({ ...retired, name: retired.at.join(", ") })))("$name", (retired) => {
  test("has a date that is not to come, and a source", () => {
    expect(isDay(retired.since)).toBe(true);
    expect(retired.since <= today).toBe(true);
    expect(new URL(retired.source).protocol).toBe("https:");
  });

  test("names places as references do, with what replaces them", () => {
    for (const at of retired.at) {
      expect(repositoryName(referenceOf(repositoryAt(at)))).toBe(repositoryAt(at));
    }
    if (retired.to === null) return;
    const successor = referenceOf(repositoryAt(retired.to.at));
    expect(repositoryName(successor)).toBe(repositoryAt(retired.to.at));
    // Whoever follows the advice isn't sent on: at most they learn that it is as old there.
    const next = retirementOf(successor)?.retired;
    expect(next === undefined || (next.what === "frozen" && next.to === null)).toBe(true);
  });
});

test("what goes on is within what was given up", () => {
  const staying = retiredRegistries.flatMap(({ at, stays }) =>
    (stays?.repositories ?? []).map((name) => ({ at, name })),
  );
  expect(staying.length).toBeGreaterThan(0);
  for (const { at, name } of staying) {
    expect(at.some((place) => name.startsWith(`${place}/`))).toBe(true);
    expect(retirementOf(referenceOf(`${name}:1.0`))).toBeNull();
  }
});

test("a place is there once", () => {
  const places = retiredRegistries.flatMap(({ at }) => at);
  expect(places).toEqual([...new Set(places)]);
});

test("a shutdown that is to come has a month", () => {
  const closing = retiredRegistries.filter((retired) => retired.what === "closing");
  expect(closing.length).toBeGreaterThan(0);
  for (const { since, until } of closing) {
    expect(until).toMatch(/^\d{4}-\d{2}$/);
    expect(until > since).toBe(true);
  }
});

test.each([
  ["k8s.gcr.io/pause:3.9", "k8s.gcr.io", "registry.k8s.io/pause"],
  ["k8s.gcr.io/ingress-nginx/controller:v1.0.0", "k8s.gcr.io", "registry.k8s.io/ingress-nginx/controller"],
  ["gcr.io/google_containers/pause:3.1", "gcr.io/google_containers", "registry.k8s.io/pause"],
  ["bitnami/redis:7.2", "docker.io/bitnami", "docker.io/bitnamilegacy/redis"],
  [`bitnami/redis:latest@${digest}`, "docker.io/bitnami", "docker.io/bitnamilegacy/redis"],
  ["bitnamicharts/redis:20.0.0", "docker.io/bitnamicharts", null],
  ["vault:1.13.3", "docker.io/library/vault", "docker.io/hashicorp/vault"],
  ["docker.pkg.github.com/acme/shop/api:2.0", "docker.pkg.github.com", "ghcr.io/acme/shop/api"],
  ["acme-docker.bintray.io/api:2.0", "acme-docker.bintray.io", null],
  ["gcr.io/istio-release/pilot:1.30.2", "gcr.io/istio-release", "docker.io/istio/pilot"],
  ["gcr.io/istio-release/charts/base:1.30.2", "gcr.io/istio-release/charts", "ghcr.io/istio/release/charts/base"],
  [
    "projects.registry.vmware.com/antrea/antrea-ubuntu:v1.15.0",
    "projects.registry.vmware.com/antrea",
    "docker.io/antrea/antrea-ubuntu",
  ],
  [
    "gcr.io/cloud-provider-vsphere/csi/release/driver:v3.3.1",
    "gcr.io/cloud-provider-vsphere/csi/release",
    "registry.k8s.io/csi-vsphere/driver",
  ],
])("%s was given up with %s: %s", (image, place, successor) => {
  expect(retirementOf(referenceOf(image))).toMatchObject({ place, successor });
});

test.each([
  "registry.k8s.io/pause:3.9",
  "gcr.io/google-containers-ours/pause:3.9",
  "gcr.io/distroless/static:nonroot",
  "bitnamilegacy/redis:7.2",
  "bitnamisecure/redis:latest",
  "bitnami/redis",
  "bitnami/redis:latest",
  "bitnami/minideb:bookworm",
  "bitnami/sealed-secrets-controller:0.32.0",
  "hashicorp/vault:1.20",
  "acme/vault:1.0",
  "minio/operator:v7.1.1",
  "ghcr.io/acme/shop/api:2.0",
  "bintray.io/acme/api:2.0",
  "notbintray.io/acme/api:2.0",
  "k8s.gcr.io.acme.test/pause:3.9",
])("%s goes on", (image) => {
  expect(retirementOf(referenceOf(image))).toBeNull();
});
