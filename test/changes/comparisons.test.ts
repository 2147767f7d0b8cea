// What makes two uses the same one, which of their facts count, and which comments and problems are a change's own.
import { ignoresIn, plainView } from "../../src/ignores/ignores.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import { accountOf, named } from "../support/credentials.ts";
import { describe, expect, test } from "vitest";
import { newComments } from "../../src/changes/changes.ts";
import { factsIn } from "../../src/changes/facts.ts";
import { identityOf } from "../../src/changes/identity.ts";
import { compareProblems } from "../../src/changes/problems.ts";
import type { GateComment, ImageUse, Problem, ServiceAccount } from "../../src/model.ts";
import { parsePlatform } from "../../src/registries/platforms.ts";
import { settingsOf } from "../support/settings.ts";
import { somewhere, useOf } from "../support/uses.ts";

const elsewhere = { ...somewhere, file: { path: "b.yaml", text: "image" } };

describe("identity", () => {
  test.each<readonly [string, Partial<ImageUse>, Partial<ImageUse>]>([
    ["version", { apiVersion: "apps/v1beta1" }, { apiVersion: "apps/v1" }],
    ["file and place", {}, { span: { ...elsewhere, start: 3 } }],
    ["index beside a name", {}, { path: "spec.containers[7].image" }],
    [
      "index without one",
      { container: null, path: "spec.volumes[0].image" },
      { container: null, path: "spec.volumes[3].image" },
    ],
    ["image", {}, { image: "y", target: { kind: "named", name: "y" } }],
  ])("doesn't ask for the %s", (_, one, other) => {
    expect(identityOf(useOf("x", one))).toBe(identityOf(useOf("x", other)));
  });

  test.each<readonly [string, Partial<ImageUse>, Partial<ImageUse>]>([
    ["group", { apiVersion: "apps/v1" }, { apiVersion: "v1" }],
    ["kind", {}, { kind: "Job" }],
    ["namespace", { namespace: "" }, { namespace: null }],
    ["name", {}, { name: "other" }],
    ["container", {}, { container: "other" }],
    ["container, or the lack of one", {}, { container: null }],
    ["source", {}, { source: "custom" }],
    ["slot", {}, { slot: "volume" }],
    ["path", { container: null, path: "spec.a" }, { container: null, path: "spec.b" }],
  ])("asks for the %s", (_, one, other) => {
    expect(identityOf(useOf("x", one))).not.toBe(identityOf(useOf("x", other)));
  });
});

describe("facts", () => {
  const account = accountOf("default", null, "regcred");
  const facts = (use: ImageUse, settings = "", accounts: readonly ServiceAccount[] = []): string => {
    const extraction = { comments: [], access: noAccess, problems: [], uses: [use], serviceAccounts: accounts };
    const own = settingsOf(settings);
    return factsIn(extraction, own, ignoresIn(extraction, own, plainView("")).onUse).ofUse(use);
  };
  const plain = facts(useOf("x.test/a:1"));
  const arm = parsePlatform("linux/arm64");
  if (arm === null) throw new Error("no platform");

  test.each<readonly [string, Partial<ImageUse>]>([
    ["another image", { image: "x.test/a:2" }],
    ["another target", { target: { kind: "named", name: "x.test/a:2" } }],
    ["a target left open", { target: { kind: "open", to: "base" } }],
    ["a pull policy", { pullPolicy: "Always" }],
    ["pull secrets", { pullSecrets: [named("regcred")] }],
    ["a service account", { serviceAccount: named("builder") }],
    ["an entry that replaces it", { overriddenBy: somewhere }],
  ])("are others with %s", (_, more) => {
    expect(facts(useOf("x.test/a:1", more))).not.toBe(plain);
  });

  test.each([
    "depth: blobs",
    "platform: [linux/arm64]",
    'containerd: "1.7"',
    'private-registries: ["x.test"]',
    "insecure-registries: [x.test]",
    "mirrors: certs.d",
    "ca-file: corp.pem",
    "ignore: [{ image: 'x.test/*', reason: later }]",
    "strict: true",
    "rules: { tag-missing: warning }",
  ])("are others under %s", (settings) => {
    expect(facts(useOf("x.test/a:1"), settings)).not.toBe(plain);
  });

  test.each([
    "fail-on: never",
    "paths: [k8s]",
    "exclude: [x]",
    "timeout: 1m",
    "connect-timeout: 1s",
    "concurrency: 1",
    'private-registries: ["y.test"]',
    "platform: [linux/amd64, linux/amd64]",
  ])("are the same under %s", (settings) => {
    expect(facts(useOf("x.test/a:1"), settings)).toBe(plain);
  });

  test("are the same wherever the settings name files", () => {
    const written = "mirrors: certs.d\nca-file: [corp.pem]";
    expect(facts(useOf("x.test/a:1"), `\n\n${written}`)).toBe(facts(useOf("x.test/a:1"), written));
  });

  test("follow the service account's secrets, in no order of platforms, and no span", () => {
    expect(facts(useOf("x.test/a:1"), "", [account])).not.toBe(plain);
    expect(facts(useOf("x.test/a:1", { span: elsewhere, path: "spec.containers[4].image" }))).toBe(plain);
    const [one, other] = ["platform: [linux/amd64, linux/arm64]", "platform: [linux/arm64, linux/amd64]"];
    expect(facts(useOf("x.test/a:1"), one)).toBe(facts(useOf("x.test/a:1"), other));
  });
});

describe("problems", () => {
  const text = "a: 1\nb: [\nc: 1\n";
  const problem = (path: string, given: Partial<Problem> & { readonly text?: string } = {}): Problem => {
    const file = { path, text: given.text ?? text };
    return { kind: "syntax", message: "broken", span: { file, start: 5, end: 6 }, ...given };
  };
  const added = (before: readonly Problem[], after: readonly Problem[]): readonly string[] =>
    compareProblems(before, after).added.map(({ span }) => span.file.path);

  test.each<readonly [string, readonly Problem[], readonly Problem[], readonly string[]]>([
    ["the same", [problem("a")], [problem("a")], []],
    [
      "with other lines above",
      [problem("a")],
      [problem("a", { text: `# x\n${text}`, span: { file: { path: "a", text: `# x\n${text}` }, start: 9, end: 10 } })],
      [],
    ],
    ["in a renamed file", [problem("a")], [problem("b")], []],
    ["in a renamed file that says something else", [problem("a")], [problem("b", { text: `${text}#` })], ["b"]],
    ["on a line that says something else", [problem("a")], [problem("a", { text: "a: 1\nb: {\n" })], ["a"]],
    [
      "on the same line of a document that says something else",
      [problem("a")],
      [problem("a", { text: `${text}d: 1\n` })],
      ["a"],
    ],
    ["beside a document that says something else", [problem("a")], [problem("a", { text: `${text}---\nd: 1\n` })], []],
    ["with other line ends and comments", [problem("a")], [problem("a", { text: `${text}# d\n\n` })], []],
    [
      "of a template that says something else below",
      [problem("a", { kind: "template" })],
      [problem("a", { kind: "template", text: `${text}---\nd: 1\n` })],
      ["a"],
    ],
    ["of another kind", [problem("a")], [problem("a", { kind: "too-deep" })], ["a"]],
    ["in other words", [problem("a")], [problem("a", { message: "worse" })], ["a"]],
    ["twice", [problem("a")], [problem("a"), problem("b")], ["b"]],
  ])("%s", (_, before, after, expected) => {
    expect(added(before, after)).toEqual(expected);
  });

  test("thousands on one line take no time for each that the line is long", () => {
    const row = (name: string): readonly Problem[] => {
      const file = { path: "a.json", text: `{ "${name}": 1 }${'{ "a": x }'.repeat(20_000)}` };
      return Array.from({ length: 20_000 }, (_, index) => {
        const start = file.text.length - 10 * (index + 1);
        return problem("a.json", { span: { file, start, end: start + 1 } });
      });
    };
    const started = performance.now();
    expect(compareProblems(row("a"), row("b")).added).toHaveLength(20_000);
    expect(compareProblems(row("a"), row("a")).added).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("that are gone are told, those of charts aside", () => {
    const before = [problem("a"), problem("b", { kind: "chart-template" })];
    expect(compareProblems(before, []).gone).toEqual([before[0]]);
  });
});

describe("comments", () => {
  const comment = (path: string, text: string, file = "x"): GateComment => ({
    span: { file: { path, text: file }, start: 0, end: 1 },
    text,
    alone: true,
    inText: false,
  });
  const added = (before: readonly GateComment[], after: readonly GateComment[]): readonly string[] =>
    [...newComments(before, after)].map(({ span, text }) => `${span.file.path} ${text}`);

  test("that were there before, in a file of that name or in a renamed one, are not new", () => {
    expect(
      added(
        [comment("a", "ignore x"), comment("b", "ignore y")],
        [comment("c", "ignore y"), comment("a", "ignore x", "z")],
      ),
    ).toEqual([]);
  });

  test("that are written, copied, or carried into another file are", () => {
    const before = [comment("a", "ignore x")];
    expect(added(before, [comment("a", "ignore x"), comment("a", "ignore x")])).toEqual(["a ignore x"]);
    expect(added(before, [comment("a", "ignore y")])).toEqual(["a ignore y"]);
    expect(added(before, [comment("b", "ignore x", "something else")])).toEqual(["b ignore x"]);
  });
});
