import { describe, expect, test } from "vitest";
import { lineLog } from "../../src/edges/log.ts";

/** A log over a clock that is set by hand, and everything it wrote. */
function logAt({ inPlace = false, columns }: { readonly inPlace?: boolean; readonly columns?: number } = {}) {
  let time = 1000;
  let opened = 0;
  const written: string[] = [];
  const log = lineLog(
    () => {
      opened += 1;
      return { write: (text) => written.push(text), columns, inPlace };
    },
    () => time,
  );
  return { ...log, written, at: (ms: number) => (time = 1000 + ms), opened: () => opened };
}

describe("log", () => {
  test("one line each, with our name before it", () => {
    const { log, written } = logAt();
    log("first");
    log("second");
    expect(written).toEqual(["pullgate: first\n", "pullgate: second\n"]);
  });

  test("standard error is opened with the first line", () => {
    const { log, opened } = logAt();
    expect(opened()).toBe(0);
    log("a");
    log("b");
    expect(opened()).toBe(1);
  });

  test("nothing untrusted gets through: no second line, no escape, no command", () => {
    const { log, written } = logAt();
    log("a\n::error::forged\r\u001B[2J\u202Eb ##[error]c");
    expect(written).toEqual(["pullgate: a\\n::error::forged\\r\\u{1b}[2J\\u{202e}b #\\u{23}[error]c\n"]);
  });

  test("a line of a megabyte is cut", () => {
    const { log, written } = logAt();
    log("x".repeat(1_000_000));
    expect(written[0]?.length).toBeLessThan(2100);
  });
});

describe("progress", () => {
  test("a run of under two seconds says nothing", () => {
    const { progress, written, at, opened } = logAt({ inPlace: true });
    progress("1 of 9");
    at(1999);
    progress("2 of 9");
    expect([written, opened()]).toEqual([[], 0]);
  });

  test("without a terminal: a line every five seconds at most", () => {
    const { progress, written, at } = logAt();
    for (let ms = 0; ms <= 12_000; ms += 100) {
      at(ms);
      progress(`at ${ms}`);
    }
    expect(written).toEqual(["pullgate: at 2000\n", "pullgate: at 7000\n", "pullgate: at 12000\n"]);
  });

  test("on a terminal: replaced in place, cut to its width, gone before a line and at the end", () => {
    const { log, progress, settle, written, at } = logAt({ inPlace: true, columns: 30 });
    at(2000);
    progress("asked 1 of 900 images of which many");
    at(2050);
    progress("too soon");
    at(2100);
    progress("asked 2");
    log("a line");
    settle();
    at(2300);
    progress("asked 3");
    settle();
    settle();
    const erase = "\r\u001B[K";
    expect(written).toEqual([
      `${erase}pullgate: asked 1 of 900 ima…`,
      `${erase}pullgate: asked 2`,
      erase,
      "pullgate: a line\n",
      `${erase}pullgate: asked 3`,
      erase,
    ]);
    expect(written[0]?.slice(erase.length)).toHaveLength(29);
  });

  test("what it quotes is harmless too", () => {
    const { progress, written, at } = logAt({ inPlace: true });
    at(3000);
    progress("\u001B]0;title\u0007\n");
    expect(written).toEqual(["\r\u001B[Kpullgate: \\u{1b}]0;title\\u{7}\\n"]);
  });
});
