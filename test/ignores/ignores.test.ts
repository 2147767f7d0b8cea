// What ignores do to verdicts and findings, whom a run believes, and of what it speaks.
import { noAccess } from "../../src/manifests/file-reading.ts";
import { describe, expect, test } from "vitest";
import { ignoresIn, type IgnoreView, isLeftOut, plainView } from "../../src/ignores/ignores.ts";
import { readManifests } from "../../src/manifests/read.ts";
import type { Extraction, JudgedUse, Report } from "../../src/model.ts";
import { judge } from "../../src/rules/judge.ts";
import { absent, found, imageUse, notAsked, opaque, refused, subject, unreachable } from "../rules/subjects.ts";
import { testEdges } from "../support/edges.ts";
import { memoryFiles } from "../support/files.ts";
import { checkedGate } from "../support/gate.ts";
import { settingsOf } from "../support/settings.ts";

const today = "2026-11-01";
const world = { "registry.test": { repositories: { "shop/web": ["1.0"], "shop/api": ["1.0"] } } };

function pod(...lines: readonly string[]): string {
  return ["apiVersion: v1", "kind: Pod", "metadata: { name: web }", "spec:", "  containers:", ...lines, ""].join("\n");
}

async function run(text: string, settings = ""): Promise<Report & { readonly asked: number }> {
  const { edges, registry } = testEdges({ world, files: { "web.yaml": text } });
  const report = await checkedGate(settingsOf(settings), edges);
  return { ...report, asked: registry.visits.length };
}

const only = ({ uses }: Report): JudgedUse => {
  const [use] = uses;
  if (use === undefined || uses.length > 1) throw new Error(`${uses.length} uses`);
  return use;
};

describe("a silenced use", () => {
  test("is skipped, keeps its evidence, and has neither finding nor rule", async () => {
    const report = await run(pod("  - image: registry.test/shop/web:9 # pullgate: ignore tag-missing -- later"));
    const use = only(report);
    expect(use).toMatchObject({
      verdict: "skipped",
      rules: [],
      ignored: [{ reason: "later", rules: ["tag-missing"] }],
    });
    expect(use.outcome.kind).toBe("absent");
    expect(use.outcome.evidence.length).toBeGreaterThan(0);
    expect(report).toMatchObject({ findings: [], outcome: "pass" });
  });

  test("is not asked about where no rule is named", async () => {
    const report = await run(pod("  - image: registry.test/shop/web:9 # pullgate: ignore -- later"));
    expect(only(report)).toMatchObject({
      verdict: "skipped",
      outcome: { kind: "not-asked", why: "ignored" },
      ignored: [{ reason: "later", rules: [] }],
    });
    expect(report).toMatchObject({ findings: [], outcome: "pass", asked: 0 });
  });

  test("nor by an entry, of the image as written or as a node reads it", async () => {
    for (const image of ["busybox", "docker.io/library/*", "docker.io/**", "busy*"]) {
      const report = await run(pod("  - image: busybox"), `ignore: [{ image: "${image}", reason: later }]`);
      expect([image, report.asked, report.findings, only(report).verdict]).toEqual([image, 0, [], "skipped"]);
    }
    const report = await run(pod("  - image: busybox"), 'ignore: [{ image: "docker.io/*", reason: later }]');
    expect(report.findings.map(({ rule }) => rule)).toContain("ignore-unused");
  });

  test("what another rule found stands, and so does the verdict", async () => {
    const report = await run(pod("  - image: registry.test/shop/web:9 # pullgate: ignore access-denied -- later"));
    expect(only(report)).toMatchObject({ verdict: "missing", rules: ["tag-missing"], ignored: [] });
    expect(report.findings.map(({ rule }) => rule)).toEqual(["tag-missing", "ignore-unused"]);
  });

  test("a pullable one stays pullable", async () => {
    const report = await run(pod("  - image: registry.test/shop/web:1.0 # pullgate: ignore tag-missing -- later"));
    expect(only(report)).toMatchObject({ verdict: "pullable", ignored: [] });
  });

  test("a rule that is off is silent anyway: its ignore counts, and is no finding", async () => {
    const text = pod("  - image: registry.test/shop/web:9 # pullgate: ignore tag-missing -- later");
    const report = await run(text, "rules: { tag-missing: off }");
    expect(only(report).verdict).toBe("skipped");
    expect(report.findings).toEqual([]);
  });

  test("all of them: a run in which everything is ignored is not blind", async () => {
    const lines = ["a", "b"].map(
      (name) => `  - image: nowhere.test/${name}:1 # pullgate: ignore host-not-found -- later`,
    );
    const report = await run(pod(...lines));
    expect(report.uses.map(({ verdict }) => verdict)).toEqual(["skipped", "skipped"]);
    expect(report).toMatchObject({ findings: [], outcome: "pass" });
  });

  test("a comment with a mistake changes nothing but for one finding", async () => {
    const plain = await run(pod("  - image: registry.test/shop/web:9 # none"));
    for (const said of [
      "ignore tag-missing",
      "ignore tag-misng -- a",
      "ignore tag-missing -- a, until 2027-02-31",
      "x",
    ]) {
      const report = await run(pod(`  - image: registry.test/shop/web:9 # pullgate: ${said}`));
      expect(only(report).verdict, said).toBe("missing");
      expect(report.outcome).toBe(plain.outcome);
      const rules = report.findings.map(({ rule }) => rule);
      expect(rules).toEqual([...plain.findings.map(({ rule }) => rule), "ignore-unused"]);
    }
  });
});

describe("a finding about an ignore", () => {
  test("is the same one while lines move, and while others of its kind go", async () => {
    const stale = (reason: string): string =>
      `  - image: registry.test/shop/web:1.0 # pullgate: ignore tag-missing -- ${reason}`;
    const printsOf = async (...lines: readonly string[]): Promise<readonly string[]> =>
      (await run(pod(...lines))).findings.map(({ fingerprint }) => fingerprint);
    const both = await printsOf(stale("one"), stale("two"));
    expect(new Set(both).size).toBe(2);
    expect(await printsOf("  # other", stale("two"))).toEqual([both[1]]);
    expect(new Set(await printsOf(stale("one"), stale("one"))).size).toBe(2);
  });

  test("tells nothing of a use that was not proved", () => {
    const silent = [unreachable(), notAsked("deadline"), notAsked("never-pulled"), notAsked("placeholder")];
    for (const outcome of silent) {
      const one = subject(imageUse("registry.test/shop/web:1.0"), outcome);
      expect(said(one, "tag-missing"), outcome.kind).not.toContain("ignore-unused");
    }
    expect(said(subject(imageUse("a:1"), refused(), opaque), "tag-missing")).not.toContain("ignore-unused");
    expect(said(subject(imageUse("a:1"), found()), "tag-missing")).toContain("ignore-unused");
    expect(said(subject(imageUse("a:1"), absent()), "digest-missing")).toContain("ignore-unused");
    expect(said(subject(imageUse("a:1"), found()), "rate-limited")).not.toContain("ignore-unused");
  });
});

/** The rules that speak of one subject under one entry of the settings. */
function said(one: ReturnType<typeof subject>, rule: string): readonly string[] {
  const settings = settingsOf(`ignore: [{ rule: ${rule}, path: "**", reason: a }]`);
  const ignores = ignoresIn(
    { uses: [one.use], comments: [], problems: [], access: noAccess, serviceAccounts: [] },
    settings,
    plainView(today),
  );
  return judge([one], [], settings, ignores).findings.map(({ rule: id }) => id);
}

describe("what a run believes and speaks of", () => {
  const text = pod(
    "  - image: registry.test/shop/web:9 # pullgate: ignore tag-missing -- one",
    "  - image: registry.test/shop/api:9 # pullgate: ignore tag-missing -- two, until 2026-10-31",
    "  - name: c # pullgate: ignore tag-missing -- three",
    "    image: registry.test/shop/api:1.0",
  );
  const settings = settingsOf(`
ignore:
  - { rule: tag-missing, image: "registry.test/shop/api:*", reason: four, until: 2026-10-31 }
  - { rule: digest-missing, image: "registry.test/shop/api:*", reason: five }
  - { image: "other.test/*", reason: six }
`);

  async function extraction(): Promise<Extraction> {
    const reading = await readManifests({ paths: ["."], exclude: [] }, memoryFiles({ "web.yaml": text }));
    if (reading.kind !== "read") throw new Error(reading.kind);
    return reading.extraction;
  }

  /** Every line that is said of ignores, when only the uses whose index is in `judged` are. */
  async function spoken(view: Partial<IgnoreView>, judged: readonly number[]): Promise<readonly string[]> {
    const all = await extraction();
    const ignores = ignoresIn(all, settings, { ...plainView(today), ...view });
    const subjects = all.uses
      .filter((_, index) => judged.includes(index))
      .map((use) => subject(use, use.image.endsWith(":9") ? absent() : found()));
    const { findings } = judge(subjects, all.problems, settings, ignores);
    return findings
      .filter(({ rule }) => rule === "ignore-unused")
      .map(({ span, severity, message }) => {
        const word = /one|two|three|four|five|six/.exec(span.file.text.slice(span.start, span.end))?.[0] ?? "";
        const what = /good until|silences nothing|pull requests from forks/.exec(message)?.[0] ?? message;
        return `${word} ${severity} ${what}`;
      });
  }

  test("everything", async () => {
    expect(await spoken({}, [0, 1, 2])).toEqual([
      "four warning good until",
      "five warning silences nothing",
      "six warning silences nothing",
      "two warning good until",
      "three warning silences nothing",
    ]);
  });

  test("of a change: comments of the change, and what is for a use that is judged", async () => {
    const view = { isNew: () => false, everything: false };
    expect(await spoken(view, [])).toEqual([]);
    expect(await spoken(view, [0])).toEqual([]);
    expect(await spoken(view, [1])).toEqual(["four warning good until", "two warning good until"]);
    expect(await spoken({ ...view, isNew: () => true }, [0])).toEqual([
      "two warning good until",
      "three warning silences nothing",
    ]);
  });

  test("of a fork: what the base has", async () => {
    const trusts: IgnoreView["trusts"] = (_, use) => use?.image.includes("web") !== true;
    expect(await spoken({ trusts }, [0, 1, 2])).toContain("one notice pull requests from forks");
    const all = await extraction();
    const ignores = ignoresIn(all, settings, { ...plainView(today), trusts });
    const [web] = all.uses;
    if (web === undefined) throw new Error("no use");
    expect(judge([subject(web, absent())], [], settings, ignores).uses[0]).toMatchObject({ verdict: "missing" });
  });

  test("no use is left out by what names a rule", async () => {
    const all = await extraction();
    expect(all.uses.filter(isLeftOut(ignoresIn(all, settings, plainView(today))))).toEqual([]);
  });
});

describe("hostile manifests", () => {
  test("a thousand entries over ten thousand uses", () => {
    const uses = Array.from({ length: 10_000 }, (_, index) =>
      imageUse(`registry.test/shop/app-${index % 300}:1`, { file: `apps/${index % 100}/web.yaml`, line: index }),
    );
    const entries = Array.from(
      { length: 1000 },
      (_, index) => `  - { image: "*/*/app-${index}:*", path: apps, reason: a }`,
    );
    const settings = settingsOf(`ignore:\n${entries.join("\n")}\n`);
    const started = performance.now();
    const ignores = ignoresIn(
      { uses, comments: [], problems: [], access: noAccess, serviceAccounts: [] },
      settings,
      plainView(today),
    );
    expect(uses.filter(isLeftOut(ignores))).toHaveLength(10_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test("a glob is not let loose on a name of a megabyte", () => {
    const use = imageUse(`${"a-".repeat(500_000)}b`);
    const settings = settingsOf('ignore: [{ image: "*-*-*-*-*c", reason: a }]');
    const ignores = ignoresIn(
      { uses: [use], comments: [], problems: [], access: noAccess, serviceAccounts: [] },
      settings,
      plainView(today),
    );
    expect([use].filter(isLeftOut(ignores))).toEqual([]);
  });

  test("a hundred thousand comments: ten thousand are read, and the next is told", async () => {
    const lines = Array.from({ length: 100_000 }, () => "  # pullgate: ignore tag-missing -- a");
    const { edges } = testEdges({
      world,
      files: { "web.yaml": pod(...lines, "  - image: registry.test/shop/web:1.0") },
    });
    const started = performance.now();
    const { findings } = await checkedGate(settingsOf(), edges);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(findings).toHaveLength(10_001);
    expect(findings.at(-1)?.message).toContain("more than 10000 of them");
  }, 60_000);

  test("a comment of a megabyte is told in a sentence", async () => {
    const { findings } = await run(
      pod(`  - image: registry.test/shop/web:1.0 # pullgate: ignore ${"x".repeat(1_000_000)}`),
    );
    expect(findings.map(({ message }) => message)).toEqual([
      "this comment does not count: it is longer than 2000 characters",
    ]);
  });
});
