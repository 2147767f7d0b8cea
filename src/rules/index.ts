// The ordered list of rules: a finding's place in a report is its use's, then its rule's here.
import type { Rule } from "./rule.ts";
import { accessDenied } from "./access-denied.ts";
import { addressForbidden } from "./address-forbidden.ts";
import { blobHostUnreachable } from "./blob-host-unreachable.ts";
import { blobMissing } from "./blob-missing.ts";
import { clockSkewed } from "./clock-skewed.ts";
import { contentMismatch } from "./content-mismatch.ts";
import { depthReduced } from "./depth-reduced.ts";
import { digestMissing } from "./digest-missing.ts";
import { dockerHubAnonymous } from "./docker-hub-anonymous.ts";
import { hostNotFound } from "./host-not-found.ts";
import { ignoreUnused } from "./ignore-unused.ts";
import { manifestUnreadable } from "./manifest-unreadable.ts";
import { notARegistry } from "./not-a-registry.ts";
import { notAnImage } from "./not-an-image.ts";
import { notChecked } from "./not-checked.ts";
import { nothingVerified } from "./nothing-verified.ts";
import { platformMissing } from "./platform-missing.ts";
import { proxyFailed } from "./proxy-failed.ts";
import { pullSecretExpiring } from "./pull-secret-expiring.ts";
import { pullSecretInGit } from "./pull-secret-in-git.ts";
import { pullSecretInvalid } from "./pull-secret-invalid.ts";
import { pullSecretMissing } from "./pull-secret-missing.ts";
import { pullSecretRejected } from "./pull-secret-rejected.ts";
import { pullSecretShadowed } from "./pull-secret-shadowed.ts";
import { pullSecretUnmatched } from "./pull-secret-unmatched.ts";
import { rateLimitLow } from "./rate-limit-low.ts";
import { rateLimited } from "./rate-limited.ts";
import { referenceInvalid } from "./reference-invalid.ts";
import { referencePlaceholder } from "./reference-placeholder.ts";
import { registryError } from "./registry-error.ts";
import { registryRetired } from "./registry-retired.ts";
import { registryUnreachable } from "./registry-unreachable.ts";
import { repositoryMissing } from "./repository-missing.ts";
import { roleBindingDangling } from "./role-binding-dangling.ts";
import { schema1 } from "./schema1.ts";
import { serviceAccountMissing } from "./service-account-missing.ts";
import { tagMissing } from "./tag-missing.ts";
import { tlsUntrusted } from "./tls-untrusted.ts";

export const rules: readonly Rule[] = [
  referenceInvalid,
  referencePlaceholder,
  repositoryMissing,
  tagMissing,
  digestMissing,
  accessDenied,
  registryRetired,
  pullSecretMissing,
  pullSecretInvalid,
  pullSecretUnmatched,
  pullSecretRejected,
  pullSecretShadowed,
  pullSecretExpiring,
  pullSecretInGit,
  serviceAccountMissing,
  roleBindingDangling,
  platformMissing,
  notAnImage,
  schema1,
  blobMissing,
  contentMismatch,
  hostNotFound,
  notARegistry,
  registryUnreachable,
  registryError,
  tlsUntrusted,
  proxyFailed,
  blobHostUnreachable,
  addressForbidden,
  rateLimited,
  rateLimitLow,
  depthReduced,
  dockerHubAnonymous,
  manifestUnreadable,
  nothingVerified,
  clockSkewed,
  notChecked,
  ignoreUnused,
];
