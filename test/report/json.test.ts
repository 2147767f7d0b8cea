import { describe, expect, test } from "vitest";
import type { JudgedUse, Report } from "../../src/model.ts";
import { isObject, parseJson } from "../../src/json.ts";
import { jsonText, renderJson } from "../../src/report/json.ts";
import {
  absent,
  digestOf,
  finding,
  imageUse,
  judgedUse,
  linux,
  manifest,
  reference,
  reportOf,
  smallReport,
  spanOf,
} from "../support/report-fixture.ts";
import { hostile } from "../support/hostile-text.ts";
import { assertReport } from "../support/report-schema.ts";

/** Entries of a list of the report, unread. */
function entries(report: Report, key: string): readonly unknown[] {
  const json = renderJson(report);
  assertReport(json);
  const value = parseJson(json);
  const list = isObject(value) ? value[key] : null;
  return Array.isArray(list) ? list : [];
}

describe("the JSON report", () => {
  test("is the contract's, in its order", () => {
    const json = renderJson(
      smallReport({ uses: smallReport().uses.slice(0, 1), findings: smallReport().findings.slice(0, 1) }),
    );
    assertReport(json);
    expect(json).toBe(`{
  "schemaVersion": 1,
  "tool": {
    "name": "pullgate",
    "version": "0.1.0"
  },
  "outcome": "fail",
  "totals": {
    "files": 1,
    "documents": 1,
    "uses": 1,
    "unchanged": 0,
    "images": 1,
    "registries": 1,
    "errors": 1,
    "warnings": 0,
    "notices": 0,
    "requests": 7,
    "countedPulls": 1,
    "durationMs": 1234
  },
  "uses": [
    {
      "image": "nginx:1.27.33",
      "reference": "docker.io/library/nginx:1.27.33",
      "verdict": "missing",
      "depth": null,
      "platforms": [
        "linux/amd64"
      ],
      "digest": null,
      "file": "k8s/web.yaml",
      "line": 9,
      "column": 18,
      "endLine": 9,
      "endColumn": 31,
      "source": "core",
      "apiVersion": "apps/v1",
      "kind": "Deployment",
      "name": "web",
      "namespace": "shop",
      "container": "web",
      "path": "spec.template.spec.containers[0].image",
      "via": null,
      "related": [],
      "evidence": [
        {
          "method": "HEAD",
          "url": "https://registry-1.docker.io/v2/library/nginx/manifests/1.27.33",
          "status": 404,
          "ms": 31,
          "credential": "anonymous",
          "message": "manifest unknown",
          "requestId": null,
          "date": "Sat, 22 Nov 2025 10:00:00 GMT"
        }
      ],
      "rules": [
        "tag-missing"
      ]
    }
  ],
  "images": [
    {
      "reference": "docker.io/library/nginx:1.27.33",
      "digest": null,
      "platforms": null,
      "compressedBytes": null,
      "unpackedBytes": null,
      "layers": null,
      "uses": 1
    }
  ],
  "registries": [
    {
      "host": "ghcr.io",
      "route": [],
      "rateLimit": null
    },
    {
      "host": "registry-1.docker.io",
      "route": [
        {
          "stage": "ping",
          "host": "registry-1.docker.io",
          "ok": true,
          "ms": 12,
          "detail": ""
        }
      ],
      "rateLimit": null
    }
  ],
  "findings": [
    {
      "rule": "tag-missing",
      "severity": "error",
      "file": "k8s/web.yaml",
      "line": 9,
      "column": 18,
      "endLine": 9,
      "endColumn": 31,
      "image": "nginx:1.27.33",
      "message": "tag \\"1.27.33\\" is not in docker.io/library/nginx",
      "kubelet": "Failed to pull image \\"nginx:1.27.33\\": rpc error: code = NotFound desc = failed to pull and unpack image",
      "fix": "did you mean \\"1.27.3\\"?",
      "suggestion": {
        "replacement": "nginx:1.27.3"
      },
      "related": [],
      "evidence": [
        {
          "method": "HEAD",
          "url": "https://registry-1.docker.io/v2/library/nginx/manifests/1.27.33",
          "status": 404,
          "ms": 31,
          "credential": "anonymous",
          "message": "manifest unknown",
          "requestId": null,
          "date": "Sat, 22 Nov 2025 10:00:00 GMT"
        }
      ],
      "fingerprint": "8d5f1c0e"
    }
  ]
}
`);
  });

  test("of a run without images is a report too", () => {
    expect(entries(reportOf({ files: 0, documents: 0 }), "uses")).toEqual([]);
  });

  test("is the same bytes whatever the order in which things were learned", () => {
    const report = smallReport();
    const turned = {
      ...report,
      uses: report.uses.toReversed(),
      findings: report.findings.toReversed(),
      registries: report.registries.toReversed(),
    };
    expect(renderJson(turned)).toBe(renderJson(report));
  });

  test("orders uses by file, line, column, via, kind, namespace, name and path", () => {
    const other = { path: "k8s/Web.yaml", text: manifest.text };
    const nginx = spanOf(manifest, "nginx:1.27.33");
    const named = reference("library/nginx", "1.27.33");
    const sorted = [
      imageUse(spanOf(other, "ghcr.io/acme/proxy:2.4"), { name: "0" }),
      imageUse(nginx, { name: "1", kind: "CronJob" }),
      imageUse(nginx, { name: "2", namespace: null }),
      imageUse(nginx, { name: "3", namespace: "a" }),
      imageUse(nginx, { name: "4", path: "a" }),
      imageUse(nginx, { name: "4", path: "b" }),
      imageUse(nginx, { name: "5", kind: "CronJob", via: "kustomize:a" }),
      imageUse(spanOf(manifest, "ghcr.io/acme/proxy:2.4"), { name: "6", kind: "CronJob" }),
    ].map((use) => judgedUse(use, named));
    const shown = entries(reportOf({ uses: sorted.toReversed() }), "uses");
    expect(shown.map((use) => isObject(use) && [use["name"], use["path"]])).toEqual(
      sorted.map(({ use }) => [use.name, use.path]),
    );
  });

  test("counts an image once, and takes what is known of it from the uses that learned it", () => {
    const named = reference("library/nginx", "1.27.33");
    const uses: readonly JudgedUse[] = [
      judgedUse(imageUse(spanOf(manifest, "nginx:1.27.33")), named, { outcome: absent, verdict: "missing" }),
      judgedUse(imageUse(spanOf(manifest, "ghcr.io/acme/proxy:2.4")), named),
    ];
    expect(entries(reportOf({ uses }), "images")).toEqual([
      {
        reference: "docker.io/library/nginx:1.27.33",
        digest: digestOf("a"),
        platforms: ["linux/amd64"],
        compressedBytes: 71_234_567,
        unpackedBytes: null,
        layers: 7,
        uses: 2,
      },
    ]);
    expect(entries(reportOf({ uses }), "uses")).toMatchObject([
      { verdict: "missing", depth: null, digest: null },
      { verdict: "pullable", depth: "manifest", digest: digestOf("a") },
    ]);
  });

  test("counts the registries that the images name, asked or not", () => {
    const use = imageUse(spanOf(manifest, "nginx:1.27.33"));
    const outcome = { kind: "not-asked", why: "private-registry", evidence: [] } as const;
    const uses = [
      judgedUse(use, reference("library/nginx", "1")),
      judgedUse({ ...use, path: "x" }, reference("library/redis", "1")),
      judgedUse({ ...use, path: "y" }, reference("shop/web", "1", "registry.corp.test"), {
        outcome,
        verdict: "unverified",
      }),
    ];
    const json = renderJson(reportOf({ uses, registries: [{ host: "registry-1.docker.io", asked: true, route: [] }] }));
    assertReport(json);
    expect(parseJson(json)).toMatchObject({ totals: { registries: 2 } });
  });

  test("tells what a name resolved to where the content is at fault", () => {
    const named = reference("library/nginx", "1.27.33");
    const use = imageUse(spanOf(manifest, "nginx:1.27.33"));
    const arm = { os: "linux", architecture: "arm", variant: "v7", osVersion: "" };
    const mismatched = {
      kind: "mismatched",
      wanted: linux,
      available: [arm],
      how: "index",
      digest: digestOf("b"),
    } as const;
    const faulty = { kind: "faulty", fault: { kind: "schema1", mediaType: "x" }, digest: digestOf("c") } as const;
    const uses = [
      judgedUse(use, named, { verdict: "wrong-platform", outcome: { ...mismatched, content: null, evidence: [] } }),
      judgedUse({ ...use, path: "x" }, reference("library/old", "1"), {
        verdict: "broken",
        outcome: { ...faulty, evidence: [] },
      }),
    ];
    expect(entries(reportOf({ uses }), "images")).toMatchObject([
      { reference: "docker.io/library/nginx:1.27.33", digest: digestOf("b"), platforms: ["linux/arm/v7"] },
      { reference: "docker.io/library/old:1", digest: digestOf("c"), platforms: null },
    ]);
  });

  test.each(hostile)("holds %j unharmed, and nothing that a step or a terminal would take for more", (text) => {
    const span = spanOf(manifest, "nginx:1.27.33");
    const found = finding(span, { image: text, message: `x${text}`, kubelet: text, workloads: [text] });
    const [entry] = entries(reportOf({ outcome: "fail", findings: [found] }), "findings");
    expect(entry).toMatchObject({ image: text, message: `x${text}`, kubelet: text });
  });

  test("escapes every code unit of what can't be seen", () => {
    expect([...jsonText({ x: "##[x]\u007F\u0085\u200B\u202E\u2028\u{E0041}\uD800🐳" })].join("")).toBe(
      '{\n  "x": "\\u0023#[x]\\u007f\\u0085\\u200b\\u202e\\u2028\\udb40\\udc41\\ud800🐳"\n}\n',
    );
  });
});
