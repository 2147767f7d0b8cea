import { opaqueCredentials } from "../support/credentials.ts";
import { describe, expect, test } from "vitest";
import type { Finding, JudgedUse, NotAsked, Outcome, Platform, Verdict } from "../../src/model.ts";
import { renderSummary } from "../../src/report/summary.ts";
import {
  absent,
  digestOf,
  egressHost,
  exchange,
  finding,
  found,
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
import { markdownTree, withDescendants } from "../support/markdown-tree.ts";

const nginx = spanOf(manifest, "nginx:1.27.33");

function use(verdict: Verdict, outcome: Outcome, tag = "1"): JudgedUse {
  return judgedUse(imageUse(nginx, { path: tag }), reference("library/nginx", tag), { verdict, outcome });
}

function notAsked(why: NotAsked): Outcome {
  return { kind: "not-asked", why, evidence: [] };
}

describe("the job summary", () => {
  test("tells the outcome, what fails, what is unknown, and what that rests on", () => {
    expect(renderSummary(smallReport())).toBe(`## ❌ Pullgate: fail · 1 error, 1 warning

**3 uses of 2 images in 1 file** · ❌&nbsp;1&nbsp;missing · ❓&nbsp;1&nbsp;unverified · ✅&nbsp;1&nbsp;pullable<br><sub>2 registries, 7 requests, 1 counted pull, 1.2 s</sub>

### Findings

| Severity | Image and place | What is wrong, and what to do |
| --- | --- | --- |
| ❌&nbsp;error<br>\`tag-missing\` | \`nginx:1.27.33\`<br>\`k8s/web.yaml:9\`<br>Deployment shop/web | tag "1.27.33" is not in docker.io/library/nginx<br><b>fix:</b> did you mean "1.27.3"?<details><summary>the kubelet would say</summary>\`Failed to pull image "nginx:1.27.33": rpc error: code = NotFound desc = failed to pull and unpack image\`</details> |
| ⚠️&nbsp;warning<br>\`reference-placeholder\` | \`ghcr.io/acme/sidecar:\${TAG}\`<br>\`k8s/web.yaml:14\`<br>Deployment shop/web | placeholder "<span>$</span>{TAG}" is not an image name yet<br><b>fix:</b> check what this file is rendered to |

### Not verified

| Verdict | Image | Why | Uses |
| --- | --- | --- | --- |
| ❓&nbsp;unverified | \`ghcr.io/acme/sidecar:\${TAG}\` | placeholder "<span>$</span>{TAG}" is not an image name yet | 1 |

<details>
<summary><b>Images by verdict (3)</b></summary>

| Verdict | Image | Uses | Nodes | Compressed |
| --- | --- | --- | --- | --- |
| ❌&nbsp;missing | \`docker.io/library/nginx:1.27.33\` | 1 | \`linux/amd64\` |  |
| ❓&nbsp;unverified | \`ghcr.io/acme/sidecar:\${TAG}\` | 1 | \`linux/amd64\` |  |
| ✅&nbsp;pullable | \`ghcr.io/acme/proxy:2.4\` | 1 | \`linux/amd64\` | 71.2 MB |

</details>

<details>
<summary><b>Registries (2)</b></summary>

| Host | Route from here |
| --- | --- |
| \`ghcr.io\` | not asked |
| \`registry-1.docker.io\` | answered&nbsp;12&nbsp;ms |

</details>

<details>
<summary><b>Assumptions</b></summary>

- the nodes run linux/amd64, and pull as containerd 2.1 does
- pullable at depth manifest: manifest and config fit the nodes; layers were not asked for
- the nodes have no credentials of their own: registries were asked without a login

</details>
`);
  });

  test.each([
    [
      reportOf({ uses: [use("pullable", found)] }),
      "## ✅ Pullgate: pass · every image is pullable, proved at depth manifest",
    ],
    [reportOf(), "## ✅ Pullgate: pass · no image in these manifests"],
    [
      reportOf({ uses: [use("unverified", notAsked("deadline")), use("pullable", found)] }),
      "## ⚠️ Pullgate: pass · 1 use not verified",
    ],
    [reportOf({ uses: [use("skipped", notAsked("never-pulled"))] }), "## ✅ Pullgate: pass · 1 use skipped"],
    [reportOf({ findings: [finding(nginx, { severity: "warning" })] }), "## ⚠️ Pullgate: pass · 1 warning"],
    [reportOf({ outcome: "fail", findings: [finding(nginx)] }), "## ❌ Pullgate: fail · 1 error"],
  ])("has a headline that promises no more than was proved (%#)", (report, headline) => {
    expect(renderSummary(report).split("\n")[0]).toBe(headline);
  });

  test("gives a reason for every use that was not verified, and merges those that share it", () => {
    const summary = renderSummary(
      reportOf({
        uses: [
          use("skipped", notAsked("never-pulled"), "a"),
          use("unverified", notAsked("deadline"), "b"),
          use("unverified", notAsked("deadline"), "b"),
          use("unverified", notAsked("private-registry"), "c"),
          use("unverified", absent, "d"),
          use(
            "throttled",
            { kind: "throttled", limit: "requests", retryAfterMs: null, words: "toomanyrequests", evidence: [] },
            "e",
          ),
          use(
            "unreachable",
            {
              kind: "unreachable",
              hop: "tls",
              host: "h.example",
              cause: "reset",
              viaProxy: false,
              detail: "cut off",
              evidence: [],
            },
            "f",
          ),
          use("pullable", found, "g"),
        ],
      }),
    );
    const section = /### Not verified\n\n(.*?)\n\n/s.exec(summary)?.[1]?.split("\n").slice(2);
    expect(section?.map((row) => row.replaceAll("&nbsp;", " "))).toEqual([
      "| ⚠️ unreachable | `docker.io/library/nginx:f` | h.example: cut off | 1 |",
      "| ⚠️ throttled | `docker.io/library/nginx:e` | toomanyrequests | 1 |",
      "| ❓ unverified | `docker.io/library/nginx:b` | not reached before the deadline (timeout) | 2 |",
      "| ❓ unverified | `docker.io/library/nginx:c` | only the cluster can see its registry (private-registries) | 1 |",
      "| ❓ unverified | `docker.io/library/nginx:d` | its registry says that the tag does not exist, but may hide it from those who are not logged in | 1 |",
      "| ➖ skipped | `docker.io/library/nginx:a` | its pull policy is Never: whoever needs it must have it already | 1 |",
    ]);
  });

  test("shortens digests, names other platforms and failed hops", () => {
    const arm = { os: "linux", architecture: "arm", variant: "v7", osVersion: "" };
    const pinned = { ...reference("acme/api", "1", "ghcr.io"), digest: digestOf("e") };
    const uses = [judgedUse(imageUse(nginx), pinned, { platforms: [linux, arm] })];
    const route = [
      { stage: "dns", host: "ghcr.io", ok: true, ms: 1, detail: "" },
      { stage: "tls", host: "ghcr.io", ok: false, ms: 1, detail: "issued by @acme" },
    ] as const;
    const summary = renderSummary(reportOf({ uses, registries: [{ host: "ghcr.io", asked: true, route }] }));
    expect(summary).toContain(
      "| `ghcr.io/acme/api:1@sha256:eeeeeeeeeeee…` | 1 | `linux/amd64` `linux/arm/v7` | 71.2 MB |",
    );
    expect(summary).toContain(
      "| `ghcr.io` | dns&nbsp;1&nbsp;ms → tls&nbsp;✗ 1&nbsp;ms: issued by <span>@</span>acme |",
    );
  });

  test("names the nodes of all uses of an image, and not without end", () => {
    const pinned = reference("acme/api", "1", "ghcr.io");
    const build = { os: "windows", architecture: "amd64", variant: "", osVersion: "10.0.20348" };
    const others = Array.from({ length: 20 }, (_, index) => ({ ...linux, architecture: `cpu-${index}` }));
    const cell = (...nodes: readonly (readonly Platform[])[]): string => {
      const uses = nodes.map((platforms) => judgedUse(imageUse(nginx), pinned, { platforms }));
      return /`ghcr.io\/acme\/api:1` \| \d+ \| (.*?) \|/.exec(renderSummary(reportOf({ uses })))?.[1] ?? "";
    };
    expect(cell([linux], [linux, build])).toBe("`linux/amd64` `windows(10.0.20348)/amd64`");
    expect(cell(others)).toMatch(/`linux\/cpu-11` …$/);
  });

  test("stays under 1 MiB whatever it is given, and says what it left out", () => {
    const worst = "@<&|_\u202E".repeat(2000);
    const findings: Finding[] = [];
    const uses: JudgedUse[] = [];
    for (let index = 0; index < 3000; index++) {
      const image = `${index}${worst}`;
      findings.push(finding(nginx, { image, message: worst, kubelet: worst, fix: worst, workloads: [worst, worst] }));
      const parsed = { kind: "placeholder", token: worst } as const;
      const given = {
        parsed,
        verdict: "unverified",
        outcome: { kind: "throttled", limit: "requests", retryAfterMs: null, words: worst, evidence: [] },
      } as const;
      uses.push(
        judgedUse(imageUse(nginx, { image }), reference("a/b", "1"), {
          ...given,
          credentials: opaqueCredentials(image),
        }),
      );
    }
    const registries = findings.map(({ image }) => ({
      host: image,
      asked: true,
      route: [{ stage: "dns", host: image, ok: false, ms: 1, detail: worst }] as const,
    }));
    const egress = findings.map(({ image }) =>
      egressHost({ host: image, registries: [image], images: [image, worst, image], reached: false, detail: worst }),
    );
    const summary = renderSummary(reportOf({ findings, uses, registries, egress }));
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(summary.match(/… and \d+ more, left out because a job summary holds 1 MiB/g)).toHaveLength(5);
    expect(summary).toMatch(/… and \d+ more registries, in the table alone/);
    // Each part has its own share, so that all of them are there.
    expect(summary).toContain("<summary><b>Assumptions</b></summary>");
  });

  test("fits into what room there is: the headline first, the findings next, and what is cut is said", () => {
    const findings = Array.from({ length: 200 }, (_, index) => finding(nginx, { image: `acme/app:${index}` }));
    const report = { ...smallReport(), findings };
    const [first = ""] = renderSummary(report).split("\n");
    for (let room = 0; room < 60_000; room += room < 4000 ? 13 : 997) {
      const summary = renderSummary(report, room);
      expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(room);
      if (summary === "") expect(room).toBeLessThan(200);
      else expect(summary).toMatch(new RegExp(`^${first}\n`));
    }
    expect(renderSummary(report, 400)).toMatch(/\n… and more, for which this step's summary has no room: .*\n$/);
    const small = renderSummary(report, 8000);
    expect(small).toContain("### Findings");
    expect(small.match(/<b>fix:<\/b>/g)?.length).toBeGreaterThan(5);
    expect(renderSummary(report, 10_000_000)).toBe(renderSummary(report));
  });

  test("is the same whatever the order in which things were learned", () => {
    const report = smallReport();
    const turned = { ...report, uses: report.uses.toReversed(), findings: report.findings.toReversed() };
    expect(renderSummary(turned)).toBe(renderSummary(report));
  });

  test.each(hostile)("holds %j as text alone", (text) => {
    const file = { path: text === "" ? "-" : text, text: "image: x" };
    const span = { file, start: 7, end: 8 };
    const found = finding(span, { image: text, message: text, kubelet: text, fix: text, workloads: [text] });
    const judged = judgedUse(imageUse(span, { image: text }), reference("a/b", "1"), {
      parsed: { kind: "placeholder", token: text },
      verdict: "unverified",
      outcome: {
        kind: "throttled",
        limit: "requests",
        retryAfterMs: null,
        words: text,
        evidence: [exchange({ credential: "node" })],
      },
      credentials: opaqueCredentials(text),
    });
    const route = [{ stage: "dns", host: text, ok: false, ms: 1, detail: text }] as const;
    const report = reportOf({
      findings: [found],
      uses: [judged],
      registries: [{ host: text, asked: true, route }],
      egress: [egressHost({ host: text, registries: [text], images: [text], reached: false, detail: text })],
    });
    const nodes = withDescendants(markdownTree(renderSummary(report)));
    const kinds = new Set(nodes.map(({ type }) => type));
    for (const kind of [
      "link",
      "linkReference",
      "image",
      "imageReference",
      "definition",
      "emphasis",
      "delete",
      "blockquote",
      "thematicBreak",
      "footnoteReference",
    ]) {
      expect(kinds).not.toContain(kind);
    }
    expect(nodes.filter(({ type }) => type === "heading")).toHaveLength(3);
    expect(nodes.filter(({ type }) => type === "table")).toHaveLength(5);
    expect(nodes.filter(({ type }) => type === "tableRow")).toHaveLength(10);
    // The picture; what it holds has tests of its own.
    expect(nodes.filter(({ type }) => type === "code")).toHaveLength(1);
    expect(nodes.filter(({ type }) => type === "listItem").length).toBeLessThanOrEqual(4);
    const tags = nodes.filter(({ type }) => type === "html").flatMap(({ value }) => value.match(/<[^>]*>?/g) ?? []);
    expect(tags.filter((tag) => !/^<\/?(?:br|sub|span|details(?: open)?|summary|b)>$/.test(tag))).toEqual([]);
  });
});
