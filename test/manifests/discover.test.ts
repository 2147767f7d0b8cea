// Which files a PATH names: files, folders, globs, links, and what is left out.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Files } from "../../src/edges/edges.ts";
import { nodeFiles } from "../../src/edges/files.ts";
import { discover } from "../../src/manifests/discover.ts";
import { folderWith, type Tree } from "./folder.ts";

const tree: Tree = {
  "b.yaml": "",
  "a.yml": "",
  "k8s/web.yaml": "",
  "k8s/web.yaml.tmpl": "",
  "k8s/readme.md": "",
  "k8s/base/db.json": "",
  "k8s/base/Kustomization": "",
  "k8s/.hidden/x.YAML": "",
  "k8s/testdata/bad.yaml": "",
  ".git/config.yaml": "",
  "node_modules/a/a.yaml": "",
  "k8s/node_modules/a/a.yaml": "",
  "[odd].yaml": "",
  "inner.yaml": { link: "k8s/web.yaml" },
  linked: { link: "k8s" },
  "k8s/up": { link: ".." },
};

async function paths(
  given: readonly string[],
  exclude: readonly string[] = [],
  of: Tree = tree,
): Promise<readonly string[]> {
  const found = await discover({ paths: given, exclude }, nodeFiles(folderWith(of)));
  return [
    ...found.paths,
    ...found.unmatched.map((path) => `nothing: ${path}`),
    ...found.problems.map(({ message }) => message),
  ];
}

const inK8s = [
  "k8s/.hidden/x.YAML",
  "k8s/base/Kustomization",
  "k8s/base/db.json",
  "k8s/testdata/bad.yaml",
  "k8s/web.yaml",
];

describe("PATHs", () => {
  test.each<[string, string[], string[]]>([
    [
      "a folder: its manifests, dotfiles included, no links, no .git, no node_modules",
      ["."],
      ["[odd].yaml", "a.yml", "b.yaml", ...inK8s],
    ],
    [
      "./ and trailing slashes make no difference, nor does naming a file twice",
      ["./k8s/", "k8s", "k8s/web.yaml", "./k8s/./base/../web.yaml"],
      inK8s,
    ],
    ["a file is read whatever its name", ["k8s/readme.md"], ["k8s/readme.md"]],
    ["a file whose name could be a glob", ["[odd].yaml"], ["[odd].yaml"]],
    ["a link that is named is followed", ["inner.yaml"], ["inner.yaml"]],
    ["to a folder too", ["linked"], inK8s.map((path) => path.replace("k8s", "linked"))],
    ["node_modules when named", ["node_modules/a"], ["node_modules/a/a.yaml"]],
    ["standard input", ["-", "b.yaml", "-"], ["-", "b.yaml"]],
    ["a glob of one level", ["*.y*ml"], ["[odd].yaml", "a.yml", "b.yaml"]],
    ["a glob of any depth", ["k8s/**"], inK8s],
    ["a glob that begins anywhere", ["**/base/*.json"], ["k8s/base/db.json"]],
    ["a glob that names folders takes what is in them", ["./k*"], inK8s],
    ["a glob that spells an extension out takes it", ["k8s/*.tmpl"], ["k8s/web.yaml.tmpl"]],
    [
      "a glob with braces",
      ["k8s/{base,testdata}/*"],
      ["k8s/base/Kustomization", "k8s/base/db.json", "k8s/testdata/bad.yaml"],
    ],
    [
      "what matches nothing is told as it was given",
      ["nope.yaml", "./k8s/*.toml", "b.yaml/x", "!b.yaml"],
      ["nothing: nope.yaml", "nothing: ./k8s/*.toml", "nothing: b.yaml/x", "nothing: !b.yaml"],
    ],
  ])("%s", async (_, given, expected) => {
    expect(await paths(given)).toEqual(expected);
  });

  test("an absolute path is shown from the working folder", async () => {
    const folder = folderWith(tree);
    const found = await discover(
      { paths: [join(folder, "k8s/base"), folder], exclude: [] },
      nodeFiles(join(folder, "k8s")),
    );
    expect(found.paths).toContain("base/db.json");
    expect(found.paths).toContain("../b.yaml");
  });
});

describe("excludes", () => {
  test.each<[string[], string[]]>([
    [["**/testdata/**"], ["k8s/.hidden/x.YAML", "k8s/base/Kustomization", "k8s/base/db.json", "k8s/web.yaml"]],
    [
      ["./k8s/base/", "**/.hidden"],
      ["k8s/testdata/bad.yaml", "k8s/web.yaml"],
    ],
    [["**/*.yaml", "k8s/base/*"], ["k8s/.hidden/x.YAML"]],
    [["k8s"], []],
  ])("%j", async (exclude, expected) => {
    expect(await paths(["k8s"], exclude)).toEqual(expected);
    expect(await paths(["k8s/**"], exclude)).toEqual(expected);
  });

  test("a file that is named and excluded is excluded", async () => {
    expect(await paths(["b.yaml", "k8s/web.yaml"], ["b*"])).toEqual(["k8s/web.yaml"]);
  });
});

describe("what can't be read is told, and the rest goes on", () => {
  const broken: Tree = {
    "good.yaml": "",
    "gone.yaml": { link: "nowhere" },
    "gone.txt": { link: "nowhere" },
    "loop.yaml": { link: "loop.yaml" },
    ring: { link: "gnir" },
    gnir: { link: "ring" },
  };

  test("links met on the way", async () => {
    expect([...(await paths(["."], [], broken))].sort()).toEqual([
      `"gnir" can't be read: a link that leads back to itself`,
      `"gone.yaml" can't be read: it leads to nothing`,
      `"loop.yaml" can't be read: a link that leads back to itself`,
      `"ring" can't be read: a link that leads back to itself`,
      "good.yaml",
    ]);
  });

  test("links that are named", async () => {
    expect(await paths(["gone.txt", "ring", "good.yaml"], [], broken)).toEqual([
      "good.yaml",
      `"gone.txt" can't be read: it leads to nothing`,
      `"ring" can't be read: a link that leads back to itself`,
    ]);
  });

  test("pipes, named or met", async () => {
    const folder = folderWith({ "good.yaml": "" });
    execFileSync("sh", ["-c", `mkfifo "$@"`, "sh", join(folder, "pipe.yaml"), join(folder, "pipe")]);
    for (const given of [["."], ["*.yaml"], ["pipe.yaml", "good.yaml"]]) {
      const found = await discover({ paths: given, exclude: [] }, nodeFiles(folder));
      expect(found.paths).toEqual(["good.yaml"]);
      expect(found.problems.map(({ message }) => message)).toEqual([
        `"pipe.yaml" can't be read: it is a pipe, a socket or a device, not a file`,
      ]);
    }
  });

  test("a folder without permission", async () => {
    const real = nodeFiles(folderWith({ "good.yaml": "", "closed/x.yaml": "" }));
    const files: Files = { ...real, list: async (path) => (path === "closed" ? { code: "EACCES" } : real.list(path)) };
    const found = await discover({ paths: ["."], exclude: [] }, files);
    expect(found.paths).toEqual(["good.yaml"]);
    expect(found.problems).toEqual([
      {
        kind: "unreadable",
        message: `"closed" can't be read: permission denied`,
        span: { file: { path: "closed", text: "" }, start: 0, end: 0 },
      },
    ]);
    expect((await discover({ paths: ["*.yaml"], exclude: [] }, files)).problems).toEqual([]);
  });
});
