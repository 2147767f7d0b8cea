// Slips of the finger are told from names that are somebody's own.
import { describe, expect, test } from "vitest";
import { behindWebSite, deadNameInZone, nearRegistry } from "../../src/rules/known-registries.ts";
import { familyOf } from "../../src/rules/registry-families.ts";

test.each([
  ["ghrc.io", "ghcr.io"],
  ["gchr.io", "ghcr.io"],
  ["gcr.oi", "gcr.io"],
  ["quay.oi", "quay.io"],
  ["docker.oi", "docker.io"],
  ["registry.k8s.oi", "registry.k8s.io"],
  ["mcr.microsft.com", "mcr.microsoft.com"],
  ["public.ecr.was", "public.ecr.aws"],
])("%s is a slip away from %s", (written, meant) => {
  expect(nearRegistry(written)).toBe(meant);
});

test.each(["ghcr.io", "gcr.io", "acme.io", "registry.corp.example:5000", "localhost:5000", "registry.acme.io"])(
  "%s is meant as it is",
  (registry) => {
    expect(nearRegistry(registry)).toBeNull();
  },
);

test.each([
  ["hub.docker.com/r/acme/api", "docker.io/acme/api"],
  ["hub.docker.com/acme/api", "docker.io/acme/api"],
  ["github.com/acme/api", "ghcr.io/acme/api"],
  ["gitlab.com/acme/shop/api", "registry.gitlab.com/acme/shop/api"],
  ["ghcr.io/acme/api", null],
  ["github.acme.example/acme/api", null],
])("%s is the web page of %s", (written, meant) => {
  const [registry = "", ...rest] = written.split("/");
  expect(behindWebSite({ registry, repository: rest.join("/"), tag: "1", digest: null })).toBe(meant);
});

describe("a dead name in a provider's zone", () => {
  test.each([
    ["acmee.azurecr.io", "no Azure container registry has that name"],
    ["123456789012.dkr.ecr.eu-west-9.amazonaws.com", "ECR has no such region"],
    ["eruope-docker.pkg.dev", "Artifact Registry has no such location"],
    ["ue.gcr.io", "Google's hosts there are gcr.io, us.gcr.io, eu.gcr.io and asia.gcr.io"],
    ["far.ocir.io", "Oracle Cloud has no such region"],
    ["eu-frankfrut-1.ocir.io", "Oracle Cloud has no such region"],
    ["fr.icr.io", "IBM Cloud has no such region"],
    ["rg.fr-pas.scw.cloud", "Scaleway has no such region"],
    ["registry.cn-hangzou.aliyuncs.com", "Alibaba Cloud has no such region"],
    ["acme-registry.cn-hangzhou.cr.aliyuncs.com", "Alibaba Cloud has no such instance in that region"],
    ["crpi-0123.cn-hangzhou.personal.cr.aliyuncs.com", "Alibaba Cloud has no such instance in that region"],
    ["sjx.vultrcr.com", "Vultr has no such region"],
    ["acmee.jfrog.io", "JFrog has no such instance"],
    ["acmee.kr.ncr.ntruss.com", "no Naver Cloud registry has that name"],
    // Names that are there, whatever this resolver says, or that only the provider's own network has.
    ["us.gcr.io", null],
    ["mirror.gcr.io", null],
    ["marketplace.gcr.io", null],
    ["private.us.icr.io", null],
    ["registry-vpc.cn-hangzhou.aliyuncs.com", null],
    ["acme-registry-vpc.cn-hangzhou.cr.aliyuncs.com", null],
    ["crpi-0123-vpc.cn-hangzhou.personal.cr.aliyuncs.com", null],
    ["0123.kr.private-ncr.ntruss.com", null],
    ["mygcr.io", null],
    ["registry.corp.example", null],
  ])("%s: %s", (registry, why) => {
    expect(deadNameInZone(registry)).toBe(why);
  });
});

test.each([
  ["docker.io", "Docker Hub"],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ECR"],
  ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "ECR"],
  ["123456789012.dkr-ecr.eu-west-1.on.aws", "ECR"],
  ["public.ecr.aws", null],
  ["europe-docker.pkg.dev", "Artifact Registry"],
  ["us.gcr.io", "Artifact Registry"],
  ["mygcr.io", null],
  ["acme.azurecr.io", "ACR"],
  ["registry.test", null],
])("%s is of the family %s", (registry, name) => {
  expect(familyOf(registry).name).toBe(name);
});
