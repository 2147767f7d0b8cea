import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { renderText } from "../../src/report/text.ts";
import {
  egress,
  egressHost,
  exchange,
  finding,
  manifest,
  reference,
  reportOf,
  smallReport,
  spanOf,
} from "../support/report-fixture.ts";
import { hostile } from "../support/hostile-text.ts";

const nginx = spanOf(manifest, "nginx:1.27.33");

describe("the text report", () => {
  test("shows place, lines, the kubelet's words, the fix and what to try", () => {
    expect(renderText(smallReport(), { color: false, columns: null })).toBe(
      String.raw`k8s/web.yaml:9:18 error tag-missing
  tag "1.27.33" is not in docker.io/library/nginx
   8 |         - name: web
   9 |           image: nginx:1.27.33
     |                  ^^^^^^^^^^^^^
  10 |           ports: [{ containerPort: 80 }]
  answer:  404 "manifest unknown", asked as anonymous
  kubelet: Failed to pull image "nginx:1.27.33": rpc error: code = NotFound desc = failed to pull and unpack image
  fix:     did you mean "1.27.3"?
  try:     crictl pull docker.io/library/nginx:1.27.33
           curl -sSgI -H 'Accept: application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*' https://registry-1.docker.io/v2/library/nginx/manifests/1.27.33
  used by: Deployment shop/web

k8s/web.yaml:14:18 warning reference-placeholder
  placeholder "${"$"}{TAG}" is not an image name yet
  13 |         - name: sidecar
  14 |           image: ghcr.io/acme/sidecar:${"$"}{TAG}
     |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  fix:     check what this file is rendered to
  used by: Deployment shop/web

what a rule means: pullgate explain tag-missing
fail: 1 error, 1 warning; 3 uses of 2 images in 1 file: 1 missing, 1 unverified, 1 pullable; 2 registries, 7 requests, 1 counted pull, 1.2 s
`,
    );
  });

  test("is one line where nothing is wrong, and says what was not verified", () => {
    const { uses } = smallReport();
    const fine = renderText(reportOf({ uses: uses.slice(1, 2), cost: { requests: 3, countedPulls: 0, hosts: [] } }), {
      color: false,
      columns: null,
    });
    expect(fine).toBe("pass: 1 use of 1 image in 1 file: 1 pullable; 1 registry, 3 requests, 0 counted pulls, 1.2 s\n");
    const unknown = renderText(reportOf({ uses: uses.slice(1) }), { color: false, columns: null });
    expect(unknown).toContain("1 unverified, 1 pullable");
    expect(unknown.split("\n")).toHaveLength(2);
    const empty = renderText(reportOf({ durationMs: 125_400 }), { color: false, columns: null });
    expect(empty).toBe("pass: 0 uses of 0 images in 1 file; 0 registries, 0 requests, 0 counted pulls, 2 min 5 s\n");
  });

  test("names the hosts that are not reached, and says what lists all of them", () => {
    const text = (given: Parameters<typeof reportOf>[0]): string =>
      renderText(reportOf(given), { color: false, columns: null });
    expect(text({ egress })).toMatch(
      /^1 of the 5 hosts that these images need is not reached from here: pkg-containers\.githubusercontent\.com:443; all of them: pullgate egress\npass: /,
    );
    const hosts = [1, 2, 3, 4, 5].map((index) => egressHost({ host: `r${index}.test`, reached: index === 5 }));
    expect(text({ egress: hosts })).toContain(
      "4 of the 5 hosts that these images need are not reached from here: r1.test:443, r2.test:443, r3.test:443 and 1 more;",
    );
    expect(text({ egress: [egressHost(), egressHost({ reached: null, detail: "private" })] })).toMatch(/^pass: .*\n$/);
  });

  test("lists five workloads and counts the rest, and names related places", () => {
    const workloads = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `Job shop/${name}`);
    const related = [
      { span: spanOf(manifest, "Deployment"), message: "used here" },
      { span: spanOf(manifest, "web"), message: "and here" },
    ];
    const text = renderText(reportOf({ findings: [finding(nginx, { workloads, related })] }), {
      color: false,
      columns: null,
    });
    expect(text).toContain("  used by: Job shop/a, Job shop/b, Job shop/c, Job shop/d, Job shop/e and 2 more\n");
    expect(text).toContain("  see:     k8s/web.yaml:2:7 used here\n           k8s/web.yaml:3:19 and here\n");
  });

  test("says who asked", () => {
    function answered(credential: string): string | undefined {
      const text = renderText(
        reportOf({ findings: [finding(nginx, { evidence: [exchange({ credential, status: null, message: "" })] })] }),
        { color: false, columns: null },
      );
      return /answer: +(.*)/.exec(text)?.[1];
    }
    expect(answered("anonymous")).toBe("none, asked as anonymous");
    expect(answered("node")).toBe("none, asked with the runner's docker login");
    expect(answered("secret shop/regcred")).toBe("none, asked with secret shop/regcred");
  });

  test("has colours where they are wanted, and they change no character", () => {
    const coloured = renderText(smallReport(), { color: true, columns: null });
    expect(coloured).toContain("\u001B[1m\u001B[31merror");
    expect(stripVTControlCharacters(coloured)).toBe(renderText(smallReport(), { color: false, columns: null }));
  });

  test.each(hostile)("draws %j without obeying it", (text) => {
    const file = { path: text === "" ? "-" : text, text: `a: 1 ${text}\nimage: x ${text}` };
    const span = { file, start: file.text.indexOf("x"), end: file.text.length };
    const found = finding(span, {
      rule: "tag-missing",
      image: text,
      message: text,
      kubelet: text,
      fix: text,
      evidence: [exchange({ message: text, credential: text })],
      workloads: [text],
      related: [{ span, message: text }],
    });
    const report = reportOf({ findings: [found] });
    const drawn = renderText(report, { color: false, columns: null });
    for (const line of drawn.split("\n")) {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
      expect(line).not.toMatch(/^\s*::/);
      expect(line).not.toContain("##[");
    }
    expect(stripVTControlCharacters(renderText(report, { color: true, columns: null }))).toBe(drawn);
  });

  test("stays readable where an image is a megabyte long", () => {
    const file = { path: "a.json", text: `{"image":"${"x".repeat(1_000_000)}"}` };
    const span = { file, start: 10, end: 1_000_010 };
    const text = renderText(
      reportOf({ findings: [finding(span, { message: `"${file.text}" is too long`, reference: null })] }),
      { color: false, columns: null },
    );
    expect(text.length).toBeLessThan(3000);
  });
});

describe("what to try by hand", () => {
  function tried(given: Parameters<typeof finding>[1]): string {
    return renderText(reportOf({ findings: [finding(nginx, given)] }), { color: false, columns: null });
  }

  test("is quoted for a shell", () => {
    const url = "https://registry.test/token?service=a&scope='; rm -rf /'";
    expect(tried({ evidence: [exchange({ url })] })).toContain(
      String.raw`curl -sSgI 'https://registry.test/token?service=a&scope='\''; rm -rf /'\'''` + "\n",
    );
  });

  test("asks the last question again, and not one that was redacted or sent a login", () => {
    const first = exchange({ url: "https://registry.test/first" });
    expect(tried({ evidence: [first, exchange({ url: "https://registry.test/v2/" })] })).toContain(
      "curl -sSgI https://registry.test/v2/\n",
    );
    expect(tried({ evidence: [exchange({ url: "https://registry.test/blob?sig=***" })] })).not.toContain("curl");
    expect(tried({ evidence: [exchange({ method: "POST" })] })).not.toContain("curl");
    expect(tried({ evidence: [exchange({ credential: "secret shop/regcred" })] })).not.toContain("curl");
  });

  test("fetches a token first where everyone gets one, and sends the Accept list where an answer depends on it", () => {
    const token = exchange({
      method: "GET",
      url: "https://auth.test/token?service=r&scope=repository:a/b:pull",
      status: 200,
    });
    const answer = exchange({ url: "https://registry.test/v2/a/b/manifests/1", status: 200 });
    expect(tried({ evidence: [exchange({ url: answer.url, status: 401 }), token, answer] })).toContain(
      `curl -sSgI -H "Authorization: Bearer $(curl -sSg 'https://auth.test/token?service=r&scope=repository:a/b:pull' | jq -r '.token // .access_token')" -H 'Accept: application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*' https://registry.test/v2/a/b/manifests/1\n`,
    );
    expect(tried({ evidence: [{ ...token, status: 403 }] })).toContain(`curl -sSgi '${token.url}'\n`);
    expect(tried({ evidence: [token] })).toContain(`curl -sSgi '${token.url}'\n`);
  });

  test.each([404, 403, 503, null])("sends the Accept list for a manifest whatever was answered: %s", (status) => {
    const url = "https://registry.test/v2/a/b/manifests/1";
    expect(tried({ evidence: [exchange({ url, status })] })).toMatch(
      /curl -sSgI -H 'Accept: [^']+oci\.image\.index[^']+' https:\/\/registry\.test\/v2\/a\/b\/manifests\/1\n/,
    );
  });

  test("pulls by the full name, and nothing where there is none", () => {
    expect(
      tried({ reference: { ...reference("a/b", "1", "localhost:5000"), digest: `sha256:${"0".repeat(64)}` } }),
    ).toContain(`crictl pull localhost:5000/a/b:1@sha256:${"0".repeat(64)}\n`);
    expect(tried({ reference: null, evidence: [] })).not.toContain("try:");
  });

  test("an artifact is no node's", () => {
    const text = tried({ slot: "artifact", reference: reference("charts/podinfo", "6.5.0", "ghcr.io") });
    expect(text).toContain("crane manifest ghcr.io/charts/podinfo:6.5.0\n");
    expect(text).not.toContain("crictl");
  });
});
