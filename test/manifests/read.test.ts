// From PATHs to uses: real files, in an order that never changes, one bad file costing no other.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import { readManifests } from "../../src/manifests/read.ts";
import type { Extraction } from "../../src/model.ts";
import { at, podWith, told } from "./extraction.ts";
import { folderWith, type Tree } from "./folder.ts";
import { read } from "./reading.ts";

const pod = podWith("- image: nginx");
/** Ten levels of ten aliases each. */
const billion = podWith(
  "- image: nginx",
  "  l0: &l0 [x]",
  ...Array.from({ length: 10 }, (_, at) => `  l${at + 1}: &l${at + 1} [${Array(10).fill(`*l${at}`).join(", ")}]`),
);
const service = "apiVersion: v1\nkind: Service\n";

const usesOf = ({ uses }: Extraction): readonly string[] =>
  uses.map(({ image, span }) => `${span.file.path} ${image} ${at(span)}`);
const problemsOf = ({ problems }: Extraction): readonly string[] =>
  problems.map((problem) => `${problem.span.file.path}: ${told(problem)}`);

describe("readManifests", () => {
  test("uses stand in the order of files by code unit, then of places", async () => {
    const two = podWith("- image: one", "- image: two");
    const extraction = await read({
      "b.yaml": two,
      "a/z.yaml": pod,
      "a-b.yaml": `${service}---\n${pod}`,
      "B.yaml": pod,
    });
    expect(usesOf(extraction)).toEqual([
      "B.yaml nginx 7:14-7:19",
      "a-b.yaml nginx 10:14-10:19",
      "a/z.yaml nginx 7:14-7:19",
      "b.yaml one 7:14-7:17",
      "b.yaml two 8:14-8:17",
    ]);
    expect([extraction.files, extraction.documents]).toEqual([4, 5]);
  });

  test("init containers above the containers don't change the order of places", async () => {
    const late = "apiVersion: v1\nkind: Pod\nspec:\n  containers: [{image: a}]\n  initContainers: [{image: b}]\n";
    expect((await read({ "a.yaml": late })).uses.map(({ image }) => image)).toEqual(["a", "b"]);
  });

  test("every encoding, with columns from behind the byte order mark", async () => {
    const bigEndian = Buffer.from(`\uFEFF${pod}`, "utf16le").swap16();
    const extraction = await read({
      "a.yaml": `\uFEFF${pod}`,
      "b.yaml": Buffer.from(`\uFEFF${pod}`, "utf16le"),
      "c.yaml": bigEndian,
      "d.json": `\uFEFF{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"a"}]}}`,
    });
    expect(usesOf(extraction)).toEqual(
      ["a", "b", "c"].map((name) => `${name}.yaml nginx 7:14-7:19`).concat("d.json a 1:65-1:66"),
    );
  });

  test("what is no manifest is ignored, broken or not", async () => {
    const extraction = await read({
      "a.yaml": service,
      "compose.yaml": "services: {web: {image: nginx}}\n",
      "broken.yaml": "a: [\n",
      "empty.yaml": "",
      "tsconfig.json": "{ // comment\n}",
      "latin.yaml": Buffer.from("a: caf\xe9\n", "latin1"),
    });
    expect(extraction).toEqual({
      uses: [],
      comments: [],
      serviceAccounts: [],
      access: noAccess,
      problems: [],
      files: 6,
      documents: 1,
    });
  });

  test("what can't be read is told, and the rest is read", async () => {
    const extraction = await read({
      "binary.yaml": Buffer.from([0x7f, 0, 1, 2]),
      "broken.yaml": podWith("- image: a: b"),
      "gone.yaml": { link: "nowhere" },
      "good.yaml": pod,
      "large.yaml": Buffer.alloc(17 * 1024 * 1024, "#"),
      "latin.yaml": Buffer.from(`# caf\xe9\n${pod}`, "latin1"),
    });
    expect(usesOf(extraction)).toEqual(["good.yaml nginx 7:14-7:19", "latin.yaml nginx 8:14-8:19"]);
    expect(problemsOf(extraction)).toEqual([
      `binary.yaml: encoding 1:1 "binary.yaml" is no text: it holds NUL bytes`,
      "broken.yaml: syntax 7:14 the YAML can't be parsed: nested mappings are not allowed in compact mappings",
      `gone.yaml: unreadable 1:1 "gone.yaml" can't be read: it leads to nothing`,
      `large.yaml: too-large 1:1 "large.yaml" is over the limit of 16 MiB a file`,
    ]);
  });

  test("16 MiB are read", async () => {
    const filler = "#".repeat(16 * 1024 * 1024 - pod.length);
    expect(usesOf(await read({ "a.yaml": `${pod}${filler}` }))).toHaveLength(1);
  });

  test("standard input is a file named -, with the same limit", async () => {
    const files = nodeFiles(folderWith({}));
    const given = { paths: ["-"], exclude: [] };
    const stdin = (text: string) => ({
      ...files,
      stdin: async (maxBytes: number) => ({ bytes: Buffer.from(text).subarray(0, maxBytes) }),
    });
    const small = await readManifests(given, stdin(pod));
    expect(small.kind === "read" && usesOf(small.extraction)).toEqual(["- nginx 7:14-7:19"]);
    const large = await readManifests(given, stdin("#".repeat(17 * 1024 * 1024)));
    expect(large).toMatchObject({
      kind: "no-manifest",
      problems: [{ kind: "too-large", message: `standard input is over the limit of 16 MiB a file` }],
    });
  });

  test("standard input under any of its names is read once, and called as it was given", async () => {
    const files = { ...nodeFiles(folderWith({})), stdin: async () => ({ bytes: Buffer.from(pod) }) };
    for (const paths of [["/dev/stdin"], ["/dev/fd/0", "/dev/stdin"], ["/proc/self/fd/0"], ["/dev/stdin", "-"]]) {
      const reading = await readManifests({ paths, exclude: [] }, files);
      expect(reading.kind === "read" && usesOf(reading.extraction)).toEqual([
        `${[...paths].sort()[0]} nginx 7:14-7:19`,
      ]);
    }
  });

  test("what a shell passes on with <(…) is read, up to the limit", async () => {
    const folder = folderWith({});
    const source = (name: string): string => JSON.stringify(join(import.meta.dirname, "../../src", name));
    const program = `import { nodeFiles } from ${source("edges/files.ts")};
      import { readManifests } from ${source("manifests/read.ts")};
      const paths = process.argv.slice(1);
      const reading = await readManifests({ paths, exclude: [] }, nodeFiles(${JSON.stringify(folder)}));
      const { uses = [], problems } = reading.extraction ?? reading;
      console.log(uses.map(({ image, span }) => span.file.path.replace(/\\d+/, "N") + " " + image).join(), problems.map(({ kind }) => kind).join());`;
    const inBash = (given: string): string =>
      execFileSync(
        "bash",
        ["-c", `"$0" --input-type=module-typescript --eval "$1" ${given}`, process.execPath, program],
        {
          env: { ...process.env, POD: pod },
          encoding: "utf8",
          timeout: 20_000,
        },
      ).trim();
    expect(inBash(`<(sleep 0.1; echo "$POD") <(echo "$POD")`)).toBe("/dev/fd/N nginx,/dev/fd/N nginx");
    expect(inBash("<(head -c 17000000 /dev/zero | tr '\\0' '#')")).toBe("too-large");
    expect(inBash("/dev/fd/1 > >(cat)")).toBe("unreadable");
  });

  test("a file named - beside standard input", async () => {
    const extraction = await read({ "-": pod }, ["./-"]);
    expect(usesOf(extraction)).toEqual(["./- nginx 7:14-7:19"]);
  });

  test("a name that is no UTF-8 is told, and so is the folder of such a name", async () => {
    const folder = folderWith({ "good.yaml": pod });
    const odd = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]);
    writeFileSync(Buffer.concat([odd, Buffer.from(".yaml")]), pod);
    mkdirSync(odd);
    const reading = await readManifests({ paths: ["."], exclude: [] }, nodeFiles(folder));
    expect(reading.kind === "read" && problemsOf(reading.extraction)).toEqual([
      `caf\uFFFD: unreadable 1:1 "caf\uFFFD" can't be read: its name is not valid UTF-8: rename it`,
      `caf\uFFFD.yaml: unreadable 1:1 "caf\uFFFD.yaml" can't be read: its name is not valid UTF-8: rename it`,
    ]);
  });

  test("PATHs that match nothing are named, whatever the others hold", async () => {
    const files = nodeFiles(folderWith({ "a.yaml": pod }));
    expect(await readManifests({ paths: ["a.yaml", "b.yaml", "c/*.yaml"], exclude: [] }, files)).toEqual({
      kind: "nothing-matches",
      paths: ["b.yaml", "c/*.yaml"],
    });
  });

  test.each<[string, Tree, string[]]>([
    ["an empty folder", { "a/readme.md": "" }, ["a"]],
    ["files that are no manifests", { "a.yaml": "a: b\n", "b.json": "{}" }, ["a.yaml", "b.json"]],
    ["nothing but what is excluded", { "x/a.yaml": pod }, ["."]],
  ])("no manifest at all: %s", async (_, tree, paths) => {
    const reading = await readManifests({ paths, exclude: ["x/**"] }, nodeFiles(folderWith(tree)));
    expect(reading).toEqual({ kind: "no-manifest", folders: paths, problems: [] });
  });

  test.each<[string, Tree, string[], string[]]>([
    ["a broken link", { "a.yaml": { link: "nowhere" } }, ["a.yaml"], ["unreadable"]],
    ["a device", {}, ["/dev/null"], ["unreadable"]],
    ["a template", { "a.yaml": podWith("{{ if }}: [") }, ["."], ["template"]],
    ["bytes that are no text", { "a.yaml": Buffer.from([0]) }, ["."], ["encoding"]],
    ["a large file", { "a.yaml": "#".repeat(16 * 1024 * 1024 + 1) }, ["."], ["too-large"]],
  ])("nothing that was read: %s", async (_, tree, paths, kinds) => {
    const reading = await readManifests({ paths, exclude: [] }, nodeFiles(folderWith(tree)));
    expect(reading).toMatchObject({ kind: "no-manifest", folders: paths, problems: kinds.map((kind) => ({ kind })) });
    expect((await read({ ...tree, "z.yaml": service }, [...paths, "z.yaml"])).problems).toHaveLength(kinds.length);
  });

  test.each<[string, string]>([
    ["syntax", podWith("- image: [")],
    ["too-deep", podWith(`- image: ${"[".repeat(300)}${"]".repeat(300)}`)],
    ["too-many-aliases", billion],
  ])("what no cluster could read either is judged, though nothing else was read: %s", async (kind, text) => {
    expect((await read({ "a.yaml": text })).problems.map((problem) => problem.kind)).toEqual([kind]);
  });

  test("the text of a file that holds no use is let go", async () => {
    const extraction = await read({ "a.yaml": pod, "b.yaml": `${service}# image\n` });
    expect(extraction.uses.map(({ span }) => span.file.path)).toEqual(["a.yaml"]);
    expect(JSON.stringify(extraction)).not.toContain("Service");
  });

  test("the same folder gives the same extraction", async () => {
    const tree = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`f${index % 7}/${index}.yaml`, podWith(`- image: a:${index}`)]),
    );
    const files = nodeFiles(
      folderWith({ ...tree, "x.yaml": { link: "y" }, "f0/x.yaml": "apiVersion: v1\nkind: Pod\nimage: [\n" }),
    );
    const given = { paths: ["."], exclude: [] };
    expect(await readManifests(given, files)).toEqual(await readManifests(given, files));
  });
});

describe("templates of charts", () => {
  const tree: Tree = {
    "charts/web/Chart.yaml": "apiVersion: v2\nname: web\n",
    "charts/web/values.yaml": "image: {repository: nginx}\n",
    "charts/web/crds/pod.yaml": pod,
    "charts/web/templates/a.yaml": pod,
    "charts/web/templates/sub/b.yaml": "{{ broken",
    "charts/web/charts/db/Chart.yaml": "",
    "charts/web/charts/db/templates/c.yaml": pod,
    "issue/templates/d.yaml": pod,
  };

  test("are left out, and told once a chart", async () => {
    const extraction = await read(tree);
    expect(usesOf(extraction)).toEqual([
      "charts/web/crds/pod.yaml nginx 7:14-7:19",
      "issue/templates/d.yaml nginx 7:14-7:19",
    ]);
    expect(problemsOf(extraction)).toEqual([
      "charts/web/charts/db/templates/c.yaml: chart-template 1:1 charts/web/charts/db/templates/ holds Helm templates, which are not read before they are rendered: 1 file",
      "charts/web/templates/a.yaml: chart-template 1:1 charts/web/templates/ holds Helm templates, which are not read before they are rendered: 2 files",
    ]);
  });

  test.each([["charts/web/templates/sub"], ["charts/web/templates/sub/b.yaml"]])(
    "also where the walk starts at %s",
    async (path) => {
      const reading = await readManifests({ paths: [path], exclude: [] }, nodeFiles(folderWith(tree)));
      expect(reading).toMatchObject({ kind: "no-manifest", folders: [path], problems: [{ kind: "chart-template" }] });
    },
  );

  test("also where the working folder is below them", async () => {
    const files = nodeFiles(`${folderWith(tree)}/charts/web/templates/sub`);
    const reading = await readManifests({ paths: ["."], exclude: [] }, files);
    expect(reading).toMatchObject({
      kind: "no-manifest",
      problems: [
        {
          span: { file: { path: "b.yaml" } },
          message: "../ holds Helm templates, which are not read before they are rendered: 1 file",
        },
      ],
    });
  });
});
