// Standard output as it comes: a pipe, a terminal, and nowhere.
import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { describe, expect, test } from "vitest";

const source = JSON.stringify(new URL("../../src/edges/terminal.ts", import.meta.url).href);

describe("print", () => {
  test("writes all of a long report to a pipe that does not block, without a word of warning", () => {
    // Node's own stream for standard output is what sets the pipe not to block.
    const program = `
      const { print } = await import(${source});
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

describe("isColored", () => {
  /** A device takes what is written, as a terminal does; that it is one has to be pretended. */
  const onTerminal = (environment: Readonly<Record<string, string>>, isTerminal = true): string => {
    const program = `
      process.stdout.isTTY = ${String(isTerminal)};
      const { isColored } = await import(${source});
      console.error(isColored(process.env));`;
    const device = openSync("/dev/zero", "w");
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      env: environment,
      stdio: ["ignore", device, "pipe"],
      encoding: "utf8",
    });
    closeSync(device);
    return stderr.trim();
  };

  test.each([
    ["a terminal", { TERM: "xterm" }, "true"],
    ["a terminal and NO_COLOR", { TERM: "xterm", NO_COLOR: "1" }, "false"],
    ["an empty NO_COLOR says nothing", { TERM: "xterm", NO_COLOR: "" }, "true"],
    ["a dumb terminal", { TERM: "dumb" }, "false"],
  ])("%s", (_, environment, expected) => {
    expect(onTerminal(environment)).toBe(expected);
  });

  test("another device", () => {
    expect(onTerminal({ TERM: "xterm" }, false)).toBe("false");
  });

  test("output that is thrown away has none, and costs no stream", () => {
    const program = `
      const { isColored, print } = await import(${source});
      Object.defineProperty(process, "stdout", { get: () => console.error("asked for the stream") });
      await print("a report");
      console.error(isColored({}));`;
    const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toBe("false\n");
  });
});
