import { describe, expect, test } from "vitest";
import type { NetworkCause, Outcome } from "../../src/model.ts";
import { parseReference } from "../../src/references/parse.ts";
import { networkFailure } from "../../src/rules/network-words.ts";
import { blobHostUnreachable } from "../../src/rules/blob-host-unreachable.ts";
import { contentMismatch } from "../../src/rules/content-mismatch.ts";
import { proxyFailed } from "../../src/rules/proxy-failed.ts";
import { rateLimited } from "../../src/rules/rate-limited.ts";
import { registryUnreachable } from "../../src/rules/registry-unreachable.ts";
import { registryError } from "../../src/rules/registry-error.ts";
import { tlsUntrusted } from "../../src/rules/tls-untrusted.ts";
import { exchange, imageUse, subject, unreachable } from "./subjects.ts";

const image = "registry.test/shop/web:1.0";
const manifest = exchange({ status: 200 });
const url = `https://registry.test/v2/shop/web/blobs/sha256:${"b".repeat(64)}`;

/** What the node says where the registry's own host fails at `asked`, after the manifest. */
function said(cause: NetworkCause, asked: ReturnType<typeof exchange>): string | null {
  const parsed = parseReference(image);
  if (parsed.kind !== "reference") throw new Error(`${image} is no reference`);
  return networkFailure(
    { use: imageUse(image), reference: parsed.reference, containerd: "2.1" },
    {
      kind: "unreachable",
      hop: "ping",
      host: "registry.test",
      cause,
      viaProxy: false,
      detail: "",
      evidence: [manifest, asked],
    },
  );
}

describe("a blob that the registry's own host fails to give", () => {
  const unpack = `Failed to pull image "${image}": failed to pull and unpack image "${image}": `;
  const copy = `${unpack}failed to copy: httpReadSeeker: failed open: `;

  test.each<[NetworkCause, number | null, string]>([
    ["server-error", 503, `unexpected status from GET request to ${url}: 503 Service Unavailable`],
    ["address-refused", 403, `unexpected status from GET request to ${url}: 403 Forbidden`],
    ["not-a-registry", 403, `unexpected status from GET request to ${url}: 403 Forbidden`],
    ["reset", null, `failed to do request: Get "${url}": EOF`],
  ])("is told as a blob's: %s", (cause, status, words) => {
    expect(said(cause, exchange({ method: "GET", url, status }))).toBe(copy + words);
  });

  test("a manifest's failure is still one of the name", () => {
    expect(said("server-error", exchange({ status: 503 }))).toBe(
      `${unpack}failed to resolve image: unexpected status from HEAD request to ${manifest.url}: 503 Service Unavailable`,
    );
  });
});

test("a quota that another image found spent is told with this one's question", () => {
  const { url } = exchange({ url: "https://registry.test/v2/shop/other/manifests/9" });
  const evidence = [exchange({ url, status: 429 })];
  const outcome = { kind: "throttled", limit: "requests", retryAfterMs: null, words: "", evidence } as const;
  expect(rateLimited.check(subject(imageUse(image), outcome))?.kubelet).toContain(
    `unexpected status from HEAD request to ${manifest.url}: 429 Too Many Requests`,
  );
});

test.each([
  ["ping", registryError],
  ["token", registryError],
  ["blob", blobHostUnreachable],
] as const)("a host to which the registry sends on, and which wants a login (%s)", (hop, rule) => {
  const outcome = unreachable({ hop, cause: "login-elsewhere", host: "store.test", detail: "" });
  const draft = rule.check(subject(imageUse(image), outcome));
  expect(draft).toMatchObject({ severity: "warning", kubelet: null });
  expect(draft?.message).toMatch(/"store\.test".* wants a login, which goes to no other host than its registry$/);
});

describe("a token service that is no use", () => {
  const denied = `Failed to pull image "${image}": failed to pull and unpack image "${image}": failed to resolve image: failed to authorize: failed to fetch anonymous token: `;
  const challenged = exchange({ status: 401 });
  const granted = exchange({ method: "GET", url: "https://auth.test/token", status: 200 });

  test.each<[string, NetworkCause, string, ReturnType<typeof exchange>, string, string]>([
    [
      "none in it",
      "no-token",
      "",
      granted,
      "grants a token and gives none that can be read",
      "authorization server did not include a token in the response",
    ],
    [
      "one that can't be read",
      "no-token",
      "expires_in is no whole number",
      granted,
      "grants a token and gives none that can be read (expires_in is no whole number)",
      "unable to decode token response: …",
    ],
    [
      "no address",
      "no-address",
      "/token",
      challenged,
      'sends its clients to what is no HTTP address: "/token"',
      'Get "/token?…": unsupported protocol scheme "…"',
    ],
  ])("%s", (_name, cause, detail, last, message, kubelet) => {
    const outcome = unreachable({ hop: "token", cause, host: "registry.test", detail, evidence: [last] });
    const draft = registryError.check(subject(imageUse(image), outcome));
    expect(draft?.message).toBe(`"registry.test" ${message}`);
    expect(draft?.kubelet).toBe(denied + kubelet);
  });

  test("a token that only we don't send has no words of a node's", () => {
    const detail = "its token is longer than the 64 KiB that a header may be";
    const outcome = unreachable({
      hop: "token",
      cause: "no-token",
      host: "registry.test",
      detail,
      evidence: [granted],
    });
    expect(registryError.check(subject(imageUse(image), outcome))).toMatchObject({
      severity: "warning",
      kubelet: null,
    });
  });
});

test.each(["the connection was closed", "its answer's headers are over the limit"])(
  "an answer that isn't whole: %s",
  (why) => {
    const outcome = unreachable({
      hop: "ping",
      cause: "reset",
      host: "registry.test",
      detail: `registry.test: ${why}`,
    });
    expect(registryUnreachable.check(subject(imageUse(image), outcome))?.message).toBe(
      `"registry.test" gave no whole answer (${why})`,
    );
  },
);

test.each<[Extract<Outcome, { kind: "faulty" }>["fault"], string]>([
  [{ kind: "size-mismatch", what: "config", expected: 1000, actual: null }, "its config goes on behind its 1000 bytes"],
  [{ kind: "manifest-too-large", bytes: null }, "its manifest goes on and on, and containerd takes 4393216 at most"],
])("content of which nobody saw the end: %o", (fault, words) => {
  const draft = contentMismatch.check(subject(imageUse(image), { kind: "faulty", fault, digest: null, evidence: [] }));
  expect(draft?.message).toBe(`${image} is there, but ${words}`);
  expect(draft?.kubelet).toContain("…");
});

test("content in a coding that a node knows, and which it is not in", () => {
  const fault = { kind: "content-coding", what: "config", coding: "gzip" } as const;
  const draft = contentMismatch.check(subject(imageUse(image), { kind: "faulty", fault, digest: null, evidence: [] }));
  expect(draft?.kubelet).toMatch(/failed to copy: …$/);
});

test("content in a coding that no node undoes", () => {
  const fault = { kind: "content-coding", what: "config", coding: "aws-chunked" } as const;
  const draft = contentMismatch.check(subject(imageUse(image), { kind: "faulty", fault, digest: null, evidence: [] }));
  expect(draft).toMatchObject({
    severity: "error",
    message: `${image} is there, but its config comes in the coding "aws-chunked", which nodes can't undo`,
    kubelet: `Failed to pull image "${image}": failed to pull and unpack image "${image}": failed to copy: httpReadSeeker: failed open: unsupported Content-Encoding algorithm: aws-chunked`,
  });
});

test("a machine that could not ask says that it is the machine", () => {
  const outcome = unreachable({ hop: "connect", cause: "no-sockets", host: "registry.test", detail: "" });
  expect(registryUnreachable.check(subject(imageUse(image), outcome))).toMatchObject({
    message: '"registry.test" was not asked: this machine has too many files open',
    kubelet: null,
  });
});

describe("the runner's proxy", () => {
  test.each<[NetworkCause, string]>([
    ["proxy-unreachable", "does not answer"],
    ["proxy-unusable", "can't be used"],
    ["proxy-wants-password", "wants a password"],
    ["proxy-refused", "refuses to connect to it"],
  ])("%s: %s, and the node's is another", (cause, what) => {
    expect(said(cause, exchange({ status: null }))).toBeNull();
    const outcome = unreachable({ hop: "proxy", cause, host: "registry.test", detail: "proxy p.test" });
    const draft = proxyFailed.check(subject(imageUse(image), outcome));
    expect(draft).toMatchObject({ severity: "warning", kubelet: null });
    expect(draft?.message).toBe(`the proxy on the way to "registry.test" ${what} (proxy p.test)`);
  });
});

describe("for whom a certificate is not, as Go says it", () => {
  const failed = (name: string): string =>
    `failed to do request: Head "https://${name}/v2/shop/web/manifests/1.0": tls: failed to verify certificate: x509: `;

  test.each<[string, string, NetworkCause, string, string]>([
    [
      "a common name alone",
      "registry.test",
      "tls-no-names",
      'the certificate has no alternative name (a common name alone: "registry.test")',
      "certificate relies on legacy Common Name field, use SANs instead",
    ],
    [
      "another common name alone",
      "registry.test",
      "tls-no-names",
      `the certificate has no alternative name (its common name is "elsewhere.test", and no host's name)`,
      "certificate is not valid for any names, but wanted to match registry.test",
    ],
    [
      "an address alone",
      "registry.test",
      "tls-wrong-name",
      "the certificate is for another name (10.0.0.1, and no host's name)",
      "certificate is not valid for any names, but wanted to match registry.test",
    ],
    [
      "a name, where an address was asked",
      "10.0.0.1:5000",
      "tls-wrong-name",
      "the certificate is for another name (registry.test, and no address)",
      "cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs",
    ],
    [
      "another name",
      "registry.test",
      "tls-wrong-name",
      "the certificate is for another name (elsewhere.test and 2 more)",
      "certificate is valid for …, not registry.test",
    ],
  ])("%s", (_name, host, cause, detail, words) => {
    const outcome = unreachable({ hop: "tls", cause, host, detail: `${host}: ${detail}`, evidence: [] });
    const draft = tlsUntrusted.check(subject(imageUse(`${host}/shop/web:1.0`), outcome));
    expect(draft?.message).toContain(detail.slice(detail.indexOf("(")));
    expect(draft?.kubelet).toContain(failed(host) + words);
  });
});

test("a resolver that is in trouble about one half of a name is told, and no error", () => {
  const detail = "registry.test: there is no A, and the resolver failed about AAAA";
  const outcome = unreachable({ hop: "dns", cause: "name-temporary", detail, evidence: [] });
  const draft = registryUnreachable.check(subject(imageUse(image), outcome));
  expect(draft?.severity).toBe("warning");
  expect(draft?.message).toMatch(/ could not be looked up just now \(there is no A, .+\)$/);
});
