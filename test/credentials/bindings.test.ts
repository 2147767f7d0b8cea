// Which roles and accounts of a binding are nowhere.
import { describe, expect, test } from "vitest";
import { missingIn } from "../../src/credentials/bindings.ts";
import { noLogins, readSources } from "../../src/credentials/sources.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { RoleBinding, RoleObject } from "../../src/model.ts";
import { accountOf, named } from "../support/credentials.ts";
import { settingsOf } from "../support/settings.ts";
import { somewhere } from "../support/uses.ts";

const role = (name: string, kind: RoleObject["kind"] = "Role", namespace = "shop"): RoleObject => ({
  kind,
  name,
  namespace: kind === "Role" ? namespace : null,
  namespaces: kind === "Role" ? [namespace] : [],
  span: somewhere,
});

const roles = [role("reader"), role("puller", "ClusterRole"), role("elsewhere", "Role", "other")];
const accounts = [accountOf("web", "shop"), accountOf("api", "other"), accountOf("anywhere", null)];

function missing(more: Partial<RoleBinding>, settings = ""): readonly string[] {
  const binding: RoleBinding = {
    kind: "RoleBinding",
    name: "b",
    namespace: "shop",
    namespaces: ["shop"],
    span: somewhere,
    role: { ...named("reader"), kind: "Role" },
    subjects: [],
    ...more,
  };
  const access = { ...noAccess, roles };
  const sources = readSources({ access, serviceAccounts: accounts }, settingsOf(settings), noLogins("none"));
  const { missingRole, missingSubjects } = missingIn(access, sources)(binding);
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
    ["that is only called nearly so", "ClusterRole", "viewer", false],
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
