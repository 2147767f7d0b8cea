// The judge: severities, settings, order, what shares a finding, and what makes two findings the same.
import { describe, expect, test } from "vitest";
import type { Finding, Problem, Severity, Subject } from "../../src/model.ts";
import { judge } from "../../src/rules/judge.ts";
import { rules } from "../../src/rules/index.ts";
import type { Settings } from "../../src/settings/settings.ts";
import {
  absent,
  exchange,
  found,
  imageUse,
  mismatched,
  notAsked,
  opaque,
  refused,
  subject,
  throttled,
  unreachable,
} from "./subjects.ts";

type RuleSettings = Pick<Settings, "rules" | "strict">;

const plain: RuleSettings = { rules: {}, strict: false };
const strict: RuleSettings = { rules: {}, strict: true };
const web = imageUse("registry.test/shop/web:1.0");
/** Keeps a run from being blind. */
const fine = subject(imageUse("registry.test/shop/fine:1.0", { file: "zzz.yaml", name: "fine" }), found());

function findings(
  subjects: readonly Subject[],
  settings = plain,
  problems: readonly Problem[] = [],
): readonly Finding[] {
  return judge([...subjects, fine], problems, settings).findings;
}

function only(subjects: readonly Subject[], settings = plain): Finding {
  const all = findings(subjects, settings);
  expect(all).toHaveLength(1);
  const [finding] = all;
  if (finding === undefined) throw new Error("no finding");
  return finding;
}

function problem(kind: Problem["kind"]): Problem {
  return {
    kind,
    span: { file: { path: "bad.yaml", text: "a: [" }, start: 4, end: 4 },
    message: "the list is not closed",
  };
}

describe("severities", () => {
  const at = (registry: string): Subject => subject(imageUse(`${registry}/shop/web:1.0`), refused());
  const withLogin = (registry: string): Subject =>
    subject(imageUse(`${registry}/shop/web:1.0`), refused({ credentials: ["node", "anonymous"] }));

  test.each<[string, Subject, Severity, Severity]>([
    ["a missing tag", subject(web, absent()), "error", "error"],
    ["a refusal", subject(web, refused()), "error", "error"],
    ["a refusal of ECR without a login", at("123456789012.dkr.ecr.eu-west-1.amazonaws.com"), "warning", "error"],
    ["a refusal of ECR in China", at("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"), "warning", "error"],
    ["a refusal of Artifact Registry", at("europe-docker.pkg.dev"), "warning", "error"],
    ["a refusal of gcr.io", at("gcr.io"), "warning", "error"],
    ["a refusal of eu.gcr.io", at("eu.gcr.io"), "warning", "error"],
    ["a refusal of ACR", at("acme.azurecr.io"), "warning", "error"],
    ["a refusal of a login by ACR", withLogin("acme.azurecr.io"), "error", "error"],
    ["a name that only looks like gcr.io", at("notgcr.io"), "error", "error"],
    ["a policy of ACR", subject(imageUse("acme.azurecr.io/web:1"), refused({ status: 412 })), "error", "error"],
    ["the wrong platform", subject(web, mismatched("index")), "error", "error"],
    [
      "a name that does not exist",
      subject(web, unreachable({ hop: "dns", cause: "name-not-found" })),
      "error",
      "error",
    ],
    [
      "the same from a proxy",
      subject(web, unreachable({ hop: "dns", cause: "name-not-found", viaProxy: true })),
      "warning",
      "error",
    ],
    ["a web site", subject(web, unreachable({ hop: "ping", cause: "not-a-registry" })), "error", "error"],
    [
      "a web site from a proxy",
      subject(web, unreachable({ hop: "ping", cause: "not-a-registry", viaProxy: true })),
      "warning",
      "error",
    ],
    [
      "a content host that does not exist",
      subject(web, unreachable({ hop: "blob", host: "cdn.test", cause: "name-not-found" })),
      "warning",
      "error",
    ],
    ["a time-out", subject(web, unreachable()), "warning", "error"],
    ["an expired certificate", subject(web, unreachable({ hop: "tls", cause: "tls-expired" })), "warning", "error"],
    ["a 503", subject(web, unreachable({ hop: "ping", cause: "server-error" })), "warning", "error"],
    ["a proxy", subject(web, unreachable({ hop: "proxy", cause: "proxy-refused" })), "warning", "error"],
    ["a rate limit", subject(web, throttled()), "warning", "error"],
    ["a placeholder", subject(imageUse("web:${TAG}"), notAsked("placeholder")), "warning", "error"],
    ["a secret nobody here knows", subject(web, refused(), opaque), "warning", "error"],
    ["a deadline", subject(web, notAsked("deadline")), "warning", "error"],
    ["a private registry", subject(web, notAsked("private-registry")), "notice", "notice"],
  ])("%s: %#", (_, one, lenient, severe) => {
    expect(only([one]).severity).toBe(lenient);
    expect(only([one], strict).severity).toBe(severe);
  });

  test("what is fine or never pulled is no finding", () => {
    const template = subject(imageUse("web:${TAG}"), notAsked("never-pulled"));
    expect(findings([subject(web, found()), subject(web, notAsked("never-pulled")), template], strict)).toEqual([]);
  });

  test.each<[Problem["kind"], Severity | null, Severity | null]>([
    ["syntax", "error", "error"],
    ["too-deep", "error", "error"],
    ["too-many-aliases", "error", "error"],
    ["encoding", "warning", "error"],
    ["too-large", "warning", "error"],
    ["unreadable", "warning", "error"],
    ["template", "notice", "notice"],
    ["chart-template", null, null],
    ["vendored", null, null],
  ])("a file that can't be read: %s", (kind, lenient, severe) => {
    expect(findings([], plain, [problem(kind)])[0]?.severity ?? null).toBe(lenient);
    expect(findings([], strict, [problem(kind)])[0]?.severity ?? null).toBe(severe);
  });
});

describe("settings", () => {
  test("a rule's severity is set", () => {
    expect(only([subject(web, absent())], { rules: { "tag-missing": "notice" }, strict: false }).severity).toBe(
      "notice",
    );
  });

  test("strict comes after: a warning that was set is an error, a notice is not", () => {
    expect(only([subject(web, absent())], { rules: { "tag-missing": "warning" }, strict: true }).severity).toBe(
      "error",
    );
    expect(only([subject(web, absent())], { rules: { "tag-missing": "notice" }, strict: true }).severity).toBe(
      "notice",
    );
  });

  test("off silences the rule, and leaves the verdict", () => {
    const { uses, findings: none } = judge([subject(web, absent()), fine], [], {
      rules: { "tag-missing": "off" },
      strict: true,
    });
    expect(none).toEqual([]);
    expect(uses[0]).toMatchObject({ verdict: "missing", rules: [] });
  });

  test("nothing makes more than a notice of a private registry", () => {
    expect(
      only([subject(web, notAsked("private-registry"))], { rules: { "not-checked": "error" }, strict: true }).severity,
    ).toBe("notice");
  });
});

describe("a name that a kustomization replaces", () => {
  const entry = { file: { path: "kustomization.yaml", text: "- name: app" }, start: 8, end: 11 };
  const replaced = imageUse("app:replace", { overriddenBy: entry });

  test.each([absent(), refused(), unreachable(), notAsked("deadline")])("is a notice at most: $kind", (outcome) => {
    const finding = only([subject(replaced, outcome)], strict);
    expect(finding.severity).toBe("notice");
    expect(finding.message).toContain("a kustomization replaces this name");
    expect(finding.related.map(({ span }) => span)).toEqual([entry]);
  });

  test("can be silenced, and not be raised", () => {
    expect(findings([subject(replaced, absent())], { rules: { "tag-missing": "off" }, strict: false })).toEqual([]);
    expect(only([subject(replaced, absent())], { rules: { "tag-missing": "error" }, strict: false }).severity).toBe(
      "notice",
    );
  });
});

describe("a finding", () => {
  test("says what a reader needs", () => {
    const finding = only([subject(web, absent({ nearestTags: ["1.0.1", "1.0.2"] }))]);
    expect(finding).toMatchObject({
      rule: "tag-missing",
      span: web.span,
      image: "registry.test/shop/web:1.0",
      reference: { registry: "registry.test", repository: "shop/web", tag: "1.0" },
      message: 'tag "1.0" is not in registry.test/shop/web',
      kubelet:
        'Failed to pull image "registry.test/shop/web:1.0": rpc error: code = NotFound desc = failed to pull and unpack image "registry.test/shop/web:1.0": failed to resolve image: registry.test/shop/web:1.0: not found',
      fix: 'did you mean "1.0.1"?',
      suggestion: { replacement: "registry.test/shop/web:1.0.1" },
      workloads: ["Deployment shop/web"],
      evidence: [exchange()],
    });
  });

  test("suggests the part that the scalar holds", () => {
    const image = "registry.test/shop/web:1.0";
    const frames = [
      [{ before: "registry.test/shop/web:", after: "" }, "1.0.1"],
      [{ before: "", after: ":1.0" }, null],
      [null, null],
    ] as const;
    for (const [frame, replacement] of frames) {
      const one = imageUse(image, { source: "kustomize", frame });
      const { suggestion } = only([subject(one, absent({ nearestTags: ["1.0.1"] }))]);
      expect(suggestion).toEqual(replacement === null ? null : { replacement });
    }
  });

  test("quotes the image as the pod has it, where an entry holds a part of it", () => {
    const target = { kind: "named", name: "registry.test/shop/web:1.0" } as const;
    const one = imageUse("registry.test/shop/web", { source: "kustomize", target });
    const { kubelet } = only([{ ...subject(web, absent()), use: one }]);
    expect(kubelet).toMatch(/^Failed to pull image "registry\.test\/shop\/web:1\.0": /);
  });

  test("stands for every use that shares its scalar", () => {
    const alias = { span: { ...web.span, start: 0, end: 1 }, message: "used here" };
    const other = { ...web, name: "worker", path: "spec.template.spec.containers[1].image", related: [alias] };
    const finding = only([subject(web, absent()), subject(other, absent())]);
    expect(finding.workloads).toEqual(["Deployment shop/web", "Deployment shop/worker"]);
    expect(finding.related).toEqual([alias]);
  });

  test("is as bad as the worst of them", () => {
    const one = subject(imageUse("acme.azurecr.io/web:1", { name: "a" }), refused());
    const two = subject({ ...one.use, name: "b" }, refused({ credentials: ["node", "anonymous"] }));
    const finding = only([one, two]);
    expect(finding.severity).toBe("error");
    expect(finding.message).toContain("docker login");
  });

  test("leaves the others of its place alone", () => {
    const two = { ...web, name: "worker" };
    const all = findings([subject(web, absent()), subject(two, refused())]);
    expect(all.map(({ rule }) => rule)).toEqual(["tag-missing", "access-denied"]);
  });
});

describe("order", () => {
  test("file, line, via, kind, namespace, name, path; capitals before small letters, as everywhere", () => {
    const uses = [
      imageUse("a:1", { file: "b.yaml" }),
      imageUse("a:1", { file: "a.yaml", line: 9 }),
      imageUse("a:1", { file: "a.yaml", via: "kustomize:b" }),
      imageUse("a:1", { file: "a.yaml", via: "kustomize:a", name: "z" }),
      imageUse("a:1", { file: "a.yaml", kind: "Pod", name: "b" }),
      imageUse("a:1", { file: "a.yaml", kind: "Pod", namespace: "a" }),
      imageUse("a:1", { file: "a.yaml", kind: "Job" }),
      imageUse("a:1", { file: "B.yaml" }),
      imageUse("a:1", { file: "a.yaml", kind: "Job", path: "spec.template.spec.containers[1].image" }),
    ];
    const sorted = judge(
      uses.map((use) => subject(use, found())),
      [],
      plain,
    ).uses.map(({ use }) => uses.indexOf(use));
    expect(sorted).toEqual([7, 6, 8, 5, 4, 3, 2, 1, 0]);
  });

  test("does not depend on the order of the input", () => {
    const subjects = ["c.yaml", "a.yaml", "b.yaml"].map((file) =>
      subject(imageUse("registry.test/shop/web:1.0", { file }), absent()),
    );
    const one = judge(subjects, [problem("syntax")], plain);
    const two = judge(subjects.toReversed(), [problem("syntax")], plain);
    expect(two).toEqual(one);
    expect(one.findings.map(({ span }) => span.file.path)).toEqual(["a.yaml", "b.yaml", "bad.yaml", "c.yaml"]);
  });
});

test("every rule has its own id", () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});
