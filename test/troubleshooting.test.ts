// docs/troubleshooting.md leads from every text that `kubectl describe pod` may show to the rule that speaks of it: whatever a rule
// says for a node, with whichever containerd, has a row there.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ContainerdSeries, ContentFault, Exchange, Hop, NetworkCause, Outcome } from "../src/model.ts";
import { whatHappened } from "../src/rules/network-words.ts";
import { rules } from "../src/rules/index.ts";
import { expectedOf, findCases, findingsOf } from "./rules/cases.ts";
import { exchange, imageUse, refused, subject, unreachable } from "./rules/subjects.ts";
import { digestOf } from "./support/report-fixture.ts";

const page = readFileSync(new URL("../docs/troubleshooting.md", import.meta.url), "utf8");
/** Sources: kubernetes `pkg/kubelet/images/types.go`, `staging/src/k8s.io/cri-api/pkg/errors/errors.go`. */
const reasons = [
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
];
const series: readonly ContainerdSeries[] = ["1.6", "1.7", "2.0", "2.1"];

/** A row of a table: the texts of its first cell as patterns, and the rules that it leads to. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => {
    const [, first = ""] = /^\| ((?:\\\||[^|])*) \|/.exec(line) ?? [];
    const texts = [...first.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => patternOf(text));
    const ids = [...line.matchAll(/\]\(rules\/([a-z0-9-]+)\.md\)/g)].map(([, id = ""]) => id);
    return { texts, ids };
  });

/** What stands for something else on the page. */
function patternOf(text: string): RegExp {
  const wild: Readonly<Record<string, string>> = {
    "…": ".*",
    R: "\\S+",
    URL: "\\S+?",
    HOST: "\\S+",
    IMAGE: ".*",
    STATUS: "\\d{3} .+",
    "5xx": "5\\d{2}",
    N: "(?:\\d+|…)",
  };
  const parts = text.split(/(…|\b(?:R|URL|HOST|IMAGE|STATUS|5xx|N)\b)/);
  return new RegExp(
    `^${parts.map((part) => wild[part] ?? part.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&")).join("")}$`,
    "s",
  );
}

/** The whole, and without what stands before a runtime's own words. */
function formsOf(kubelet: string): readonly string[] {
  const inner = kubelet.replace(/^Failed to pull image "[^"]*": (?:rpc error: code = \w+ desc = )?/, "");
  return [kubelet, inner, inner.replace(/^failed to pull and unpack image "[^"]*": /, "")];
}

/** Texts that no row of the page leads from to their rule. */
function lost(said: readonly (readonly [rule: string, kubelet: string])[]): readonly string[] {
  const missing = said.filter(([rule, kubelet]) => {
    const forms = formsOf(kubelet);
    // The node's words are not known there.
    if (forms.at(-1) === "…") return false;
    const mine = rows.filter(({ ids }) => ids.includes(rule)).flatMap(({ texts }) => texts);
    return !mine.some((pattern) => forms.some((form) => pattern.test(form)));
  });
  return [...new Set(missing.map(([rule, kubelet]) => `${rule}: ${kubelet}`))];
}

/** What the rules over uses say of an outcome, to nodes of each series. */
function saidOf(outcome: Outcome): readonly (readonly [string, string])[] {
  return series.flatMap((containerd) =>
    rules.flatMap((rule) => {
      if (rule.over !== "use") return [];
      const kubelet = rule.check({ ...subject(imageUse("registry.test/shop/web:1.0"), outcome), containerd })?.kubelet;
      return kubelet === undefined || kubelet === null ? [] : [[rule.id, kubelet] as const];
    }),
  );
}

const blob = `https://registry.test/v2/shop/web/blobs/${digestOf("b")}`;
const evidence: Readonly<Record<"ping" | "token" | "blob", readonly Exchange[]>> = {
  ping: [exchange({ status: null })],
  token: [
    exchange({ status: 401 }),
    exchange({ method: "GET", url: "https://auth.test/token?scope=x&service=y", status: null }),
  ],
  blob: [exchange({ status: 200 }), exchange({ method: "GET", url: blob, status: null })],
};
const answered = (status: number | null, hop: "ping" | "token" | "blob"): readonly Exchange[] =>
  evidence[hop].map((one, index, all) => (index === all.length - 1 ? { ...one, status } : one));

test("every rule whose page has words of a node or of kubectl is led to, and every reason of a waiting container is there", () => {
  const told = rules.filter(({ id }) => {
    const text = readFileSync(new URL(`../docs/rules/${id}.md`, import.meta.url), "utf8");
    return /## What the kubelet shows\n[^]*?```[^]*?## Why it happens/.test(text);
  });
  const led = new Set(rows.flatMap(({ ids }) => ids));
  expect(told.length).toBeGreaterThan(20);
  expect(told.map(({ id }) => id).filter((id) => !led.has(id))).toEqual([]);
  for (const reason of reasons) expect(page).toMatch(new RegExp(`^\\| .*\`${reason}\``, "m"));
});

test("a rule's cases", { timeout: 120_000 }, async () => {
  const said: (readonly [string, string])[] = [];
  for (const one of findCases().filter((one) => expectedOf(one) !== "")) {
    for (const containerd of ["1.6", "2.1"] as const) {
      const findings = await findingsOf(one, { containerd });
      for (const { rule, kubelet } of findings) if (kubelet !== null) said.push([rule, kubelet]);
    }
  }
  expect(said.length).toBeGreaterThan(300);
  expect(lost(said)).toEqual([]);
});

describe("a host that isn't reached", () => {
  const isCause = (name: string): name is NetworkCause => Object.hasOwn(whatHappened, name);
  const causes = Object.keys(whatHappened).filter(isCause);
  const hops = ["ping", "token", "blob"] as const satisfies readonly Hop[];
  const hosts = { ping: "registry.test", token: "auth.test", blob: "cdn.test" };
  /** With what answers a cause comes; left out: with none. */
  const statuses: Readonly<Partial<Record<NetworkCause, readonly (number | null)[]>>> = {
    "server-error": [500, 502, 503, 504],
    "not-a-registry": [200, 404, 403],
    "address-refused": [403],
    timeout: [null, 408],
  };
  const details = ["", "cdn.test: its answer broke off in the middle"];
  const noAddress = ["a redirect without a Location", "ftp:…", "/token"];
  const pairs = causes.flatMap((cause) => hops.map((hop) => [cause, hop] as const));

  // A token comes of the token service alone.
  test.each(pairs.filter(([cause, hop]) => cause !== "no-token" || hop === "token"))("%s, %s", (cause, hop) => {
    const met = cause === "no-address" ? [hop === "token" ? 401 : 307] : (statuses[cause] ?? [null]);
    const outcomes = (cause === "no-address" ? noAddress : details).flatMap((detail) =>
      met.map((status) => unreachable({ hop, host: hosts[hop], cause, detail, evidence: answered(status, hop) })),
    );
    expect(lost(outcomes.flatMap(saidOf))).toEqual([]);
  });
});

describe("an answer that gives nothing", () => {
  const challenges = [
    null,
    { scheme: "bearer", error: "insufficient_scope", isRealmless: false },
    { scheme: "bearer", error: "", isRealmless: false },
    { scheme: "bearer", error: "", isRealmless: true },
    { scheme: "basic", error: "", isRealmless: false },
  ] as const;

  test.each([401, 403, 412])("%i", (status) => {
    const outcomes = (["manifest", "token", "blob"] as const).flatMap((at) =>
      challenges.flatMap((challenge) =>
        ["anonymous", "secret shop/regcred"].map((credential) => {
          const asked = answered(status, at === "manifest" ? "ping" : at).map((one) => ({ ...one, credential }));
          return refused({ at, status, challenge, credentials: [credential], evidence: asked });
        }),
      ),
    );
    expect(lost(outcomes.flatMap(saidOf))).toEqual([]);
  });

  test.each(["ping", "token", "blob"] as const)("429, %s", (hop) => {
    const said = saidOf({
      kind: "throttled",
      limit: "requests",
      retryAfterMs: null,
      words: "",
      evidence: answered(429, hop),
    });
    expect(said).not.toEqual([]);
    expect(lost(said)).toEqual([]);
  });
});

describe("content that is no good", () => {
  const [expected, actual] = [digestOf("c"), digestOf("d")];
  const image = { of: null, unmatched: false, hasFileSystem: false, what: null } as const;
  const faults: readonly ContentFault[] = [
    ...(["manifest", "config", "layers"] as const).flatMap((part) =>
      ["text/html", "text/plain", "application/json", ""].flatMap((mediaType) =>
        [true, false].map((is) => ({
          kind: "not-an-image" as const,
          part,
          mediaType,
          ...image,
          unmatched: is,
          hasFileSystem: !is,
        })),
      ),
    ),
    { kind: "schema1", mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws" },
    { kind: "schema1", mediaType: "application/vnd.docker.distribution.manifest.v1+json" },
    { kind: "schema1", mediaType: "text/plain" },
    ...(["child manifest", "config", "layer"] as const).map((what) => ({
      kind: "blob-missing" as const,
      what,
      digest: expected,
    })),
    ...(["manifest", "config", "layer"] as const).flatMap((what): readonly ContentFault[] => [
      { kind: "digest-mismatch", what, expected, actual },
      { kind: "digest-algorithm", what, digest: `sha512:${"a".repeat(128)}` },
      { kind: "size-mismatch", what, expected: 10, actual: 7 },
      { kind: "size-mismatch", what, expected: 7, actual: 10 },
      { kind: "size-mismatch", what, expected: 7, actual: null },
      { kind: "content-coding", what, coding: "aws-chunked" },
      { kind: "content-coding", what, coding: "gzip" },
    ]),
    { kind: "layers-mismatch", layers: 1, diffIds: 2 },
    { kind: "layers-mismatch", layers: 0, diffIds: 2 },
    { kind: "manifest-too-large", bytes: null },
    ...(["manifest", "config"] as const).flatMap((what) =>
      [
        { kind: "mistyped" as const },
        { kind: "sizeless" as const, digest: "" },
        { kind: "nameless" as const, mediaType: "" },
        { kind: "other" as const },
      ].map((node) => ({ kind: "malformed" as const, what, detail: "", node })),
    ),
  ];

  test.each(faults)("%j", (fault) => {
    const outcomes = [exchange({ status: 200 }), exchange({ status: 200, method: "GET", url: blob })].map(
      (last): Outcome => ({ kind: "faulty", fault, digest: actual, evidence: [last] }),
    );
    const said = outcomes.flatMap(saidOf);
    expect(said).not.toEqual([]);
    expect(lost(said)).toEqual([]);
  });
});
