// The registry's own words: found, folded and cut.
import { describe, expect, test } from "vitest";
import { cut, errorsIn, oneLine, statusLine, wordsOf } from "../../src/registries/words.ts";
import { answer, type AnswerWish } from "./answers.ts";

const text = { "content-type": "text/plain; charset=utf-8" };

describe("what an answer says", () => {
  test.for<[string, AnswerWish, string]>([
    ["an error", { body: { errors: [{ code: "DENIED", message: "no" }] } }, "DENIED: no"],
    ["several", { body: { errors: [{ code: "A", message: "b" }, { code: "C" }, { message: "d" }] } }, "A: b; C; d"],
    [
      "Docker Hub's token service",
      { body: { details: "incorrect username or password" } },
      "incorrect username or password",
    ],
    ["OAuth", { body: { error: "invalid_grant" } }, "invalid_grant"],
    ["text", { headers: text, body: "404 page not found\n" }, "404 page not found\n"],
    ["empty text", { status: 404, headers: text, body: " \n" }, "404 Not Found"],
    ["a page", { status: 403, headers: { "content-type": "text/html" }, body: "<h1>no" }, "403 Forbidden"],
    ["broken JSON", { status: 500, body: '{"errors":' }, "500 Internal Server Error"],
    ["no errors in it", { status: 404, body: { errors: [] } }, "404 Not Found"],
    ["errors of another shape", { status: 404, body: { errors: ["no", 1, null, {}] } }, "404 Not Found"],
    ["a list", { status: 404, body: [1] }, "404 Not Found"],
    ["a status without a name", { status: 499 }, "status 499"],
  ])("%s", ([, wish, expected]) => {
    expect(wordsOf(answer(wish))).toBe(expected);
  });

  test("errors are found by code", () => {
    expect(errorsIn(answer({ body: { errors: [{ code: "NAME_UNKNOWN", message: "m", detail: {} }] } }))).toEqual([
      { code: "NAME_UNKNOWN", message: "m" },
    ]);
  });

  test("a status is printed as Go prints it", () => {
    expect(statusLine(503)).toBe("503 Service Unavailable");
  });
});

describe("one line", () => {
  test.for([
    ["  a \t b\r\n c ", "a b c"],
    ["a\u0000\u001b[31mb\u007fc", "a [31mb c"],
    ["", ""],
  ])("%j", ([words = "", expected = ""]) => {
    expect(oneLine(words)).toBe(expected);
  });

  test("at most 300 characters, by code points, and no half of one", () => {
    expect(oneLine("x".repeat(300))).toBe("x".repeat(300));
    expect(oneLine("x".repeat(301))).toBe(`${"x".repeat(299)}…`);
    expect(oneLine("😀".repeat(300))).toBe("😀".repeat(300));
    expect(oneLine("😀".repeat(301))).toBe(`${"😀".repeat(299)}…`);
    expect(cut("x😀😀", 2)).toBe("x…");
  });
});
