// How requests left, said in the summary.
import { expect, test } from "vitest";
import type { RouteHop } from "../../src/model.ts";
import { waysOut } from "../../src/report/way-out.ts";
import { reportOf } from "../support/report-fixture.ts";

function said(...hops: readonly Partial<RouteHop>[]): readonly string[] {
  const route = hops.map((hop) => ({ stage: "tls", host: "ghcr.io", ok: true, ms: 1, detail: "", ...hop }) as const);
  return waysOut(reportOf({ registries: [{ host: "ghcr.io", asked: true, route }] }));
}

test("nothing where everything is as usual", () => {
  expect(said({ stage: "dns" }, { stage: "tls", detail: 'TLSv1.3, issued by "R3" until 2027-01-01' })).toEqual([]);
});

test.for([
  [
    { stage: "proxy", host: "proxy.test:3128", detail: "tunnel, as HTTPS_PROXY says" },
    "registries were asked through the proxy proxy.test:3128, as this machine's environment says: nodes may have another way out",
  ],
  [
    { stage: "proxy", detail: 'none: NO_PROXY has ".io"' },
    'no proxy was asked for ghcr.io, as on a node: NO_PROXY has ".io"',
  ],
  [
    { stage: "proxy", detail: "none: HTTP_PROXY alone is for plain HTTP" },
    "no proxy was asked for ghcr.io, as on a node: HTTP_PROXY alone is for plain HTTP",
  ],
  [
    { detail: "TLSv1.3, this machine's own certificates trusted too" },
    "the certificates of this machine's own store are trusted, as nodes trust those of theirs: ghcr.io",
  ],
  [{ detail: "TLSv1.3, not verified" }, "no certificate was verified for ghcr.io, as the settings say of the nodes"],
] as const)("%j", ([hop, line]) => {
  expect(said(hop)).toEqual([line]);
});

test("mirrors, by name", () => {
  const host = { port: 443, registries: ["docker.io"], images: [], reached: true, detail: "" };
  const egress = [{ ...host, host: "mirror.test", why: ["mirror"] as const }];
  expect(waysOut(reportOf({ egress }))).toEqual([
    "mirror.test stood in for registries, as hosts.toml says: no pull secret was shown there, though nodes would",
  ]);
});
