// What a run means to ask, before it asks; and what it came to, in a line.
import { expect, test } from "vitest";
import { costWords, plannedCost, plannedWords } from "../../src/limits/planned.ts";
import { probeOf } from "../registries/walks.ts";

test("by registry: HEADs alone at depth reference, then an index's manifests and configs at most", () => {
  const planned = plannedCost([
    probeOf("nginx:1", { depth: "reference" }),
    probeOf("ghcr.io/acme/web:1", { depth: "manifest" }),
    probeOf("ghcr.io/acme/api:1", { depth: "manifest", platforms: ["linux/amd64", "linux/arm64"] }),
  ]);
  expect(planned).toEqual([
    { host: "ghcr.io", images: 2, leastRequests: 6, requests: 10, countedPulls: 5 },
    { host: "registry-1.docker.io", images: 1, leastRequests: 1, requests: 1, countedPulls: 0 },
  ]);
  expect(plannedWords(planned)).toBe(
    "asking 2 registries about 3 images: 7 to 11 requests and those for tokens, at most 5 of them counted pulls",
  );
  expect(plannedWords(planned.slice(1))).toBe(
    "asking registry-1.docker.io about 1 image: 1 request and those for tokens, none of them counted pulls",
  );
});

test("what it came to: the costliest hosts, and how many more there are", () => {
  const hosts = Array.from({ length: 7 }, (_, index) => ({
    host: `h${index}.test`,
    requests: index + 1,
    countedPulls: index % 2,
  }));
  expect(costWords({ requests: 28, countedPulls: 3, hosts })).toBe(
    "requests: h6.test 7, h5.test 6 (1 counted), h4.test 5, h3.test 4 (1 counted), h2.test 3 and 2 more hosts",
  );
});
