// Findings about artifacts: no kubelet pulls them, so nothing is said of kubelets, nodes and pods.
import { describe, expect, test } from "vitest";
import type { Finding, ImageUse, NetworkCause, Outcome, Severity } from "../../src/model.ts";
import { judge } from "../../src/rules/judge.ts";
import { parseReference } from "../../src/references/parse.ts";
import {
  absent,
  anonymous,
  exchange,
  found,
  imageUse,
  notAsked,
  opaque,
  refused,
  subject,
  throttled,
  unreachable,
} from "./subjects.ts";

const image = "oci://registry.test/charts/podinfo:6.5.0";
const name = "registry.test/charts/podinfo:6.5.0";

function artifact(more: Partial<ImageUse> = {}): ImageUse {
  const target = { kind: "named", name } as const;
  const named = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "OCIRepository", name: "podinfo", container: null };
  return imageUse(image, { slot: "artifact", source: "custom", target, path: "spec.url", ...named, ...more });
}

/** As a run hands it on, beside one image that keeps it from being blind. */
function told(outcome: Outcome, credentials = anonymous, use = artifact()): readonly Finding[] {
  const parsed = parseReference(use.target.kind === "named" ? use.target.name : use.image);
  const fine = subject(imageUse("registry.test/shop/fine:1.0", { file: "zzz.yaml" }), found());
  const one = { ...subject(use, outcome, credentials), parsed, platforms: [] };
  return judge([one, fine], [], { rules: {}, strict: false }).findings;
}

function only(outcome: Outcome, credentials = anonymous, use = artifact()): Finding {
  const [finding, ...others] = told(outcome, credentials, use);
  expect(others).toEqual([]);
  if (finding === undefined) throw new Error("no finding");
  return finding;
}

const causes: readonly NetworkCause[] = [
  "name-not-found",
  "name-temporary",
  "refused",
  "timeout",
  "unroutable",
  "no-sockets",
  "reset",
  "tls-untrusted",
  "tls-expired",
  "tls-not-yet-valid",
  "tls-wrong-name",
  "tls-no-names",
  "tls-failed",
  "plain-http",
  "proxy-unreachable",
  "proxy-unusable",
  "proxy-wants-password",
  "proxy-refused",
  "not-a-registry",
  "server-error",
  "address-refused",
  "redirect-loop",
  "no-token",
  "no-address",
  "login-withheld",
  "login-elsewhere",
];

const rows: readonly (readonly [title: string, outcome: Outcome])[] = [
  ["a tag that is gone", absent()],
  ["a tag with a near one", absent({ nearestTags: ["6.5.1"] })],
  ["a repository that is gone", absent({ what: "repository" })],
  ["a digest that is gone", absent({ what: "digest" })],
  ["a refusal", refused()],
  [
    "a login's refusal",
    refused({ credentials: ["node", "anonymous"], evidence: [exchange({ credential: "node", status: 403 })] }),
  ],
  ["a refusal of the token service", refused({ at: "token", mayBeAbsent: false, status: 403 })],
  ["a policy", refused({ status: 412 })],
  ["a status of its own", refused({ status: 418, mayBeAbsent: false })],
  ["a rate limit", throttled()],
  ["a private registry", notAsked("private-registry")],
  ["a deadline", notAsked("deadline")],
  ...causes.map((cause) => [cause, unreachable({ hop: "ping", cause })] as const),
];

describe("nothing is said of kubelets, nodes and pods", () => {
  test.each(rows)("%s", (_, outcome) => {
    for (const credentials of [anonymous, opaque]) {
      const finding = only(outcome, credentials);
      expect(finding.kubelet).toBeNull();
      expect(finding.slot).toBe("artifact");
      expect(`${finding.message}; ${finding.fix}`).not.toMatch(
        /\b(?:pods?|nodes?|kubelet|crictl|containerd|container|images?)\b/,
      );
    }
  });

  test("an invalid name", () => {
    const target = { kind: "named", name: "registry.test/Charts/podinfo:6.5.0" } as const;
    const use = artifact({ image: `oci://${target.name}`, target });
    const finding = only(notAsked("invalid"), anonymous, use);
    expect(finding).toMatchObject({ rule: "reference-invalid", kubelet: null });
    expect(finding.message).toMatch(
      /^"oci:\/\/registry\.test\/Charts\/podinfo:6\.5\.0" is not an artifact reference: /,
    );
    expect(finding.suggestion).toEqual({ replacement: image });
  });
});

describe("a refusal", () => {
  const at = (registry: string): ImageUse =>
    artifact({ target: { kind: "named", name: `${registry}/charts/podinfo:6.5.0` } });

  test.each<[string, Severity, string]>([
    [
      "registry.test",
      "error",
      "log in with docker login registry.test before the check, and name a pull secret for it in the OCIRepository",
    ],
    [
      "ghcr.io",
      "error",
      "log in with docker/login-action and a token with packages: read, and name a pull secret for ghcr.io in the OCIRepository",
    ],
    ["acme.azurecr.io", "warning", "log in with az acr login; controllers need the role AcrPull"],
  ])("of %s: %s", (registry, severity, advice) => {
    expect(only(refused(), anonymous, at(registry))).toMatchObject({
      rule: "access-denied",
      severity,
      fix: `check the spelling; if it is private, ${advice}`,
    });
  });

  test("proves nothing where the object names a secret", () => {
    expect(only(refused(), opaque)).toMatchObject({
      rule: "not-checked",
      severity: "warning",
      message:
        "registry.test refuses charts/podinfo here; pull secret shop/regcred, which may open it, is not known here",
      fix: "log the runner in to registry.test with what the OCIRepository's pull secret holds",
    });
  });
});

test("a tag that is gone is told as an image's is, and the scalar keeps what it has besides", () => {
  expect(only(absent({ nearestTags: ["6.5.1"] }))).toMatchObject({
    rule: "tag-missing",
    severity: "error",
    message: 'tag "6.5.0" is not in registry.test/charts/podinfo',
    fix: 'did you mean "6.5.1"?',
    suggestion: { replacement: "oci://registry.test/charts/podinfo:6.5.1" },
  });
});

test("found, and nothing more is wanted", () => {
  expect(told(found())).toEqual([]);
});
