// Waiting for publication: who is waited for, what each look costs, and what a run comes to that was published late.
import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/text.ts";
import { awaited, podOf, settings, verdictsOf } from "./awaiting.ts";

const refusedByTokens = { path: "^/token", status: 403, body: '{"errors":[{"code":"DENIED","message":"denied"}]}' };
const asOnGhcr = { auth: "token", faults: [refusedByTokens] };
const asOnDockerHub = { auth: "token", hides: true };

describe("published late", () => {
  test("turns green, with the time it took", async () => {
    // Looks at 2, 6 and 14 s: the third is the first that can see it.
    const { report, logged, now } = await awaited({ at: 7000 });
    expect(report.outcome).toBe("pass");
    expect(report.uses).toMatchObject([
      { verdict: "pullable", outcome: { depth: "manifest", content: { layers: 1 } }, rules: [] },
    ]);
    expect(report.findings).toEqual([]);
    expect(report.waited).toEqual([{ reference: "registry.test/acme/web:2", ms: 14_000, published: true }]);
    expect(now).toBe(14_000);
    expect(logged).toEqual([
      "waiting up to 20m for 1 image to be published: registry.test/acme/web:2",
      "registry.test/acme/web:2 was published: 14 s of waiting",
    ]);
    const line = "registry.test/acme/web:2 was published after 14 s of waiting";
    expect(renderText(report, { color: false, columns: null })).toContain(`\n${line}\npass: `.slice(1));
    expect(renderSummary(report)).toContain(line);
    expect(renderJson(report)).not.toContain("waited");
  });

  test.each([
    ["tag", { repositories: { "acme/web": ["1"] } }, {}],
    ["repository", { repositories: {} }, {}],
    ["repository of GHCR", asOnGhcr, { auth: "token" }],
    ["repository of Docker Hub", asOnDockerHub, asOnDockerHub],
  ])("a %s that was not there", async (_, before, after) => {
    const { report } = await awaited({ before, after: { ...after, repositories: { "acme/web": ["2"] } }, at: 3000 });
    expect([report.outcome, ...verdictsOf(report)]).toEqual(["pass", "pullable"]);
    expect(report.waited).toMatchObject([{ ms: 6000, published: true }]);
  });

  test("what is published and can't be pulled is told for what it is", async () => {
    const { report } = await awaited({
      after: { repositories: { "acme/web": { "2": { platforms: ["linux/arm64"], index: true } } } },
      at: 3000,
    });
    expect([report.outcome, ...verdictsOf(report)]).toEqual(["fail", "wrong-platform"]);
    expect(report.waited).toMatchObject([{ published: true }]);
  });

  test("one by one, each as soon as it is there", async () => {
    const images = ["registry.test/acme/web:2", "registry.test/acme/api:3"];
    const { report, logged } = await awaited({ images, at: 3000, text: settings.replace("20m", "1m") });
    expect(verdictsOf(report)).toEqual(["pullable", "missing"]);
    expect(report.waited).toEqual([
      { reference: "registry.test/acme/api:3", ms: 60_000, published: false },
      { reference: "registry.test/acme/web:2", ms: 6000, published: true },
    ]);
    expect(logged.at(-1)).toBe("not there after 1 min of waiting: registry.test/acme/api:3");
  });
});

describe("never published", () => {
  test("ends with the wait, red, and says so", async () => {
    const { report, logged, progress, now } = await awaited({ text: settings.replace("20m", "90s") });
    expect([report.outcome, ...verdictsOf(report)]).toEqual(["fail", "missing"]);
    expect(report.findings.map(({ rule }) => rule)).toEqual(["tag-missing"]);
    expect(now).toBe(90_000);
    expect(report.waited).toEqual([{ reference: "registry.test/acme/web:2", ms: 90_000, published: false }]);
    expect(logged.at(-1)).toBe("not there after 1 min 30 s of waiting: registry.test/acme/web:2");
    expect(progress).toContain("waiting for registry.test/acme/web:2: 1m20s of 1m30s");
    expect(renderText(report, { color: false, columns: null })).toContain(
      "\nregistry.test/acme/web:2 was waited for 1 min 30 s, and is not there\nfail: ",
    );
  });

  test("each look is one HEAD: after 2, 4, 8, 16 and 30 s, and at the end", async () => {
    const { report, early } = await awaited({ text: settings.replace("20m", "2m") });
    // The first walk looks at the tags for a near one.
    expect(early.visits.map(({ method }) => method).join(" ")).toBe("HEAD GET HEAD HEAD HEAD HEAD HEAD HEAD HEAD");
    expect(report.cost).toMatchObject({ requests: 9, countedPulls: 0 });
  });

  test.each([
    ["GHCR", asOnGhcr],
    ["Docker Hub", asOnDockerHub],
  ])("a refusal as %s sends it asks for no words again, and for no pull", async (_, before) => {
    const { report, early } = await awaited({ before, text: settings.replace("20m", "10s") });
    expect(verdictsOf(report)).toEqual(["denied"]);
    expect(early.count({ method: "GET", path: /tags|manifests/ })).toBeLessThanOrEqual(1);
    expect(report.cost.countedPulls).toBe(0);
  });

  test("behind tokens each look asks for new ones", async () => {
    const { early } = await awaited({ before: asOnGhcr, text: settings.replace("20m", "10s") });
    // The first walk, and looks at 2, 6 and 10 s: bare, and then for a token.
    expect(early.visits.map(({ method, path }) => `${method} ${path.split("?", 1)[0] ?? ""}`)).toEqual(
      Array.from({ length: 4 }, () => ["HEAD /v2/acme/web/manifests/2", "GET /token"]).flat(),
    );
  });

  test("a registry that tells by GET alone is asked so, and no pull is counted before there is one", async () => {
    const faults = [{ method: "HEAD", status: 405 }];
    const before = { faults, repositories: { "acme/web": ["1"] } };
    const never = await awaited({ before, text: settings.replace("20m", "1m") });
    expect([...verdictsOf(never.report), never.report.cost.countedPulls]).toEqual(["missing", 0]);
    const after = { faults, repositories: { "acme/web": ["2"] } };
    const { report } = await awaited({ before, after, at: 3000 });
    expect([...verdictsOf(report), report.cost.countedPulls]).toEqual(["pullable", 1]);
  });

  test("the same twice", async () => {
    const text = settings.replace("20m", "1m");
    const [one, other] = [await awaited({ text }), await awaited({ text })];
    expect(renderJson(one.report)).toBe(renderJson(other.report));
    expect(one.logged).toEqual(other.logged);
  });
});

describe("not waited for", () => {
  test("what doesn't match, whatever else is waited for; it is told at once", async () => {
    const images = ["registry.test/acme/web:2", "registry.test/other/web:2", "registry.test/acme/web:1"];
    const { report, early, logged } = await awaited({ images, at: 7000 });
    expect(verdictsOf(report)).toEqual(["pullable", "missing", "pullable"]);
    expect(early.count({ path: /other\/web\/manifests/ })).toBe(1);
    expect(early.count({ path: /acme\/web\/manifests\/1/, method: "HEAD" })).toBe(1);
    expect(logged).toEqual([
      "waiting up to 20m for 1 image to be published: registry.test/acme/web:2",
      expect.stringMatching(/^a\.yaml:7:\d+: error (?:repository|tag)-missing: /),
      "registry.test/acme/web:2 was published: 14 s of waiting",
    ]);
  });

  test.each([
    ["nothing says so", "", {}],
    ["it is ignored", 'ignore: [{ image: "registry.test/acme/*", reason: "later" }]', {}],
    ["its rule is", 'ignore: [{ rule: tag-missing, image: "registry.test/acme/*", reason: "later" }]', {}],
    ["its registry is private", "private-registries: [registry.test]", {}],
  ])("where %s", async (why, text) => {
    const { report, now } = await awaited({ text: why === "nothing says so" ? "" : settings + text });
    expect([now, report.waited]).toEqual([0, []]);
  });

  test("a login that is no good, and a password that nobody has", async () => {
    const auth = Buffer.from("ci:wrong").toString("base64");
    const dockerConfig = JSON.stringify({ auths: { "registry.test": { auth } } });
    const before = { ...asOnDockerHub, users: { ci: "right" }, private: ["*"], repositories: { "acme/web": ["1"] } };
    const wrong = await awaited({ before, dockerConfig });
    const basic = await awaited({ before: { auth: "basic", private: ["*"], repositories: { "acme/web": ["1"] } } });
    for (const { report, now } of [wrong, basic]) {
      expect([now, verdictsOf(report), report.waited]).toEqual([0, ["denied"], []]);
    }
    // The same login, where it is the image alone that is missing.
    const right = await awaited({ before: { ...before, users: { ci: "wrong" }, repositories: {} }, dockerConfig });
    expect(right.report.waited).toMatchObject([{ ms: 1_200_000, published: false }]);
  });

  test("a policy, a registry that is down, and what a secret might open", async () => {
    const policy = await awaited({ before: { faults: [{ path: "manifests", status: 412 }] } });
    const down = await awaited({ before: { network: "refused" } });
    const opaque = podOf("registry.test/acme/web:2").replace(
      "spec:\n",
      "spec:\n  imagePullSecrets: [{ name: elsewhere }]\n",
    );
    const hidden = await awaited({ text: `${settings}external-secrets: [elsewhere]\n`, files: { "a.yaml": opaque } });
    expect([policy, down, hidden].map(({ report }) => verdictsOf(report)[0])).toEqual([
      "denied",
      "unreachable",
      "unverified",
    ]);
    for (const { report, logged } of [policy, down, hidden]) expect([report.waited, logged]).toEqual([[], []]);
  });
});

test("what is refused after its manifest was given is there: nobody walks to it again and again", async () => {
  const child = {
    path: "manifests/sha256",
    status: 401,
    headers: { "www-authenticate": 'Bearer realm="https://registry.test/token"' },
  };
  const after = { faults: [child], repositories: { "acme/web": { "2": { index: true } } } };
  const { report, now } = await awaited({ at: 3000, after });
  expect([verdictsOf(report), now]).toEqual([["denied"], 6000]);
  expect((await awaited({ before: after })).report.waited).toEqual([]);
});

test("the route, hosts and content of what was published late stand in the report", async () => {
  const { report } = await awaited({
    after: { repositories: { "acme/web": ["2"] }, blobs: "https://cdn.test" },
    at: 3000,
  });
  expect(report.egress.map(({ host, reached }) => [host, reached])).toEqual([
    ["cdn.test", true],
    ["registry.test", true],
  ]);
  expect(report.cost.countedPulls).toBe(1);
});

describe("what a look takes for granted and a walk doesn't", () => {
  test.for([
    ["404", { status: 404 }],
    ["503", { status: 503 }],
  ] as const)("405 to HEAD and %s to GET: it is still missing", async ([, gone]) => {
    const faults = [
      { method: "HEAD", path: "manifests", status: 405 },
      { method: "GET", path: "manifests", ...gone },
    ];
    const before = {
      repositories: { "acme/web": ["1"] },
      faults: [{ method: "HEAD", path: "manifests", status: 405 }],
    };
    const { report } = await awaited({ before, after: { faults }, at: 1000 });
    expect(verdictsOf(report)).toEqual(["missing"]);
    expect(report.waited).toMatchObject([{ published: false }]);
    expect(report.outcome).toBe("fail");
  });
});
