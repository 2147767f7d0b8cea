// Logins that end by themselves, told by how they look.
import { describe, expect, test } from "vitest";
import { type Expiry, expiryOf } from "../../src/credentials/expiry.ts";
import { seal } from "../../src/credentials/secret.ts";

const end = Date.UTC(2027, 0, 31);

function of(username: string, password: string, key = "registry.test"): Expiry | null {
  return expiryOf({ username, secret: seal(password), key });
}

function base64(value: unknown, as: "base64" | "base64url" = "base64url"): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString(as);
}

function jwt(payload: unknown): string {
  return `${base64({ alg: "none" })}.${base64(payload)}.c2ln`;
}

describe("a JSON Web Token", () => {
  test.for<[string, unknown, number | null]>([
    ["tells its end in seconds", { exp: end / 1000 }, end],
    ["and parts of seconds", { exp: end / 1000 + 0.5 }, end + 500],
    ["or has none", { sub: "ci" }, null],
    ["a text is no number", { exp: String(end / 1000) }, null],
    ["nor is a moment that no calendar has", { exp: 1e300 }, null],
    ["nor one before all", { exp: -1 }, null],
    ["a list has no fields", [1], null],
    ["what is no JSON tells nothing", "not json", null],
  ])("%s", ([, payload, until]) => {
    expect(of("ci", jwt(payload))?.until ?? null).toBe(until);
  });

  test("is one by its three parts alone", () => {
    const [header, payload] = jwt({ exp: end / 1000 }).split(".");
    expect(of("ci", `${header}.${payload}.`)?.what).toBe("a JWT");
    for (const other of [
      `${header}.${payload}`,
      `${header}.${payload}.a.b`,
      `x${header}.${payload}.a`,
      `${header}..a`,
    ]) {
      expect(of("ci", other)).toBeNull();
    }
  });

  test("of a megabyte is read at once", () => {
    const started = performance.now();
    expect(of("ci", `eyJ${".".repeat(1024 * 1024)}`)).toBeNull();
    expect(of("ci", `eyJ${"a".repeat(1024 * 1024)}`)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("a token of ECR", () => {
  const ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

  test.for<[string, boolean]>([
    [ecr, true],
    ["123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", true],
    ["123456789012.dkr-ecr.eu-west-1.on.aws", true],
    [`${ecr}/team`, true],
    ["public.ecr.aws", true],
    ["ecr-public.aws.com", true],
    ["public.ecr.aws/acme", true],
    ["public.ecr.aws.evil.test", false],
    ["registry.test/x.dkr.ecr.y", false],
    ["registry.test", false],
  ])("is for %s: %s", ([key, expected]) => {
    expect(of("AWS", "canary", key)?.lives === "12 hours").toBe(expected);
  });

  test("may tell its end", () => {
    expect(of("AWS", base64({ expiration: end / 1000 }, "base64"), ecr)?.until).toBe(end);
    expect(of("AWS", base64({ expiration: "soon" }, "base64"), ecr)?.until).toBeNull();
  });

  test("has a user of its own, whose name is written so", () => {
    expect(of("aws", "canary", ecr)).toBeNull();
  });

  test("is none where the kubelet passes the entry by", () => {
    expect(expiryOf({ username: "AWS", secret: seal("canary"), key: null })).toBeNull();
  });
});

test.for<[string, string, string | null]>([
  ["oauth2accesstoken", "ya29.canary", "an hour"],
  ["gitlab-ci-token", "canary", "its job alone"],
  ["octocat", "ghs_canary", "its job alone"],
  ["octocat", "ghp_canary", null],
  ["_json_key", "{}", null],
  ["ci", "", null],
])("%s with %s lives for %s", ([username, password, lives]) => {
  expect(of(username, password)?.lives ?? null).toBe(lives);
});

test("no words hold the token", () => {
  for (const one of [
    of("ci", jwt({ exp: end / 1000 })),
    of("AWS", "canary", "public.ecr.aws"),
    of("octocat", "ghs_canary"),
  ]) {
    expect(JSON.stringify(one)).not.toMatch(/canary|eyJ/);
  }
});
