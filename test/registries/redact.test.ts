// What is taken out of addresses and of the world's words.
import { describe, expect, test } from "vitest";
import { seal } from "../../src/credentials/secret.ts";
import { basicCredentials, createRedactor, redactUrl } from "../../src/registries/redact.ts";

describe("addresses", () => {
  test.for([
    ["https://r.test/v2/a/manifests/1", "https://r.test/v2/a/manifests/1"],
    ["https://user:pass@r.test:5000/v2/", "https://r.test:5000/v2/"],
    ["https://cdn.test/blob?X-Amz-Signature=0123&sig=abc", "https://cdn.test/blob?X-Amz-Signature=***&sig=***"],
    [
      "https://a.test/token?service=r&scope=repository:a/b:pull",
      "https://a.test/token?service=r&scope=repository:a/b:pull",
    ],
    ["https://r.test/v2/a/tags/list?n=1000&last=x", "https://r.test/v2/a/tags/list?n=1000&last=x"],
    ["https://r.test/?access_token=abc&token", "https://r.test/?access_token=***&token=***"],
    ["https://r.test/#fragment", "https://r.test/"],
  ])("%s", ([url = "", expected = ""]) => {
    expect(redactUrl(new URL(url))).toBe(expected);
  });
});

describe("words", () => {
  const secret = 'hunter2 &+/=?é"\\';
  const forms: readonly (readonly [string, string])[] = [
    ["as it is", secret],
    ["in an address", encodeURIComponent(secret)],
    ["in an address, half encoded", encodeURI(secret)],
    ["in a form", new URLSearchParams({ password: secret }).toString()],
    ["in JSON", JSON.stringify({ password: secret })],
    ["in base64", Buffer.from(secret).toString("base64")],
  ];

  test.for(forms)("%s", ([, words]) => {
    const redactor = createRedactor();
    redactor.keep(seal(secret));
    const cleaned = redactor.clean(`before ${words} after ${words}`);
    expect(cleaned).toContain("***");
    expect(cleaned).not.toContain("hunter2");
    expect(cleaned).not.toContain(Buffer.from("hunter2").toString("base64").slice(0, 8));
  });

  test.for(["k[y]|with^every%sign", "über/geheim {x}", "back\\slash`and<more>"])(
    "as a redirect's path: %s",
    (value) => {
      const redactor = createRedactor();
      redactor.keep(seal(value));
      expect(redactor.clean(redactUrl(new URL(`https://cdn.test/at/${value}`)))).toBe("https://cdn.test/at/***");
    },
  );

  test("what a path would make shorter is looked for as it is, and nothing else", () => {
    const redactor = createRedactor();
    for (const value of ["secret-a/../b", "?secret-b", "#secret-c"]) redactor.keep(seal(value));
    expect(redactor.clean("b at b, a and c: secret-a/../b")).toBe("b at b, a and c: ***");
  });

  test("a short secret is taken out where it stands alone, and no word is torn apart", () => {
    const redactor = createRedactor();
    redactor.keep("pass");
    expect(redactor.clean('"pass" is not the password of pass/pass1, pass')).toBe(
      '"***" is not the password of ***/pass1, ***',
    );
  });

  test("a short secret may hold what means something in a pattern", () => {
    const redactor = createRedactor();
    redactor.keep("a.*?");
    expect(redactor.clean("abcd a.*? (a.*?)")).toBe("abcd *** (***)");
  });

  test("the longer of two comes first", () => {
    const redactor = createRedactor();
    redactor.keep("abcdef");
    redactor.keep("abcdefghij");
    expect(redactor.clean("abcdefghij")).toBe("***");
  });

  test("nothing kept, nothing changed; an empty secret is none", () => {
    const redactor = createRedactor();
    redactor.keep("");
    expect(redactor.clean("as it was")).toBe("as it was");
  });

  test("half a character is no reason to fail", () => {
    const redactor = createRedactor();
    redactor.keep("secret\ud800");
    expect(redactor.clean("a secret\ufffd b")).toBe("a *** b");
  });
});

describe("many secrets", () => {
  /** Milliseconds for 64 KiB of their common ending, once all is warm. */
  function cleaning(count: number): number {
    const redactor = createRedactor();
    for (let index = 0; index < count; index += 1) redactor.keep(seal(`${index}-password-SAMEEND`));
    const words = "SAMEEND".repeat(9362);
    redactor.clean(words);
    const began = performance.now();
    expect(redactor.clean(words)).toBe(words);
    return performance.now() - began;
  }

  test("are no more work than few, however alike they end", () => {
    cleaning(15);
    expect(cleaning(15_000)).toBeLessThan(50 * Math.max(1, cleaning(15)));
  });

  test("of every length and one beginning are found, the longest first", () => {
    const redactor = createRedactor();
    for (let length = 6; length < 300; length += 1) redactor.keep(`${"a".repeat(length)}${length}`);
    expect(redactor.clean(`x ${"a".repeat(299)}299 ${"a".repeat(6)}6 aaaaa`)).toBe("x *** *** aaaaa");
    expect(redactor.clean(`${"a".repeat(20)}x`)).toBe(`${"a".repeat(20)}x`);
  });

  test.for([63, 64, 65, 127, 128, 5000])("one of %i characters is one", (length) => {
    const long = Array.from({ length }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("");
    const redactor = createRedactor();
    redactor.keep(long);
    redactor.keep("other-secret");
    expect(redactor.clean(`a${long}b${long}${long}`)).toBe("a***b******");
    expect(redactor.clean(`${long}other-secret`)).toBe("******");
  });

  test("those that overlap leave nothing between them", () => {
    const redactor = createRedactor();
    for (const secret of ["abcdefgh", "efghijkl", "ijklmnop"]) redactor.keep(secret);
    expect(redactor.clean("-abcdefghijklmnop-")).toBe("-***-");
  });

  test("short ones, too, are no more work than few", () => {
    const redactor = createRedactor();
    for (let index = 10_000; index < 30_000; index += 1) redactor.keep(String(index));
    expect(redactor.clean("10000 310000 29999,x 30000")).toBe("*** 310000 ***,x 30000");
  });

  test("of short ones, the shorter stands alone where the longer does not", () => {
    const redactor = createRedactor();
    for (const secret of ["a-b", "a", "-c"]) redactor.keep(secret);
    expect(redactor.clean("a-bc a-b a-c \u{10400}a a")).toBe("***-bc *** ****** \u{10400}a ***");
  });

  test("what is more than enough is not looked at, and no secret is cut", () => {
    const redactor = createRedactor();
    redactor.keep("secret-of-mine");
    expect(redactor.clean(`${" ".repeat(30)}abcd secret-of-mine${" more".repeat(50)}`, 8)).toBe(
      `${" ".repeat(30)}abcd *** m`,
    );
    expect(redactor.clean(`${" ".repeat(9000)}x`, 8).length).toBeLessThan(100);
  });
});

test("Basic credentials are user and password in base64", () => {
  const header = basicCredentials({ kind: "login", holder: "node", username: "ci", secret: seal("pä:ss") });
  expect(Buffer.from(header, "base64").toString("utf8")).toBe("ci:pä:ss");
});
