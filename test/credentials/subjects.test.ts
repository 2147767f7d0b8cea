// Secrets and bindings as they are judged: which ones, beside which uses, and with what came of their logins.
import { describe, expect, test } from "vitest";
import { loginMark } from "../../src/credentials/candidate.ts";
import { noLogins, readSources } from "../../src/credentials/sources.ts";
import { accessSubjects } from "../../src/credentials/subjects.ts";
import { noAccess } from "../../src/manifests/file-reading.ts";
import type { PullSecret, SecretObject, SecretShown, ServiceAccount, Subject } from "../../src/model.ts";
import { found, imageUse, subject } from "../rules/subjects.ts";
import { accountOf, credentialsOf, named } from "../support/credentials.ts";
import { secretOf } from "../support/secrets.ts";
import { settingsOf } from "../support/settings.ts";

const [changed, needed, other] = ["changed", "needed", "other"].map((name) =>
  secretOf(name, { "registry.test": `${name}:pass` }),
);

function judged(
  objects: readonly SecretObject[],
  ofChange: readonly SecretObject[],
  more: (read: readonly PullSecret[]) => {
    readonly subjects?: readonly Subject[];
    readonly shown?: ReadonlyMap<string, readonly SecretShown[]>;
  },
) {
  const whole = { ...noAccess, secrets: objects };
  const sources = readSources({ access: whole, serviceAccounts: [] }, settingsOf(), noLogins("none"));
  const { subjects = [], shown = new Map<string, readonly SecretShown[]>() } = more(sources.read);
  const judged = { access: { ...noAccess, secrets: ofChange }, serviceAccounts: [] };
  return accessSubjects({ judged, whole: { access: whole, uses: [] }, sources, subjects, shown, now: 7 }).secrets;
}

function bringing(secret: PullSecret | undefined): Subject {
  if (secret === undefined) throw new Error("no secret");
  const one = {
    named: named("x"),
    name: secret.name,
    by: "pod",
    isPartial: false,
    found: { kind: "there", secret, matching: [], isIdle: true },
  } as const;
  return subject(imageUse("registry.test/shop/web:1.0"), found(), credentialsOf({ secrets: [one, one] }));
}

test("those of the change, and those that a judged use brings", () => {
  const all = [changed, needed, other].flatMap((one) => one ?? []);
  const secrets = judged(all, all.slice(0, 1), (read) => ({ subjects: [bringing(read[1])] }));
  expect(secrets.map(({ secret, uses, now }) => [secret.name, uses.length, now])).toEqual([
    ["shop/changed", 0, 7],
    ["shop/needed", 1, 7],
  ]);
});

test("what came of a login is told of its own registry, and not of another that has the same one", () => {
  const one = secretOf("one", { "https://index.docker.io/v1/": "ci:pass", "registry.test/team": "ci:pass" });
  const came = { kind: "in", unasked: false } as const;
  const at = (registry: string): SecretShown => ({ registry, came, isOpen: true, evidence: [] });
  const [first] = judged([one], [one], (read) => {
    const [reading] = read.map((secret) => secret.reading);
    const entry = reading?.kind === "config" ? reading.entries[0] : undefined;
    if (entry === undefined) throw new Error("no entry");
    return { shown: new Map([[loginMark(entry), [at("docker.io"), at("registry.test"), at("ghcr.io")]]]) };
  });
  expect(new Set(first?.shown.map(({ registry }) => registry))).toEqual(new Set(["docker.io", "registry.test"]));
});

test("a Secret that can't be read was shown to nobody", () => {
  const sealed = secretOf("sealed", { "registry.test": "ci:pass" }, { isEncrypted: true });
  expect(judged([sealed], [sealed], () => ({}))).toMatchObject([{ shown: [], uses: [] }]);
});

describe("an account's list", () => {
  const at = (name: string, start: number) => ({
    name,
    span: { file: { path: "account.yaml", text: "" }, start, end: start },
  });
  const lists = (account: ServiceAccount, subjects: readonly Subject[] = [], settings = ""): readonly string[] => {
    const whole = { ...noAccess, secrets: [changed ?? []].flat() };
    const serviceAccounts = [account];
    const sources = readSources({ access: whole, serviceAccounts }, settingsOf(settings), noLogins("none"));
    const judged = { access: noAccess, serviceAccounts };
    const tree = { access: whole, uses: [] };
    const { accounts } = accessSubjects({ judged, whole: tree, sources, subjects, shown: new Map(), now: 7 });
    return accounts.flatMap(({ secrets }) => secrets.map(({ name, found }) => `${name} ${found.kind}`));
  };
  const bringing = (name: string, start: number): Subject => {
    const missing = { kind: "missing", nearest: null, elsewhere: [] } as const;
    const one = {
      named: at(name, start),
      name: `shop/${name}`,
      by: "service-account",
      isPartial: false,
      found: missing,
    } as const;
    return subject(imageUse("registry.test/shop/web:1.0"), found(), credentialsOf({ secrets: [one] }));
  };

  test.for<[string, readonly string[], readonly string[]]>([
    ["what is there", ["changed"], ["shop/changed there"]],
    ["what is nowhere", ["gone"], ["shop/gone missing"]],
    ["no entry without a name", ["", "gone"], ["shop/gone missing"]],
    [
      "names that are filled in as what nobody knows",
      ["${SECRET}", "gone"],
      ["shop/${SECRET} opaque", "shop/gone missing"],
    ],
    ["what OpenShift makes as what nobody knows", ["web-dockercfg-x7k2p"], ["shop/web-dockercfg-x7k2p opaque"]],
  ])("has %s", ([, names, expected]) => {
    expect(lists({ ...accountOf("web", "shop"), pullSecrets: names.map((name, index) => at(name, index)) })).toEqual(
      expected,
    );
  });

  test("leaves to a judged use what that brings, and nothing else of that name", () => {
    const account = { ...accountOf("web", "shop"), pullSecrets: [at("gone", 1), at("gone", 2)] };
    expect(lists(account, [bringing("gone", 2)])).toEqual(["shop/gone missing"]);
    expect(lists(account, [bringing("gone", 1), bringing("gone", 2)])).toEqual([]);
  });

  test("is not known where a patch has a word in it", () => {
    expect(lists({ ...accountOf("web", "shop", "gone"), isPatched: true })).toEqual([]);
  });

  test("is looked up everywhere where its namespace is filled in", () => {
    expect(lists(accountOf("web", "${NAMESPACE}", "changed"))).toEqual(["changed there"]);
  });

  test("is known where the settings list its names", () => {
    expect(lists(accountOf("web", "shop", "gone"), [], "external-secrets: [gone]")).toEqual(["shop/gone opaque"]);
  });
});
