// What entries of kustomizations are pulled with: their pods' secrets and account, and where those land.
import { describe, expect, test } from "vitest";
import type { ImageUse } from "../../src/model.ts";
import { at } from "./extraction.ts";
import type { Tree } from "./folder.ts";
import { read } from "./reading.ts";

/** `image: secrets, by account, in namespaces, patched`; each name with its place, and of whom where not all list it. */
function shown({ image, pullSecrets, serviceAccount, namespaces, isPatched }: ImageUse): string {
  return [
    `${image}: ${pullSecrets.map(({ name, span, only }) => `${name} ${span.file.path} ${at(span)}${only === undefined ? "" : ` of ${only.join(" ")}`}`).join(" + ") || "none"}`,
    ...(serviceAccount === null ? [] : [`by ${serviceAccount.name} ${at(serviceAccount.span)}`]),
    ...(namespaces.length === 0 ? [] : [`in ${namespaces.join(" ")}`]),
    ...(isPatched ? ["patched"] : []),
  ].join(", ");
}

async function entriesIn(tree: Tree): Promise<readonly string[]> {
  const { uses } = await read(tree);
  return uses.filter(({ source }) => source === "kustomize").map(shown);
}

interface PodWish {
  readonly image?: string;
  readonly namespace?: string;
  readonly secrets?: string;
  readonly account?: string;
}

const pod = ({ image = "web:1", namespace, secrets, account }: PodWish = {}): string =>
  [
    "apiVersion: v1",
    "kind: Pod",
    `metadata: { name: web${namespace === undefined ? "" : `, namespace: ${namespace}`} }`,
    "spec:",
    `  containers: [{ name: web, image: '${image}' }]`,
    ...(secrets === undefined ? [] : [`  imagePullSecrets: [${secrets}]`]),
    ...(account === undefined ? [] : [`  serviceAccountName: ${account}`]),
    "",
  ].join("\n");

const base = "resources: [pod.yaml]\n";
const overlay = "resources: [../base]\nimages: [{ name: web, newName: acme/web, newTag: v2 }]\n";

describe("entries of a kustomization", () => {
  test.each<[string, Tree, readonly string[]]>([
    [
      "whose pod is in the base",
      {
        "base/kustomization.yaml": base,
        "base/pod.yaml": pod({ secrets: "{ name: regcred }, { name: other }", account: "puller" }),
        "prod/kustomization.yaml": overlay,
      },
      ["acme/web:v2: regcred base/pod.yaml 6:30-6:37 + other base/pod.yaml 6:49-6:54, by puller 7:23-7:29"],
    ],
    [
      "whose pod is beside it",
      {
        "kustomization.yaml": "namespace: shop\nresources: [pod.yaml]\nimages: [{ name: web, newTag: v2 }]\n",
        "pod.yaml": pod({ secrets: "{ name: regcred }" }),
      },
      ["web:v2: regcred pod.yaml 6:30-6:37, in shop"],
    ],
    [
      "whose pods differ",
      {
        "kustomization.yaml": "resources: [a.yaml, b.yaml]\nimages: [{ name: web, newTag: v2 }]\n",
        "a.yaml": pod({ secrets: "{ name: one }, { name: two }", account: "a", namespace: "left" }),
        "b.yaml": pod({ secrets: "{ name: two }, { name: three }", account: "b", namespace: "right" }),
      },
      [
        "web:v2: one a.yaml 6:30-6:33 of left + two a.yaml 6:45-6:48 + three b.yaml 6:45-6:50 of right, in left right, patched",
      ],
    ],
    [
      "whose pods are of one account",
      {
        "kustomization.yaml": "resources: [a.yaml, b.yaml]\nimages: [{ name: web, newTag: v2 }]\n",
        "a.yaml": pod({ account: "a" }),
        "b.yaml": pod({ account: "a" }),
      },
      ["web:v2: none, by a 6:23-6:24"],
    ],
    [
      "whose pod is elsewhere",
      { "kustomization.yaml": "resources: [github.com/acme/base]\nimages: [{ name: web, newTag: v2 }]\n" },
      ["web:v2: none, patched"],
    ],
    [
      "that do not build on who is called so",
      {
        "base/pod.yaml": pod({ secrets: "{ name: regcred }" }),
        "prod/kustomization.yaml": "resources: [app.yaml]\nimages: [{ name: web, newTag: v2 }]\n",
        "prod/app.yaml": pod({ image: "webs:1" }),
      },
      ["web:v2: none, patched"],
    ],
    [
      "each of several overlays where it is",
      {
        "base/kustomization.yaml": base,
        "base/pod.yaml": pod({ secrets: "{ name: regcred }" }),
        "dev/kustomization.yaml": `namespace: dev\n${overlay}`,
        "prod/kustomization.yaml": `namespace: prod\n${overlay}`,
      },
      ["acme/web:v2: regcred base/pod.yaml 6:30-6:37, in dev", "acme/web:v2: regcred base/pod.yaml 6:30-6:37, in prod"],
    ],
    [
      "in the namespace of the kustomization between, and in no other overlay's",
      {
        "base/kustomization.yaml": base,
        "base/pod.yaml": pod({ namespace: "own" }),
        "mid/kustomization.yaml": "namespace: mid\nresources: [../base]\n",
        "a/kustomization.yaml": "resources: [../mid]\nimages: [{ name: web, newTag: a }]\n",
        "b/kustomization.yaml": "namespace: b\nresources: [../base]\n",
        "c/kustomization.yaml": "resources: [../base]\nimages: [{ name: web, newTag: c }]\n",
      },
      ["web:a: none, in mid", "web:c: none, in own"],
    ],
    [
      "that replace what another one has put in place",
      {
        "base/kustomization.yaml": `${base}images: [{ name: web, newName: acme/web, newTag: v1 }]\n`,
        "base/pod.yaml": pod({ secrets: "{ name: regcred }" }),
        "prod/kustomization.yaml": "resources: [../base]\nimages: [{ name: acme/web, newTag: v2 }]\n",
      },
      ["acme/web:v1: regcred base/pod.yaml 6:30-6:37", "acme/web:v2: regcred base/pod.yaml 6:30-6:37"],
    ],
    [
      "whose name is a pattern, and whose tag is the base's",
      {
        "kustomization.yaml": "resources: [pod.yaml]\nimages: [{ name: '.*/web', newName: acme/web }]\n",
        "pod.yaml": pod({ image: "docker.io/web:1", secrets: "{ name: regcred }" }),
      },
      ["acme/web: regcred pod.yaml 6:30-6:37"],
    ],
    [
      "of a component",
      {
        "part/kustomization.yaml": "kind: Component\nimages: [{ name: web, newTag: v2 }]\n",
        "prod/kustomization.yaml": "namespace: prod\nresources: [../base/pod.yaml]\ncomponents: [../part]\n",
        "base/pod.yaml": pod({ secrets: "{ name: regcred }" }),
      },
      ["web:v2: regcred base/pod.yaml 6:30-6:37, in prod"],
    ],
    [
      "in a circle",
      {
        "a/kustomization.yaml": "resources: [../b]\nimages: [{ name: web, newTag: v1 }]\n",
        "b/kustomization.yaml": "resources: [../a]\nimages: [{ name: web, newTag: v2 }]\n",
      },
      ["web:v1: none, patched", "web:v2: none, patched"],
    ],
  ])("%s", async (_, tree, expected) => {
    expect(await entriesIn(tree)).toEqual(expected);
  });

  test("the tag of the base is there as before", async () => {
    const { uses } = await read({
      "base/kustomization.yaml": base,
      "base/pod.yaml": pod({ secrets: "{ name: regcred }" }),
      "prod/kustomization.yaml": "resources: [../base]\nimages: [{ name: web, newName: acme/web }]\n",
    });
    expect(uses).toContainEqual(
      expect.objectContaining({
        source: "kustomize",
        target: { kind: "named", name: "acme/web:1" },
        pullSecrets: [expect.objectContaining({ name: "regcred" })],
      }),
    );
  });
});

describe("entries of others", () => {
  const flux = (more: string): string =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: web, namespace: flux-system }\nspec: { ${more}images: [{ name: web, newTag: v2 }] }\n`;
  const argo = (more: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: web, namespace: argocd }\nspec: { ${more}source: { kustomize: { images: ['web:v2'] } } }\n`;
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web, namespace: shop }\nspec: { postRenderers: [{ kustomize: { images: [{ name: web, newTag: v2 }] } }] }\n`;

  test.each<[string, string, string]>([
    ["Flux", flux(""), "web:v2: regcred pod.yaml 6:30-6:37, in own"],
    ["Flux, with a namespace for all", flux("targetNamespace: shop, "), "web:v2: regcred pod.yaml 6:30-6:37, in shop"],
    ["Argo CD", argo(""), "web:v2: regcred pod.yaml 6:30-6:37, in own"],
    [
      "Argo CD, with a destination for what has no namespace",
      argo("destination: { namespace: shop }, "),
      "web:v2: regcred pod.yaml 6:30-6:37, in own",
    ],
    ["a post renderer, whose pods are a chart's", release, "web:v2: none, in shop, patched"],
  ])("%s", async (_, text, expected) => {
    const tree = { "app.yaml": text, "pod.yaml": pod({ secrets: "{ name: regcred }", namespace: "own" }) };
    expect(await entriesIn(tree)).toEqual([expected]);
    const inAll = { ...tree, "kustomization.yaml": "namespace: apps\nresources: [app.yaml]\n" };
    expect(await entriesIn(inAll)).toEqual([expected.replace("in shop, patched", "in apps, patched")]);
  });

  test.each<[string, string]>([
    [argo("destination: { namespace: shop }, "), "web:v2: none, in shop, patched"],
    [flux("targetNamespace: shop, "), "web:v2: none, in shop, patched"],
    [flux(""), "web:v2: none, patched"],
  ])("without their pods: %s", async (text, expected) => {
    expect(await entriesIn({ "app.yaml": text })).toEqual([expected]);
  });
});

test("50 overlays on a base of 200 images, and 300 in a row, come to an end", async () => {
  const images = Array.from({ length: 200 }, (_, index) => `web${index}`);
  const list = `images: [${images.map((name) => `{ name: ${name}, newTag: v2 }`).join(", ")}]\n`;
  const pods = images.map((image) => pod({ image: `${image}:1`, secrets: "{ name: regcred }" })).join("---\n");
  const star = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [
      `o${index}/kustomization.yaml`,
      `namespace: n${index}\nresources: [../base]\n${list}`,
    ]),
  );
  const found = await entriesIn({ "base/kustomization.yaml": base, "base/pod.yaml": pods, ...star });
  expect(new Set(found.map((line) => line.split(", ")[1])).size).toBe(50);
  const row = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [
      `k${index}/kustomization.yaml`,
      `resources: [../k${index + 1}]\nimages: [{ name: web, newTag: v${index} }]\n`,
    ]),
  );
  const end = { "k300/kustomization.yaml": base, "k300/pod.yaml": pod({ secrets: "{ name: regcred }" }) };
  expect((await entriesIn({ ...row, ...end })).every((line) => line.includes("regcred"))).toBe(true);
}, 20_000);
