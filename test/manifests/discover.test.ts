// Which files a PATH names: files, folders, globs, links, and what is left out.
import { execFileSync } from "node:child_process";
import { linkSync, writeFileSync } from "node:fs";
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
  "k8s/aside": { link: "../node_modules" },
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
    [
      "the working folder, however it is written",
      ["nowhere/../a.yml", "./b.yaml", "k8s/../b.yaml"],
      ["a.yml", "b.yaml"],
    ],
    [
      "a link and its target, once",
      ["k8s/web.yaml", "inner.yaml", "linked/base", "k8s/base"],
      ["inner.yaml", "k8s/base/Kustomization", "k8s/base/db.json"],
    ],
    ["a glob and what it leads to through a link, once", ["linked/w*", "k8s/w*"], ["k8s/web.yaml"]],
    [
      "a file in node_modules or .git that is named",
      ["node_modules/a/a.yaml", ".git/config.yaml"],
      [".git/config.yaml", "node_modules/a/a.yaml"],
    ],
    [
      "no glob enters node_modules or .git",
      ["node_modules/**", ".git/**", "**/node_modules/a/a.yaml", "k8s/node_modules/a/*", "node_m*/**", ".gi*"],
      [
        "nothing: node_modules/**",
        "nothing: .git/**",
        "nothing: **/node_modules/a/a.yaml",
        "nothing: k8s/node_modules/a/*",
        "nothing: node_m*/**",
        "nothing: .gi*",
      ],
    ],
    ["a link that leads somewhere is no match of a glob", ["inner.*"], ["nothing: inner.*"]],
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

test("the working folder reached from outside is shown from within, and hard links are files of their own", async () => {
  const folder = folderWith({ "p/d/k8s/x.yaml": "" });
  linkSync(join(folder, "p/d/k8s/x.yaml"), join(folder, "p/d/k8s/y.yaml"));
  const files = nodeFiles(join(folder, "p/d"));
  const found = await discover({ paths: ["../d/k8s", "../d/k8s/x*", "k8s"], exclude: ["../d/k8s/z*"] }, files);
  expect(found).toEqual({ paths: ["k8s/x.yaml", "k8s/y.yaml"], problems: [], unmatched: [] });
  for (const given of [[".."], ["../*/k8s/*"], ["..", "k8s"], ["../..", "."]]) {
    const { paths } = await discover({ paths: given, exclude: ["k8s/y*"] }, files);
    expect(paths).toEqual(["k8s/x.yaml"]);
  }
});

test.each(["./-", "sub/../-"])("%s is a file, and not standard input", async (given) => {
  expect(await paths([given, "-"], [], { "-": "" })).toEqual(["-", "./-"]);
  expect(await paths([given], ["-"], { "-": "" })).toEqual([]);
  expect(await paths([given], [], {})).toEqual([`nothing: ${given}`]);
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
      `"gnir" can't be read: a directory loop: its links lead back to where they start`,
      `"gone.yaml" can't be read: it leads to nothing`,
      `"loop.yaml" can't be read: a link loop: its links lead back to where they start`,
      `"ring" can't be read: a directory loop: its links lead back to where they start`,
      "good.yaml",
    ]);
  });

  test("links to folders in which they stand; others are left alone", async () => {
    const tree: Tree = {
      "a/good.yaml": "",
      "a/self": { link: "." },
      "a/up": { link: ".." },
      "a/b/far": { link: "../.." },
      "a/b/root": { link: "/" },
      "a/b/aside": { link: "../../ab" },
      "ab/other.yaml": "",
    };
    const loop = "can't be read: a directory loop: its links lead back to where they start";
    const told = ["a/b/far", "a/b/root", "a/self", "a/up"].map((link) => `"${link}" ${loop}`);
    expect([...(await paths(["."], [], tree))].sort()).toEqual([...told, "a/good.yaml", "ab/other.yaml"].sort());
    expect(await paths(["a"], ["**/{far,root,self,up}"], tree)).toEqual(["a/good.yaml"]);
  });

  test("links that are named", async () => {
    expect(await paths(["gone.txt", "ring", "good.yaml"], [], broken)).toEqual([
      "good.yaml",
      `"gone.txt" can't be read: it leads to nothing`,
      `"ring" can't be read: a directory loop: its links lead back to where they start`,
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

  test("a link that is named and met is told once, and excluded ones never", async () => {
    expect(await paths([".", "gone.yaml"], ["{ring,gnir,loop.yaml}"], broken)).toEqual([
      "good.yaml",
      `"gone.yaml" can't be read: it leads to nothing`,
    ]);
    expect(await paths(["gone.txt"], ["gone.*"], broken)).toEqual([]);
  });

  test("a glob tells of the links that it names, and has matched them", async () => {
    expect(await paths(["gone.*"], [], broken)).toEqual([`"gone.yaml" can't be read: it leads to nothing`]);
    expect(await paths(["*.txt"], [], broken)).toEqual([`"gone.txt" can't be read: it leads to nothing`]);
    expect(await paths(["r*"], [], broken)).toEqual([
      `"ring" can't be read: a directory loop: its links lead back to where they start`,
    ]);
  });

  test.each(["god.y*ml", "**/god.yaml", "gone.yaml/*.yaml", "ring/*.yaml", "k8s/**"])(
    "a glob that names none of them matches nothing: %s",
    async (glob) => {
      expect(await paths([glob], [], broken)).toEqual([`nothing: ${glob}`]);
    },
  );

  test.each([
    ["*.yaml", false],
    ["prod/*.yaml", false],
    ["x*/*.yaml", false],
    ["{x,y}/*.yaml", false],
    ["*/*.yaml", true],
    ["{x,closed}/*.yaml", true],
    ["closed/*/x.yaml", true],
    ["c*/**/x.yaml", true],
    ["{x,closed/y}/*.yaml", true],
    ["**/x.yaml", true],
    ["closed*", true],
  ])("a folder without permission counts for %s: %s", async (glob, counts) => {
    const real = nodeFiles(folderWith({ "closed/x.yaml": "", "prod/x.json": "" }));
    const files: Files = { ...real, list: async (path) => (path === "closed" ? { code: "EACCES" } : real.list(path)) };
    expect(await discover({ paths: [glob], exclude: [] }, files)).toMatchObject(
      counts
        ? { problems: [{ span: { file: { path: "closed" } } }], unmatched: [] }
        : { problems: [], unmatched: [glob] },
    );
  });

  test("a folder that can't even be looked at counts for a glob below it", async () => {
    const real = nodeFiles(folderWith({}));
    const files: Files = { ...real, look: async () => ({ code: "EACCES" }) };
    expect(await discover({ paths: ["closed/k8s/*.yaml"], exclude: [] }, files)).toMatchObject({
      problems: [{ message: `"closed/k8s" can't be read: permission denied` }],
      unmatched: [],
    });
  });

  test("a name that is no UTF-8, named as a shell gives it", async () => {
    const folder = folderWith({});
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from(".yaml")]), "");
    const found = await discover({ paths: ["caf\uFFFD.yaml"], exclude: [] }, nodeFiles(folder));
    expect(found.problems.map(({ message }) => message)).toEqual([
      `"caf\uFFFD.yaml" can't be read: its name is not valid UTF-8: rename it`,
    ]);
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
