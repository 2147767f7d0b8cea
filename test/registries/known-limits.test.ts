// What is documented of well-known registries' limits: by the hosts that are asked, and by the names that people write.
import { expect, test } from "vitest";
import { knownLimitOf } from "../../src/registries/known-limits.ts";

test.for<[string, string, number | null]>([
  ["registry-1.docker.io", "Docker Hub", null],
  ["docker.io", "Docker Hub", null],
  ["ghcr.io", "GHCR", null],
  ["public.ecr.aws", "ECR Public", 1],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "ECR", null],
  ["europe-docker.pkg.dev", "Artifact Registry", null],
  ["gcr.io", "Artifact Registry", null],
  ["quay.io", "Quay", 4],
  ["mcr.microsoft.com", "MCR", null],
  ["corp.azurecr.io", "ACR", null],
  ["registry.k8s.io", "registry.k8s.io", null],
])("%s", ([host, name, starts]) => {
  const known = knownLimitOf(host);
  expect(known).toMatchObject({ name, starts });
  expect(known?.on).toMatch(/^20\d\d-[01]\d$/);
  expect(known?.source).not.toMatch(/^https?:/);
  // It goes on behind a colon.
  expect(known?.documented).not.toMatch(/\.$/);
});

test.for(["registry.test", "auth.docker.io", "quay.io.evil.test", "xghcr.io", "azurecr.io.test", "localhost:5000"])(
  "nothing of %s",
  (host) => expect(knownLimitOf(host)).toBeNull(),
);
