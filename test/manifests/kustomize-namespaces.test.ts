// Where kustomizations put what they build: uses, accounts, Secrets, what makes Secrets, and bindings.
import { describe, expect, test } from "vitest";
import { landings } from "../../src/manifests/kustomize-namespaces.ts";
import type { KustomizationLinks } from "../../src/manifests/kustomize-reach.ts";
import type { Extraction } from "../../src/model.ts";
import { shown } from "./access.ts";
import { podWith } from "./extraction.ts";
import { read } from "./reading.ts";

const nowhere = podWith("- image: web:1");
const written = nowhere.replace("name: web\n", "name: web\n  namespace: own\n");

function namespacesIn({ uses }: Extraction): readonly string[] {
  return uses.map(({ span, namespaces }) => `${span.file.path} ${namespaces.join(" ")}`.trim());
}

describe("uses", () => {
  test.each([
    ["nobody reaches them", { "kustomization.yaml": "namespace: shop\n" }, "own"],
    ["nobody sets one", { "kustomization.yaml": "resources: [base/pod.yaml]\n" }, "own"],
    [
      "the kustomization that names them",
      { "kustomization.yaml": "namespace: shop\nresources: [base/pod.yaml]\n" },
      "shop",
    ],
    ["an empty one is none", { "kustomization.yaml": "namespace: ''\nresources: [base/pod.yaml]\n" }, "own"],
    [
      "the outermost one that sets one",
      {
        "base/kustomization.yaml": "namespace: base\nresources: [pod.yaml]\n",
        "mid/kustomization.yml": "namespace: mid\nbases: [../base]\n",
        "prod/Kustomization": "resources: [../mid/]\n",
      },
      "mid",
    ],
    [
      "each way its own",
      {
        "base/kustomization.yaml": "resources: [pod.yaml]\n",
        "a/kustomization.yaml": "namespace: a\nresources: [../base]\n",
        "b/kustomization.yaml": "namespace: b\nresources: [../base]\n",
        "c/kustomization.yaml": "resources: [../base]\n",
      },
      "a b own",
    ],
    [
      "a component's, where the kustomization that names it sets none",
      {
        "part/kustomization.yaml": "kind: Component\nnamespace: part\n",
        "prod/kustomization.yaml": "resources: [../base/pod.yaml]\ncomponents: [../part]\n",
      },
      "part",
    ],
    [
      "what a component brings",
      {
        "part/kustomization.yaml": "kind: Component\nresources: [../base/pod.yaml]\n",
        "prod/kustomization.yaml": "namespace: prod\ncomponents: [../part]\n",
      },
      "prod",
    ],
    ["files of patches", { "kustomization.yaml": "namespace: shop\npatches: [{ path: base/pod.yaml }]\n" }, "shop"],
    ["the older ones", { "kustomization.yaml": "namespace: shop\npatchesStrategicMerge: [base/pod.yaml]\n" }, "shop"],
    [
      "a circle",
      {
        "a/kustomization.yaml": "namespace: a\nresources: [../b, ../base/pod.yaml]\n",
        "b/kustomization.yaml": "namespace: b\nresources: [../a]\n",
      },
      "a",
    ],
  ])("%s", async (_, tree, expected) => {
    const extraction = await read({ "base/pod.yaml": written, ...tree });
    expect(namespacesIn(extraction)).toEqual([`base/pod.yaml ${expected}`]);
  });

  test("that say no namespace have one on the ways that set one", async () => {
    const tree = {
      "base/pod.yaml": nowhere,
      "a/kustomization.yaml": "namespace: a\nresources: [../base/pod.yaml]\n",
      "b/kustomization.yaml": "resources: [../base/pod.yaml]\n",
    };
    expect(namespacesIn(await read(tree))).toEqual(["base/pod.yaml a"]);
  });

  test("of a kustomization's own entries and patches land where it builds", async () => {
    const tree = {
      "base/kustomization.yaml": "images: [{ name: web, newTag: v1 }]\nnamespace: base\n",
      "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\nimages: [{ name: db, newTag: v1 }]\n",
    };
    expect(namespacesIn(await read(tree))).toEqual(["base/kustomization.yaml prod", "prod/kustomization.yaml prod"]);
  });

  test("in objects that hold them stay where these say", async () => {
    const work = `apiVersion: work.open-cluster-management.io/v1
kind: ManifestWork
metadata: { name: work, namespace: cluster-1 }
spec:
  workload:
    manifests:
      - { apiVersion: v1, kind: Pod, metadata: { name: a, namespace: edge }, spec: { containers: [{ image: a }] } }
      - { apiVersion: v1, kind: Secret, metadata: { name: regcred, namespace: edge } }
---
${written}`;
    const extraction = await read({
      "base/work.yaml": work,
      "kustomization.yaml": "namespace: hub\nresources: [base/work.yaml]\n",
    });
    expect(namespacesIn(extraction)).toEqual(["base/work.yaml edge", "base/work.yaml hub"]);
    expect(shown(extraction)).toEqual(["secret regcred in edge type none"]);
  });
});

test("all that has a namespace is moved; what has none, or names its Secret's own, is not", async () => {
  const objects = [
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: plain\n  namespace: own\n",
    "apiVersion: v1\nkind: Secret\nmetadata: { name: held }\ndata: { .dockercfg: e30= }\n",
    "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: robot }\n",
    "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: sealed, namespace: own }\n",
    "apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: { name: everywhere }\n",
    "apiVersion: external-secrets.io/v1\nkind: ClusterExternalSecret\nmetadata: { name: ces }\nspec: { namespaces: [a] }\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: r\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: cr\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: rb }\nroleRef: { kind: Role, name: r }\n",
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: { name: crb }\nroleRef: { kind: ClusterRole, name: cr }\n",
  ];
  const tree = {
    "base/all.yaml": objects.join("---\n"),
    "kustomization.yaml": "namespace: shop\nresources: [base/all.yaml]\n",
  };
  expect(shown(await read(tree))).toEqual([
    "secret plain in shop type none",
    "secret held in shop type none: .dockercfg of data e30=",
    "account robot in shop with",
    "producer sealed in shop by SealedSecret",
    "producer everywhere in nowhere by ClusterExternalSecret",
    "producer ces in a by ClusterExternalSecret",
    "role Role r in shop",
    "role ClusterRole cr in nowhere",
    "binding RoleBinding rb in shop to Role r for",
    "binding ClusterRoleBinding crb in nowhere to ClusterRole cr for",
  ]);
});

describe("subjects of bindings", () => {
  const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: robot, namespace: system }\n";
  const binding = (kind: string, namespace: string): string =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: b, namespace: system }\nroleRef: { kind: ClusterRole, name: r }\nsubjects: [{ kind: ServiceAccount, name: robot, namespace: ${namespace} }, { kind: User, name: robot }]\n`;
  const moved = "namespace: foo-system\nresources: [../rbac, ../manager]\n";
  test.each<[string, Record<string, string>, string]>([
    ["move with their account", { "default/kustomization.yaml": moved }, "foo-system"],
    ["stay where nobody moves it", { "default/kustomization.yaml": moved.replace(/^.*\n/, "") }, "system"],
    [
      "stay where the account is of another build",
      { "default/kustomization.yaml": moved.replace(", ../manager", "") },
      "system",
    ],
  ])("%s", async (_, tree, namespace) => {
    for (const kind of ["RoleBinding", "ClusterRoleBinding"]) {
      const { access } = await read({
        "rbac/kustomization.yaml": "resources: [binding.yaml]\n",
        "rbac/binding.yaml": binding(kind, "system"),
        "manager/kustomization.yaml": "resources: [account.yaml]\n",
        "manager/account.yaml": account,
        ...tree,
      });
      const [subjects] = access.bindings.map((one) => one.subjects.map((subject) => subject.namespace));
      expect(subjects).toEqual([namespace, null]);
    }
  });

  test("of an account of another namespace stay", async () => {
    const tree = {
      "all.yaml": `${account}---\n${binding("RoleBinding", "other")}`,
      "kustomization.yaml": "namespace: foo-system\nresources: [all.yaml]\n",
    };
    const { access } = await read(tree);
    expect(access.bindings[0]?.subjects[0]?.namespace).toBe("other");
    expect(access.bindings[0]?.namespaces).toEqual(["foo-system"]);
  });
});

test.each(["${NAMESPACE}", "$(NAMESPACE)", "'{{ .Values.namespace }}'", "<namespace>", "NAMESPACE"])(
  "nobody says which namespace %s will be",
  async (namespace) => {
    const object = (kind: string, more = ""): string =>
      `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: robot\n  namespace: ${namespace}\n${more}`;
    const all = [
      object("Pod", "spec: { containers: [{ image: web }] }\n"),
      object("Secret"),
      object("ServiceAccount"),
      object("SealedSecret").replace("v1", "bitnami.com/v1alpha1"),
    ].join("---\n");
    const written = namespace.replaceAll("'", "");
    const as = async (tree: Record<string, string>): Promise<readonly (readonly string[])[]> => {
      const { uses, serviceAccounts, access } = await read(tree);
      const found = [...uses, ...serviceAccounts, ...access.secrets, ...access.producers];
      expect(found.map((one) => one.namespace)).toEqual([written, written, written, written]);
      return found.map((one) => one.namespaces);
    };
    expect(await as({ "all.yaml": all })).toEqual([[], [], [], []]);
    const unknown = { "kustomization.yaml": `namespace: ${namespace}\nresources: [all.yaml]\n`, "all.yaml": all };
    expect(await as(unknown)).toEqual([[], [], [], []]);
    const known = { "kustomization.yaml": "namespace: shop\nresources: [all.yaml]\n", "all.yaml": all };
    expect(await as(known)).toEqual([["shop"], ["shop"], ["shop"], ["shop"]]);
  },
);

test("Secrets that a kustomization generates, by both of their names", async () => {
  const tree = {
    "base/kustomization.yaml": `namespace: base
namePrefix: dev-
nameSuffix: -v1
secretGenerator:
  - name: regcred
    type: kubernetes.io/dockerconfigjson
    files: [.dockerconfigjson]
  - { name: own, namespace: other }
  - { name: copied, options: { annotations: { kubed.appscode.com/sync: '' } } }
  - {}
  - text
`,
    "alone/kustomization.yaml": "secretGenerator: [{ name: 'a-$(ENV)', namespace: here }]\n",
    "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n",
    "files/kustomization.yaml": "namespace: files\ngenerators: [regcred.yaml]\n",
    "files/regcred.yaml": "apiVersion: builtin\nkind: SecretGenerator\nmetadata: { name: by-file }\n",
  };
  expect(shown(await read(tree))).toEqual([
    "producer a-* in here by secretGenerator",
    "producer regcred in prod by secretGenerator",
    "producer dev-regcred-v1 in prod by secretGenerator",
    "producer own in prod by secretGenerator",
    "producer dev-own-v1 in prod by secretGenerator",
    "producer copied in nowhere by secretGenerator",
    "producer dev-copied-v1 in nowhere by secretGenerator",
    "producer by-file in files by SecretGenerator",
  ]);
});

describe("landings of many", () => {
  const link = (folder: string, resources: readonly string[], namespace: string | null): KustomizationLinks => ({
    folder,
    namespace,
    resources,
    components: [],
    patches: [],
    merges: [],
    generators: [],
    words: [],
  });

  test("a base that more overlays build on than anybody has may be anywhere", () => {
    const overlays = (count: number): readonly KustomizationLinks[] =>
      Array.from({ length: count }, (_, index) => link(`o${index}`, ["base/pod.yaml"], `n${index}`));
    expect(landings(overlays(50))("base/pod.yaml")).toHaveLength(50);
    expect(landings(overlays(51))("base/pod.yaml")).toBe("anywhere");
  });

  test("10,000 in a row, 10,000 on one, and as many in circles come to an end", () => {
    const count = 10_000;
    const row = Array.from({ length: count }, (_, index) =>
      link(`k${index}`, [`k${index + 1}`], index === 0 ? "a" : null),
    );
    expect(landings(row)(`k${count}`)).toEqual(["a"]);
    const star = Array.from({ length: count }, (_, index) => link(`k${index}`, ["base"], `n${index % 9}`));
    const chain = Array.from({ length: count }, (_, index) =>
      link(index === 0 ? "base" : `b${index}`, [`b${index + 1}`], null),
    );
    expect(landings([...star, ...chain])(`b${count}`)).toHaveLength(9);
    const circle = Array.from({ length: count }, (_, index) => link(`k${index}`, [`k${(index + 1) % count}`], "c"));
    expect(landings(circle)("k5")).toEqual(["c"]);
  });
});
