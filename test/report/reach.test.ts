// The summary's parts on the way to registries: routes hop by hop, and the hosts that are needed.
import { describe, expect, test } from "vitest";
import type { RouteHop } from "../../src/model.ts";
import { egressPart, registriesPart } from "../../src/report/reach.ts";
import { egress, egressHost, hop, reportOf } from "../support/report-fixture.ts";

/** The cell of one registry, with blanks that can break. */
function route(host: string, ...hops: readonly RouteHop[]): string {
  const part = registriesPart(reportOf({ registries: [{ host, asked: true, route: hops }] }), 100_000);
  const row = part.split("\n").find((line) => line.startsWith("| `")) ?? "";
  return (/^\| `[^`]*` \| (.*) \|$/.exec(row)?.[1] ?? "").replaceAll("&nbsp;", " ");
}

describe("a registry's route", () => {
  test("has the time of each hop", () => {
    expect(
      route("ghcr.io", hop("dns"), hop("connect", { ms: 12.4 }), hop("tls", { ms: 20 }), hop("ping", { ms: 31 })),
    ).toBe("dns 3 ms → connect 12 ms → tls 20 ms → answered 31 ms");
  });

  test("has a line for every other host on the way", () => {
    const [auth, cdn] = [{ host: "auth.test" }, { host: "cdn.test:8443" }];
    expect(route("a.test", hop("dns", { host: "a.test" }), hop("token", auth), hop("dns", cdn), hop("blob", cdn))).toBe(
      "dns 3 ms<br>`auth.test` token 3 ms<br>`cdn.test:8443` dns 3 ms → content 3 ms",
    );
  });

  test("has the reason and the time of the hop that failed, without saying its host twice", () => {
    const detail = "cdn.test:8443: did not answer within 10 s";
    const failed = hop("connect", { host: "cdn.test:8443", ok: false, ms: 10_003, detail });
    expect(route("ghcr.io", hop("ping"), failed)).toBe(
      "answered 3 ms<br>`cdn.test:8443` connect ✗ 10.0 s: did not answer within 10 s",
    );
    expect(route("ghcr.io", hop("tls", { ok: false, detail: "" }))).toBe("tls ✗ 3 ms");
  });

  test("tells of a proxy which one it is, and of nothing else that went well", () => {
    const detail = "proxy.test:3128, by HTTPS_PROXY";
    expect(route("ghcr.io", hop("proxy", { detail }), hop("tls", { detail: "issued by X" }))).toBe(
      `proxy 3 ms (${detail.replace("_", "\\_")}) → tls 3 ms`,
    );
  });

  test("ends somewhere", () => {
    const hops = Array.from({ length: 200 }, () => hop("blob"));
    expect(route("ghcr.io", ...hops)).toMatch(/content 3 ms<br>and 140 more hops$/);
  });
});

describe("the hosts that are needed", () => {
  test("are a picture and a table, open where something isn't reached", () => {
    const part = egressPart(reportOf({ egress }), 100_000);
    expect(part).toMatch(
      /^<details open>\n<summary><b>Egress \(5 hosts: 1 not reached, 1 not asked, 3 reached\)<\/b><\/summary>\n\n```mermaid\n/,
    );
    expect(part.slice(part.indexOf("| Host"))).toBe(`| Host | From here | Images |
| --- | --- | --- |
| \`pkg-containers.githubusercontent.com:443\`<br>content for ghcr.io | ❌&nbsp;not&nbsp;reached<br>refused the connection | \`ghcr.io/acme/proxy:2.4\` |
| \`production.cloudfront.docker.com:443\`<br>content for docker.io | ❓&nbsp;not&nbsp;asked<br>depth reference asks for no content | \`docker.io/library/nginx:1.27.33\` |
| \`auth.docker.io:443\`<br>tokens for docker.io | ✅&nbsp;reached | \`docker.io/library/nginx:1.27.33\` |
| \`ghcr.io:443\`<br>registry, tokens | ✅&nbsp;reached | \`ghcr.io/acme/proxy:2.4\` |
| \`registry-1.docker.io:443\`<br>registry for docker.io | ✅&nbsp;reached | \`docker.io/library/nginx:1.27.33\` |

</details>`);
  });

  test("are folded where all is well, and nothing where there are none", () => {
    expect(egressPart(reportOf({ egress: [egressHost()] }), 100_000)).toMatch(
      /^<details>\n<summary><b>Egress \(1 host: 1 reached\)/,
    );
    expect(egressPart(reportOf(), 100_000)).toBe("");
  });

  test("name two images, and count the rest", () => {
    const images = ["a.test/a:1", "a.test/b:1", "a.test/c:1", "a.test/d:1"];
    expect(egressPart(reportOf({ egress: [egressHost({ images })] }), 100_000)).toContain(
      "| `a.test/a:1`<br>`a.test/b:1`<br>and 2 more |",
    );
  });
});
