// What a mistake of our own ends in: 3, said as such, whatever was thrown and wherever.
import { spawn } from "node:child_process";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { prepare, run, service } from "./support/command-line.ts";

describe("a bug of ours is 3, never 0 or 1", () => {
  const files = { "a.yaml": service };
  const words = /^pullgate: this is a bug of pullgate \d.*\npullgate: Error: boom/;

  test("thrown in the run", () => {
    const { stdout, stderr, status } = run(["check"], {
      files,
      preload: "Array.prototype.flatMap = () => { throw new Error('boom\\n::error::forged') };",
    });
    expect([stdout, status]).toEqual(["", 3]);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s*::/m);
  });

  test.each([
    ["thrown beside the run", "setTimeout(() => { throw new Error('boom') }, 50);"],
    ["a promise nobody waited for", "setTimeout(() => void Promise.reject(new Error('boom')), 50);"],
    ["twice", "setTimeout(() => { setImmediate(() => { throw new Error('again') }); throw new Error('boom') }, 50);"],
  ])("%s", async (_name, preload) => {
    const { arguments_, options } = prepare({ files, preload });
    // Standard input that never ends keeps the run from ending first.
    const child = spawn(process.execPath, [...arguments_, "check", "-"], options);
    let said = "";
    child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code).toBe(3);
    expect(said).toMatch(words);
  });

  test("something that is no error", () => {
    const { stderr, status } = run(["check"], { files, preload: "Array.prototype.flatMap = () => { throw 'boom' };" });
    expect(status).toBe(3);
    expect(stderr).toContain("thrown: boom");
  });
});
