// What the text alone tells of a Secret, a role or a binding is what the parser tells, whatever lines stand in it.
import { array, assert, constantFrom, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { documentSlices } from "../../src/manifests/documents.ts";
import { extract } from "../../src/manifests/extract.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import { outlineOf } from "../../src/manifests/outline.ts";
import type { AccessObjects } from "../../src/model.ts";

const lines = [
  ["metadata:", "type: Opaque", "type: 'a/b'", "type:", "  Opaque", "data:", "# comment", "", "  # comment"],
  ["  name: a", '  name: "b"', "  name: 'c' # d", "    name: deep", "  namespace: n", "  namespace: ''"],
  ["  labels:", "    x: y", "  labels: {a: b,", "  d: e}", "  x: |", "     text", '  y: "abc', '  name: in"'],
  ["roleRef:", "  kind: Role", "  name: r:x", "subjects:", "subjects: []", "- kind: User", "  - kind: User"],
  ["    name: joe", "    namespace: z", "- name: u", "  kind: Group", "- ", "-", "  - a", "  -  kind: User"],
  ["  name: a: b", "  name: a:", "  name: 12:30", "  name: -x", "  name: ~", "  name: null", "  name: .5"],
  ["  name: *x", "\tname: t", "  name:\tq", "  ? name", "  <<: {name: m}", "  name: !!str t", "  name: &a t"],
].flat();

const whole = [
  "metadata:",
  "  name: first",
  "roleRef:",
  "  kind: Role",
  "  name: q",
  "subjects:",
  "- kind: A",
  "  name: b",
];

const documents = tuple(
  constantFrom(
    "v1 Secret",
    ...["Role", "ClusterRole", "RoleBinding"].map((kind) => `rbac.authorization.k8s.io/v1 ${kind}`),
  ),
  constantFrom(1, 2, 4, 8),
  array(constantFrom(...lines), { maxLength: 5 }),
  constantFrom("", "  "),
  constantFrom("\n", "\r\n"),
).map(([head, from, more, indent, lineBreak]) => {
  const [apiVersion = "", kind = ""] = head.split(" ");
  const body = [...whole.slice(0, from), ...more, ...whole.slice(from)];
  const text = [`apiVersion: ${apiVersion}`, `kind: ${kind}`, ...body].map((line) => indent + line);
  return `${text.join(lineBreak)}\n`;
});

/** How many of them the text alone was enough for: a property of nothing holds always. */
const told = { count: 0 };

test("names, namespaces, types, roles and subjects, each at its place", () => {
  assert(
    property(documents, (text) => {
      const source = { path: "a.yaml", text };
      const outline = outlineOf(source);
      const slices = documentSlices(text).map((slice) => ({ slice, object: true, quiet: false, lenient: false }));
      const parsed = extract(source, { toParse: slices, settled: 0, access: noAccess, isManifest: true });
      if (parsed.problems.length > 0 || outline.toParse.length > 0) return;
      told.count += 1;
      expect(placed(outline.access)).toEqual(placed(parsed.access));
    }),
    { numRuns: 1500 },
  );
  expect(told.count).toBeGreaterThan(20);
});

/** A file is the same on both sides, and long. */
function placed(access: AccessObjects): unknown {
  return JSON.parse(JSON.stringify(access, (key, value: unknown) => (key === "file" ? undefined : value)));
}
