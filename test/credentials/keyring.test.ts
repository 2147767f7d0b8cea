// The keyring against what the real one chose: a thousand cases that were put to Kubernetes' own code (`keyring-vectors.json`).
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig } from "../../src/credentials/docker-config.ts";
import { lookUp, type Ring } from "../../src/credentials/keyring.ts";
import { readPullSecret } from "../../src/credentials/pull-secret.ts";
import type { SecretObject } from "../../src/model.ts";
import { named } from "../support/credentials.ts";
import { somewhere } from "../support/uses.ts";

type Bytes = string | { readonly base64: string } | { readonly repeat: readonly (readonly [string, number])[] };

interface Vector {
  readonly name: string;
  readonly secrets: readonly {
    readonly name: string;
    readonly type: string;
    readonly data: Readonly<Record<string, Bytes>>;
  }[];
  readonly node: Bytes | null;
  readonly image: string;
  readonly anyOrder?: boolean;
  readonly error?: string;
  readonly credentials?: readonly { readonly username: Bytes; readonly password: Bytes; readonly from: string }[];
}

// Typed by hand: what the file says of itself is all that is known of it.
// oxlint-disable-next-line typescript/no-unsafe-assignment
const file: { readonly cases: readonly Vector[] } = JSON.parse(
  readFileSync(new URL("keyring-vectors.json", import.meta.url), "utf8"),
);

test("there are enough of them to mean something", () => {
  expect(file.cases.length).toBeGreaterThan(900);
});

test.for(file.cases)("$name", (vector) => {
  const { error, credentials, anyOrder = false } = vector;
  const chosen = chosenFor(vector);
  if (error !== undefined) return expect(chosen).toBe(isSyntax(error) ? "no JSON" : error);
  const expected = (credentials ?? []).map(({ username, password, from }) => [shown(username), shown(password), from]);
  expect(Array.isArray(chosen) && anyOrder ? chosen.toSorted(byText) : chosen).toEqual(
    anyOrder ? expected.toSorted(byText) : expected,
  );
});

/** The API server takes no Secret of that kind, so that no kubelet meets one. */
function isSyntax(error: string): boolean {
  return /^(?:invalid character|unexpected end of JSON)/.test(error);
}

/** What the kubelet stops with, or user, password and holder of each login that it would try. */
function chosenFor({ secrets, node, image }: Vector): string | readonly (readonly string[])[] {
  const held: Ring<string>[] = [];
  for (const { name, type, data } of secrets) {
    const { reading } = readPullSecret(objectOf(name, type, data));
    // To us a placeholder is filled in before a kubelet reads it.
    if (reading.kind === "opaque") {
      const raw = readConfig(bytesOf(data[".dockerconfigjson"] ?? "").toString("utf8"), "auths");
      if (raw.kind === "fault") return raw.words;
      if (raw.kind === "config") held.push({ entries: raw.entries, holder: `secret ${name}` });
      continue;
    }
    if (reading.kind === "faulty" && reading.fault.by === "kubelet") return reading.fault.words;
    // What is empty the kubelet passes by; the API server takes neither that nor what is no JSON.
    if (reading.kind === "faulty" && !/is (?:empty|missing)/.test(reading.fault.what)) return "no JSON";
    if (reading.kind === "config") held.push({ entries: reading.entries, holder: `secret ${name}` });
  }
  const own = node === null ? null : readConfig(bytesOf(node).toString("utf8"), "auths");
  const nodes = own?.kind === "config" ? [{ entries: own.entries, holder: "node" }] : [];
  return [...lookUp(image, held), ...lookUp(image, nodes)].map(({ entry: { username, secret }, holder }) => [
    username,
    secret.reveal(),
    holder,
  ]);
}

/** The API server keeps data as base64. */
function objectOf(name: string, type: string, data: Vector["secrets"][number]["data"]): SecretObject {
  const values = ([".dockerconfigjson", ".dockercfg"] as const).flatMap((key) => {
    const bytes = data[key];
    return bytes === undefined
      ? []
      : [{ key, field: "data", text: bytesOf(bytes).toString("base64"), span: somewhere } as const];
  });
  return {
    name,
    namespace: null,
    namespaces: [],
    span: somewhere,
    type: named(type),
    values,
    isEncrypted: false,
    isCopied: false,
    isFilledIn: false,
  };
}

function bytesOf(bytes: Bytes): Buffer {
  if (typeof bytes === "string") return Buffer.from(bytes);
  if ("base64" in bytes) return Buffer.from(bytes.base64, "base64");
  return Buffer.from(bytes.repeat.map(([part, times]) => part.repeat(times)).join(""));
}

function shown(bytes: Bytes): string {
  return bytesOf(bytes).toString("utf8");
}

function byText(a: readonly string[], b: readonly string[]): number {
  return a.join("\n") < b.join("\n") ? -1 : 1;
}
