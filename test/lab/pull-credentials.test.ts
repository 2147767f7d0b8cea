// What a row's credentials come to: a Secret as the cluster has it, and every password that is written anywhere in it.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readCases } from "./case.ts";
import { credentialsOf } from "./pull-credentials.ts";
import { aggregateLine } from "./words.ts";

const auth = Buffer.from("alice:wonderland").toString("base64");

test("a login in the place of an entry is one with that auth, in a Secret's data as base64", () => {
  const { files } = credentialsOf({ secrets: { regcred: { "reg.test": "alice:wonderland" } }, manifests: [] }, null);
  const secret: unknown = parse(files["objects.yaml"] ?? "");
  const config = Buffer.from(JSON.stringify({ auths: { "reg.test": { auth } } })).toString("base64");
  expect(secret).toMatchObject({
    kind: "Secret",
    metadata: { name: "regcred" },
    type: "kubernetes.io/dockerconfigjson",
    data: { ".dockerconfigjson": config },
  });
});

test("every password is known, wherever it stands: whether it leaks is looked for by it", () => {
  const row = {
    secrets: { one: { "reg.test": "alice:wonderland" }, two: { "reg.test": { username: "bob", password: "walrus" } } },
    manifests: [
      { kind: "Secret", stringData: { ".dockercfg": '{"reg.test":{"auth":"{{auth carol:caterpillar}}"}}' } },
      "kind: Secret\nstringData: { .dockercfg: '{{unpadded dodo:dormouse}}' }\n",
    ],
    node: { auths: { "reg.test": "eaglet:flamingo" } },
    kubelet: ["alice:wonderland", "frog:footman", "empty", "anonymous"],
  };
  const { passwords, choice } = credentialsOf(row, null);
  const all = ["wonderland", "walrus", "caterpillar", "dormouse", "flamingo", "footman"];
  expect(passwords.map(({ text }) => text).toSorted()).toEqual(all.toSorted());
  expect(passwords).toContainEqual({ text: "walrus", logins: [":walrus"], keys: ["reg.test"] });
  const empty = { username: "", password: "" };
  const logins = [
    { username: "alice", password: "wonderland" },
    { username: "frog", password: "footman" },
    empty,
    null,
  ];
  expect(choice).toEqual({ kind: "tries", logins });
});

test("errors are added up as the kubelet does: each once, in brackets where they are several", () => {
  const [one, other] = ["one", "other"].map((words) => ({ kind: "failed", code: "Unknown", words }) as const);
  if (one === undefined || other === undefined) throw new Error("there are two");
  expect(aggregateLine("web", [one, other, one])).toBe('Failed to pull image "web": [one, other]');
  expect(aggregateLine("web", [one, one])).toBe('Failed to pull image "web": one');
});

test("in every row of credentials nobody's password is too short to be told from other text", () => {
  const rows = readCases().filter(({ credentials }) => credentials.isWorkedOut);
  const all = rows.flatMap(({ credentials }) => credentials.passwords.map(({ text }) => text));
  expect(all.filter((password) => password.length < 6)).toEqual([]);
  expect(new Set(all)).toContain("jabberwocky");
});
