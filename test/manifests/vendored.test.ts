// Packages of others in a folder `vendor`: a walk goes past them, and a PATH that names them reads them.
import { expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { discover } from "../../src/manifests/discover.ts";
import { told } from "./extraction.ts";
import { folderWith, type Tree } from "./folder.ts";

async function paths(tree: Tree, ...given: readonly string[]): Promise<readonly string[]> {
  return (await discover({ paths: given, exclude: [] }, nodeFiles(folderWith(tree)))).paths;
}

const vendored = {
  "a.yaml": "",
  "vendor/modules.txt": "",
  "vendor/k8s.io/x/pod.yaml": "",
  "vendor/github.com/y.yaml": "",
};

test("folders named after hosts are not entered", async () => {
  expect(await paths(vendored, ".")).toEqual(["a.yaml"]);
  expect(await paths(vendored, "**/*.yaml")).toEqual(["a.yaml"]);
});

test("and that is said", async () => {
  const { problems } = await discover({ paths: ["."], exclude: [] }, nodeFiles(folderWith(vendored)));
  expect(problems.map(told)).toEqual([
    "vendored 1:1 vendor/ holds packages of others, and was not read: to read it, name vendor as a PATH",
  ]);
});

test("but where a PATH names them", async () => {
  const inVendor = ["vendor/github.com/y.yaml", "vendor/k8s.io/x/pod.yaml"];
  expect(await paths(vendored, "vendor")).toEqual(inVendor);
  expect(await paths(vendored, "vendor/**/*.yaml")).toEqual(inVendor);
  expect(await paths(vendored, "vendor/k8s.io")).toEqual(["vendor/k8s.io/x/pod.yaml"]);
});

test("a vendor of any other make is a folder like others", async () => {
  expect(await paths({ "vendor/web.yaml": "" }, ".")).toEqual(["vendor/web.yaml"]);
  expect(await paths({ "vendor/charts/web.yaml": "", "vendor/k8s.io/x.yaml": "" }, ".")).toEqual([
    "vendor/charts/web.yaml",
    "vendor/k8s.io/x.yaml",
  ]);
});
