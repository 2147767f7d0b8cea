// Subjects made by hand: one use in one file, and what was learned of it, with only what a test is about spelled out.
import { credentialsOf, opaqueCredentials } from "../support/credentials.ts";
import { imageUse as deploymentUse } from "../support/report-fixture.ts";
import type { Credentials, Exchange, ImageUse, JudgedUse, Outcome, Subject, Verdict } from "../../src/model.ts";
import { parseReference } from "../../src/references/parse.ts";

const digest = `sha256:${"a".repeat(64)}` as const;

/** `HEAD https://registry.test/v2/shop/web/manifests/1.0` → 404, anonymously. */
export function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    method: "HEAD",
    url: "https://registry.test/v2/shop/web/manifests/1.0",
    status: 404,
    ms: 0,
    credential: "anonymous",
    message: "",
    requestId: null,
    date: null,
    ...changes,
  };
}

export const anonymous: Credentials = credentialsOf();

/** The pod names a pull secret that is not among the manifests. */
export const opaque: Credentials = opaqueCredentials("shop/regcred");

/** A Deployment's first container; the span is the image's place in a file that holds little else. */
export function imageUse(
  image: string,
  changes: Partial<ImageUse> & { readonly file?: string; readonly line?: number } = {},
): ImageUse {
  const { file = "web.yaml", line = 0, ...rest } = changes;
  const before = `${"\n".repeat(line)}image: `;
  const span = { file: { path: file, text: before + image }, start: before.length, end: before.length + image.length };
  return deploymentUse(span, rest);
}

export function subject(use: ImageUse, outcome: Outcome, credentials: Credentials = anonymous): Subject {
  return {
    use,
    parsed: parseReference(use.image),
    credentials,
    platforms: [{ os: "linux", architecture: "amd64", variant: "", osVersion: "" }],
    containerd: "2.1",
    outcome,
    tried: [],
  };
}

/** As the judge would hand it on, with no rule fired. */
export function judged(one: Subject, verdict: Verdict): JudgedUse {
  return { ...one, verdict, rules: [], ignored: [] };
}

export function found(): Outcome {
  return {
    kind: "found",
    manifests: 1,
    depth: "reference",
    digest,
    platforms: null,
    content: null,
    evidence: [exchange({ status: 200 })],
  };
}

export function absent(changes: Partial<Extract<Outcome, { kind: "absent" }>> = {}): Outcome {
  return { kind: "absent", what: "tag", anonymous: true, nearestTags: [], evidence: [exchange()], ...changes };
}

export function refused(changes: Partial<Extract<Outcome, { kind: "refused" }>> = {}): Outcome {
  const evidence = [exchange({ status: 401 })];
  return {
    kind: "refused",
    credentials: ["anonymous"],
    at: "manifest",
    status: 401,
    mayBeAbsent: true,
    challenge: { scheme: "bearer", error: "insufficient_scope", isRealmless: false },
    words: "",
    evidence,
    ...changes,
  };
}

export function unreachable(changes: Partial<Extract<Outcome, { kind: "unreachable" }>> = {}): Outcome {
  const evidence = [exchange({ status: null })];
  return {
    kind: "unreachable",
    hop: "connect",
    host: "registry.test",
    cause: "timeout",
    viaProxy: false,
    detail: "",
    evidence,
    ...changes,
  };
}

export function throttled(): Outcome {
  return {
    kind: "throttled",
    limit: "requests",
    retryAfterMs: null,
    words: "toomanyrequests",
    evidence: [exchange({ status: 429 })],
  };
}

export function mismatched(
  how: "index" | "image",
  changes: Partial<Extract<Outcome, { kind: "mismatched" }>> = {},
): Outcome {
  const arm: readonly [string, string][] = [
    ["linux", "arm64"],
    ["windows", "amd64"],
  ];
  const available = arm.map(([os, architecture]) => ({ os, architecture, variant: "", osVersion: "" }));
  const wanted = { os: "linux", architecture: "amd64", variant: "", osVersion: "" };
  const evidence = [exchange({ status: 200 })];
  return { kind: "mismatched", wanted, available, how, digest, content: null, evidence, ...changes };
}

export function faulty(): Outcome {
  return {
    kind: "faulty",
    fault: { kind: "schema1", mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" },
    digest,
    evidence: [],
  };
}

export function notAsked(why: Extract<Outcome, { kind: "not-asked" }>["why"]): Outcome {
  return { kind: "not-asked", why, evidence: [] };
}
