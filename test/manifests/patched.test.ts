// Patches that have a word in what pods pull with: uses and accounts below the kustomization that names them.
import { describe, expect, test } from "vitest";
import { podWith } from "./extraction.ts";
import type { Tree } from "./folder.ts";
import { read } from "./reading.ts";

const account = (more = ""): string => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: puller }\n${more}`;
const secrets = "imagePullSecrets: [{ name: regcred }]\n";

/** What a patch of the tree changes; below `base` there is a pod and an account, and so there is elsewhere. */
async function patchedIn(tree: Tree): Promise<readonly string[]> {
  const { uses, serviceAccounts } = await read({
    "base/kustomization.yaml": "resources: [pod.yaml, account.yaml]\n",
    "base/pod.yaml": podWith("- image: web:1"),
    "base/account.yaml": account(),
    "elsewhere/pod.yaml": podWith("- image: web:1"),
    "elsewhere/account.yaml": account(),
    ...tree,
  });
  return [...uses, ...serviceAccounts].filter(({ isPatched }) => isPatched).map(({ span }) => span.file.path);
}

const both = ["base/pod.yaml", "base/account.yaml"];
const overlay = (...lines: readonly string[]): string => ["resources: [../base]", ...lines, ""].join("\n");
const operation = "[{ op: add, path: /spec/imagePullSecrets, value: [{ name: regcred }] }]";
const merge = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  ${secrets}`;

describe("a patch", () => {
  test.each<[string, Tree, readonly string[]]>([
    ["none", { "prod/kustomization.yaml": overlay() }, []],
    [
      "operations as text",
      { "prod/kustomization.yaml": overlay("patches:", `  - patch: "${operation}"`, "    target: { kind: Pod }") },
      both,
    ],
    [
      "operations in a file, at any distance",
      {
        "mid/kustomization.yaml": overlay(),
        "prod/kustomization.yaml": "resources: [../mid]\npatchesJson6902: [{ path: p.yaml, target: { kind: Pod } }]\n",
        "prod/p.yaml": `${operation}\n`,
      },
      both,
    ],
    [
      "operations as JSON",
      {
        "prod/kustomization.yaml": overlay("patches: [{ path: p.json }]"),
        "prod/p.json": JSON.stringify([{ op: "add", path: "/imagePullSecrets", value: [] }]),
      },
      both,
    ],
    [
      "an object as text",
      {
        "prod/kustomization.yaml": overlay(
          "patchesStrategicMerge:",
          `  - |-`,
          ...merge
            .trimEnd()
            .split("\n")
            .map((line) => `    ${line}`),
        ),
      },
      both,
    ],
    [
      "an object in a file",
      { "prod/kustomization.yaml": overlay("patches: [{ path: p.yaml }]"), "prod/p.yaml": merge },
      both,
    ],
    [
      "an account's list",
      { "prod/kustomization.yaml": overlay("patches: [{ path: p.yaml }]"), "prod/p.yaml": account(secrets) },
      [...both, "prod/p.yaml"],
    ],
    [
      "of what else an account has",
      {
        "prod/kustomization.yaml": overlay("patchesStrategicMerge: [p.yaml]"),
        "prod/p.yaml": account("automountServiceAccountToken: false\n"),
      },
      ["prod/p.yaml"],
    ],
    [
      "of who the account is",
      {
        "prod/kustomization.yaml": overlay("patches: [{ path: p.yaml }]"),
        "prod/p.yaml": merge.replace(secrets, "serviceAccountName: a\n"),
      },
      ["base/pod.yaml"],
    ],
    [
      "of an image: its pod has more than the patch says",
      { "prod/kustomization.yaml": overlay("patches: [{ path: p.yaml }]"), "prod/p.yaml": podWith("- image: web:2") },
      ["prod/p.yaml"],
    ],
    [
      "of nothing that a pull has to do with",
      { "prod/kustomization.yaml": overlay("patches: [{ patch: '[{ op: remove, path: /spec/replicas }]' }]") },
      [],
    ],
    [
      "a component's, of what it is named beside",
      {
        "part/kustomization.yaml": `kind: Component\npatches: [{ patch: "${operation}" }]\n`,
        "prod/kustomization.yaml": overlay("components: [../part]"),
      },
      both,
    ],
    [
      "a replacement",
      {
        "prod/kustomization.yaml": overlay(
          "replacements:",
          "  - targets: [{ fieldPaths: [spec.imagePullSecrets.0.name] }]",
        ),
      },
      both,
    ],
  ])("%s", async (_, tree, expected) => {
    expect((await patchedIn(tree)).toSorted()).toEqual(expected.toSorted());
  });

  test("a use that a patch sets is one of a pod that is elsewhere", async () => {
    const image = "[{ op: replace, path: /spec/containers/0/image, value: 'web:2' }]";
    const tree = {
      "prod/kustomization.yaml": overlay("patches:", `  - patch: "${image}"`, "    target: { kind: Pod }"),
    };
    expect(await patchedIn(tree)).toEqual(["prod/kustomization.yaml"]);
  });

  test("an entry whose pods are patched, and one beside such a patch", async () => {
    const entry = "images: [{ name: web, newTag: v2 }]";
    const patch = `patches: [{ patch: "${operation}" }]`;
    expect(await patchedIn({ "prod/kustomization.yaml": overlay(entry, patch) })).toContain("prod/kustomization.yaml");
    const tree = {
      "mid/kustomization.yaml": overlay(patch),
      "prod/kustomization.yaml": `resources: [../mid]\n${entry}\n`,
    };
    expect(await patchedIn(tree)).toContain("prod/kustomization.yaml");
    expect(await patchedIn({ "prod/kustomization.yaml": overlay(entry) })).toEqual([]);
  });
});
