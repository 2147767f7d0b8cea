// What a roll-out needs: manifests × nodes, by identity, without what the base runs.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Digest, ImageUse, Subject } from "../../src/model.ts";
import type { Headroom } from "../../src/limits/headroom.ts";
import { limitsOf } from "../../src/limits/need.ts";
import { runningIn } from "../../src/limits/running.ts";
import { parseReference } from "../../src/references/parse.ts";
import { settingsOf } from "../support/settings.ts";
import { useOf } from "../support/uses.ts";
import { exchange, subject } from "../rules/subjects.ts";

function digestOf(name: string): Digest {
  return `sha256:${createHash("sha256").update(name).digest("hex")}`;
}

interface Wish extends Partial<ImageUse> {
  readonly digest?: string;
  readonly manifests?: number;
  readonly credential?: string;
  readonly mark?: string;
  readonly url?: string;
}

function pulled(
  image: string,
  { digest = image, manifests = 2, credential = "anonymous", mark = credential, url, ...use }: Wish = {},
): Subject {
  const evidence = [exchange({ status: 200, credential, url: url ?? "https://registry-1.docker.io/v2/x/manifests/1" })];
  const found = { kind: "found", depth: "reference", platforms: null, content: null } as const;
  return {
    ...subject(useOf(image, { name: image, ...use }), { ...found, digest: digestOf(digest), manifests, evidence }),
    parsed: parseReference(image),
    tried: [{ credential, mark, isExtra: false, came: { kind: "in", unasked: false } }],
  };
}

function limitsFor(
  subjects: readonly Subject[],
  settings = "",
  {
    before = [],
    headroom = () => null,
  }: { before?: readonly ImageUse[]; headroom?: (mark: string) => Headroom | null } = {},
) {
  const meters = {
    of: ({ host, mark }: { host: string; mark: string }) => ({
      host,
      mark,
      credential: mark,
      headroom: headroom(mark),
      hasGranted: true,
      isUnreadable: false,
    }),
  };
  const all = settingsOf(settings);
  return limitsOf(subjects, runningIn(before, all), meters, all);
}

function needed(subjects: readonly Subject[], settings = "", before: readonly ImageUse[] = []): number | undefined {
  return limitsFor(subjects, settings, { before })[0]?.needed;
}

describe("nodes that pull", () => {
  test.for<[string, readonly Subject[], string, number | undefined]>([
    ["one pod", [pulled("nginx:1")], "", 2],
    ["a single manifest costs one", [pulled("nginx:1", { manifests: 1 })], "", 1],
    ["a node for each replica", [pulled("nginx:1", { pods: 5 })], "", 10],
    ["and no more than there are", [pulled("nginx:1", { pods: 50 })], "nodes: 40", 80],
    ["a DaemonSet is on each", [pulled("nginx:1", { pods: "each-node" })], "nodes: 40", 80],
    ["or at least on one", [pulled("nginx:1", { pods: "each-node" })], "", 2],
    ["none for no replicas", [pulled("nginx:1", { pods: 0 })], "nodes: 40", undefined],
    [
      "two containers of one pod are one pod",
      [
        pulled("nginx:1", { name: "web", container: "a", pods: 3 }),
        pulled("nginx:1", { name: "web", container: "b", pods: 3 }),
      ],
      "",
      6,
    ],
    [
      "two workloads are two",
      [pulled("nginx:1", { name: "a", pods: 3 }), pulled("nginx:1", { name: "b", pods: 4 })],
      "nodes: 40",
      14,
    ],
    [
      "up to the nodes there are",
      [pulled("nginx:1", { name: "a", pods: 3 }), pulled("nginx:1", { name: "b", pods: 4 })],
      "nodes: 5",
      10,
    ],
    [
      "two names of one digest are pulled once",
      [pulled("nginx:1", { name: "web", digest: "same" }), pulled("nginx:2", { name: "web", digest: "same" })],
      "",
      2,
    ],
    ["each address has its share", [pulled("nginx:1", { pods: 40 })], "nodes: 40\negress-addresses: 4", 20],
    ["no pull is halved", [pulled("nginx:1", { pods: 1 })], "nodes: 40\negress-addresses: 4", 2],
    [
      "nor are several",
      [pulled("a/a:1", { pods: 3 }), pulled("b/b:1", { pods: 3, manifests: 1 })],
      "egress-addresses: 2",
      5,
    ],
    ["an artifact is no node's", [pulled("nginx:1", { slot: "artifact" })], "nodes: 40", undefined],
  ])("%s", ([, subjects, settings, expected]) => {
    expect(needed(subjects, settings)).toBe(expected);
  });

  test("that there may be more is known", () => {
    expect(limitsFor([pulled("nginx:1", { pods: "each-node" })])[0]?.isAtLeast).toBe(true);
    expect(limitsFor([pulled("nginx:1", { pods: "each-node" })], "nodes: 3")[0]?.isAtLeast).toBe(false);
  });
});

describe("what the base runs", () => {
  const digest = digestOf("one");
  test.for<[string, string, string, number]>([
    ["the same tag", "nginx:1.27", "docker.io/library/nginx:1.27", 0],
    ["the same digest, by another name", `nginx@${digest}`, `docker.io/library/nginx:1@${digest}`, 0],
    ["the same digest of another repository", `mirror/nginx@${digest}`, `nginx@${digest}`, 0],
    [
      "a pin of the same tag, of which nobody asked what it stands for",
      "nginx:1.27",
      `docker.io/library/nginx:1.27@${digest}`,
      2,
    ],
    ["a pin of another tag", "nginx:1.27", `docker.io/library/nginx:1.28@${digest}`, 2],
    ["a pin that moves on", `nginx:1.27@${digestOf("old")}`, `docker.io/library/nginx:1.27@${digest}`, 2],
    ["another tag", "nginx:1.27", "nginx:1.28", 2],
    ["the same name elsewhere", "nginx:1.27", "ghcr.io/library/nginx:1.27", 2],
  ])("%s", ([, before, after, expected]) => {
    expect(needed([pulled(after, { digest: "one" })], "", [useOf(before)])).toBe(expected);
  });
});

describe("identities", () => {
  const told = (remaining: number, source: string): Headroom => ({
    limit: 200,
    remaining,
    windowSeconds: 21600,
    endsInSeconds: null,
    source,
  });
  const hub = { credential: "secret shop/hub", mark: "m1" };
  const other = { credential: "secret web/hub", mark: "m2" };

  test("each has its own need; an account's is of all addresses together", () => {
    const rows = limitsFor([pulled("nginx:1"), pulled("acme/web:1", { ...hub, pods: 8 })], "egress-addresses: 4", {
      headroom: (mark) => (mark === "m1" ? told(90, "acme") : told(80, "192.0.2.7")),
    });
    expect(rows.map(({ credentials, counts, needed: need }) => [credentials, counts, need])).toEqual([
      [["anonymous"], "address", 2],
      [["secret shop/hub"], "account", 16],
    ]);
  });

  test("logins of one account are one, as the registry says", () => {
    const uses = [pulled("acme/web:1", hub), pulled("acme/api:1", other)];
    const same = limitsFor(uses, "", { headroom: (mark) => told(mark === "m1" ? 90 : 70, "acme") });
    expect(same).toMatchObject([
      { credentials: ["secret shop/hub", "secret web/hub"], needed: 4, told: { remaining: 70 } },
    ]);
    expect(limitsFor(uses, "", { headroom: (mark) => told(90, mark) })).toHaveLength(2);
  });

  test("a login of whom the registry says that it counts an address is counted by address", () => {
    const rows = limitsFor([pulled("acme/web:1", hub)], "", { headroom: () => told(90, "2001:db8::7") });
    expect(rows[0]?.counts).toBe("address");
  });

  test("who is told nothing at Docker Hub has a plan without a limit; elsewhere nobody knows", () => {
    expect(limitsFor([pulled("acme/web:1", hub)])[0]?.told).toEqual({ kind: "unlimited" });
    expect(limitsFor([pulled("acme/web:1")])[0]?.told).toEqual({ kind: "unknown" });
    const ghcr = pulled("ghcr.io/acme/web:1", { ...hub, url: "https://ghcr.io/v2/acme/web/manifests/1" });
    expect(limitsFor([ghcr])[0]?.told).toEqual({ kind: "unknown" });
  });

  test("Docker Hub has one host, however it is called", () => {
    const url = "https://registry-1.docker.io/v2/acme/api/manifests/1";
    const rows = limitsFor([pulled("acme/web:1"), pulled("registry-1.docker.io/acme/api:1", { url })]);
    expect(rows).toMatchObject([{ host: "registry-1.docker.io", needed: 4 }]);
  });

  test("what was refused for the quota's sake is needed, and nobody knows how much", () => {
    const one = pulled("acme/web:1", { pods: 5 });
    const evidence = [exchange({ status: 429, credential: "anonymous" })];
    const refused = { kind: "throttled", limit: "pulls", retryAfterMs: null, words: "", evidence } as const;
    const tried = [{ credential: "anonymous", mark: "anonymous", isExtra: false, came: { kind: "unknown" } }] as const;
    const rows = limitsFor([{ ...one, outcome: refused, tried }], "", { headroom: () => told(0, "192.0.2.7") });
    expect(rows).toMatchObject([{ needed: 5, isAtLeast: true, told: { kind: "limit", remaining: 0 } }]);
    const granted = { digest: digestOf("a"), manifests: 2 };
    expect(limitsFor([{ ...one, outcome: { ...refused, granted }, tried }])).toMatchObject([
      { needed: 10, isAtLeast: false },
    ]);
  });

  test("what a mirror gave is counted there", () => {
    const url = "https://mirror.test/v2/library/nginx/manifests/1?ns=docker.io";
    expect(limitsFor([pulled("nginx:1", { url })])[0]?.host).toBe("mirror.test");
  });
});
