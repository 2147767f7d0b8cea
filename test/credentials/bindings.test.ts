// Which roles and accounts of a binding are nowhere.
import { describe, expect, test } from "vitest";
import { missingIn } from "../../src/credentials/bindings.ts";
import { noLogins, readSources } from "../../src/credentials/sources.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { RoleBinding, RoleObject } from "../../src/model.ts";
import { accountOf, bindingOf, named } from "../support/credentials.ts";
import { settingsOf } from "../support/settings.ts";
import { somewhere, useOf } from "../support/uses.ts";

const role = (name: string, kind: RoleObject["kind"] = "Role", namespace = "shop"): RoleObject => ({
  kind,
  name,
  namespace: kind === "Role" ? namespace : null,
  namespaces: kind === "Role" ? [namespace] : [],
  span: somewhere,
});

const roles = [role("reader"), role("puller", "ClusterRole"), role("elsewhere", "Role", "other")];
const accounts = [accountOf("web", "shop"), accountOf("api", "other"), accountOf("anywhere", null)];
const moved = { ...accountOf("moved", "written"), namespaces: ["set"] };
/** Of an operator's bundle, and of a Deployment that is none. */
const uses = [
  useOf("x", {
    apiVersion: "operators.coreos.com/v1alpha1",
    kind: "ClusterServiceVersion",
    serviceAccount: named("bundled"),
  }),
  useOf("x", { apiVersion: "acme.example/v1", kind: "ClusterServiceVersion", serviceAccount: named("of-others") }),
];

function missing(more: Partial<RoleBinding>, settings = ""): readonly string[] {
  const access = { ...noAccess, roles };
  const sources = readSources(
    { access, serviceAccounts: [...accounts, moved] },
    settingsOf(settings),
    noLogins("none"),
  );
  const { missingRole, missingSubjects } = missingIn({ access, uses }, sources)(bindingOf(more));
  return [...(missingRole === null ? [] : [missingRole.name]), ...missingSubjects.map(({ name }) => name)];
}

describe("a role", () => {
  test.for<[string, string, string, boolean]>([
    ["of the namespace", "Role", "reader", true],
    ["of another namespace", "Role", "elsewhere", false],
    ["of no namespace", "ClusterRole", "puller", true],
    ["a Role is no ClusterRole", "ClusterRole", "reader", false],
    ["nor the other way round", "Role", "puller", false],
    ["that comes with the cluster", "ClusterRole", "view", true],
    ["of the system", "ClusterRole", "system:image-puller", true],
    ["of OpenShift's registry", "ClusterRole", "registry-viewer", true],
    ["of OpenShift's monitoring", "ClusterRole", "cluster-monitoring-view", true],
    ["of OpenShift's logging", "ClusterRole", "cluster-logging-audit-view", true],
    ["that others are put together from", "ClusterRole", "aggregate-olm-edit", true],
    ["of which a part is filled in", "Role", "reader-${ENV}", true],
    ["of which all is filled in", "ClusterRole", "{{ role }}", true],
    ["that is only called nearly so", "ClusterRole", "viewer", false],
    ["that only holds such a name", "ClusterRole", "our-cluster-monitoring-view", false],
  ])("%s: %s %s is there: %s", ([, kind, name, isThere]) => {
    expect(missing({ role: { ...named(name), kind } })).toEqual(isThere ? [] : [name]);
  });

  test("that is not named is not missed", () => {
    expect(missing({ role: null })).toEqual([]);
  });
});

describe("an account", () => {
  const subject = (name: string, namespace: string | null, kind = "ServiceAccount") => ({
    ...named(name),
    kind,
    namespace,
  });

  test.for<[string, RoleBinding["subjects"][number], boolean]>([
    ["of its namespace", subject("web", "shop"), true],
    ["of another namespace, as it says", subject("api", "other"), true],
    ["that is in another namespace", subject("api", "shop"), false],
    ["without a namespace is of the binding's own", subject("web", null), true],
    ["of which nobody says where it goes", subject("anywhere", "third"), true],
    ["that is nowhere", subject("nobody", "shop"), false],
    ["that each namespace has", subject("default", "third"), true],
    ["of the system's namespaces", subject("coredns", "kube-system"), true],
    ["of OpenShift's", subject("builder", "openshift-image-registry"), true],
    ["of a namespace that only begins so", subject("x", "kubernetes"), false],
    ["that each namespace of OpenShift has", subject("builder", "third"), true],
    ["that OpenShift Pipelines makes", subject("pipeline", "third"), true],
    ["of Google Cloud", subject("web@project.iam.gserviceaccount.com", "shop"), true],
    ["whose name is filled in", subject("${ACCOUNT}", "shop"), true],
    ["whose namespace is filled in", subject("api", "$(namespace)"), true],
    ["that is nowhere, whatever its namespace", subject("nobody", "$(namespace)"), false],
    ["where a kustomization moves it", subject("moved", "set"), true],
    ["where it is written", subject("moved", "written"), true],
    ["where it is not", subject("moved", "shop"), false],
    ["that OLM makes", subject("bundled", "shop"), true],
    ["of another's kind of that name", subject("of-others", "shop"), false],
    ["is no user", subject("alice", null, "User"), true],
    ["nor a group", subject("system:serviceaccounts:shop", null, "Group"), true],
  ])("%s", ([, one, isThere]) => {
    expect(missing({ subjects: [one] })).toEqual(isThere ? [] : [one.name]);
  });

  test("the settings' namespace counts where nobody says one", () => {
    const nowhere = { namespace: null, namespaces: [], role: null, subjects: [subject("api", null)] };
    expect(missing(nowhere, "namespace: shop")).toEqual(["api"]);
    expect(missing(nowhere, "namespace: other")).toEqual([]);
    expect(missing(nowhere)).toEqual([]);
  });
});
