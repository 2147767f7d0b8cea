import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

describe("print", () => {
  test("writes all of a long report to a pipe that does not block, without a word of warning", () => {
    // Node's own stream for standard output is what sets the pipe not to block.
    const program = `
      const { print } = await import(${JSON.stringify(new URL("../../src/edges/terminal.ts", import.meta.url).href)});
      void process.stdout;
      await print(Array.from({ length: 100 }, () => "x".repeat(128 * 1024)));
    `;
    const { status, stdout, stderr } = spawnSync(
      "sh",
      ["-c", '"$0" --input-type=module --eval "$1" | { sleep 1; cat; }', process.execPath, program],
      {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toBe("x".repeat(100 * 128 * 1024));
  });
});
