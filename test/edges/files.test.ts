// The real disk: what is there, what is refused, and what must never block.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";

const folder = mkdtempSync(join(tmpdir(), "pullgate-files-"));
const files = nodeFiles(folder);
const socket = createServer();

beforeAll(async () => {
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "a.yaml"), "a: b\n");
  writeFileSync(join(folder, "empty"), "");
  symlinkSync("a.yaml", join(folder, "link"));
  symlinkSync("nowhere", join(folder, "broken"));
  symlinkSync("loop", join(folder, "loop"));
  execFileSync("sh", ["-c", `mkfifo "$1"`, "sh", join(folder, "pipe")]);
  await new Promise<void>((ready) => {
    socket.listen(join(folder, "socket"), ready);
  });
});
afterAll(() => {
  socket.close();
  rmSync(folder, { recursive: true });
});

describe("list", () => {
  test("says what each entry is, without following links", async () => {
    const listed = await files.list(".");
    const entries = "entries" in listed ? listed.entries.map(({ name, kind }) => `${name} ${kind}`).sort() : [];
    expect(entries).toEqual([
      "a.yaml file",
      "broken link",
      "empty file",
      "link link",
      "loop link",
      "pipe other",
      "socket other",
      "sub folder",
    ]);
  });

  test.each([
    ["nowhere", "ENOENT"],
    ["a.yaml", "ENOTDIR"],
    ["loop", "ELOOP"],
  ])("%s: %s", async (path, code) => {
    expect(await files.list(path)).toEqual({ code });
  });
});

describe("look", () => {
  test.each([
    ["a.yaml", { kind: "file", size: 5 }],
    ["link", { kind: "file", size: 5 }],
    [join(folder, "a.yaml"), { kind: "file", size: 5 }],
    ["pipe", { kind: "other", size: 0 }],
    ["broken", { code: "ENOENT" }],
    ["loop", { code: "ELOOP" }],
    ["a\0b", { code: "ERR_INVALID_ARG_VALUE" }],
  ])("%j", async (path, expected) => {
    expect(await files.look(path)).toEqual(expected);
  });

  test("a folder", async () => {
    expect(await files.look("sub")).toMatchObject({ kind: "folder" });
  });
});

describe("read", () => {
  test.each([
    ["a.yaml", "a: b\n"],
    ["link", "a: b\n"],
    ["empty", ""],
  ])("%s", async (path, text) => {
    expect(await files.read(path)).toEqual({ bytes: Buffer.from(text) });
  });

  test.each([
    ["sub", "EISDIR"],
    ["pipe", "EFTYPE"],
    ["socket", "ENXIO"],
    ["/dev/zero", "EFTYPE"],
    ["broken", "ENOENT"],
    ["loop", "ELOOP"],
  ])("%s: %s", async (path, code) => {
    expect(await files.read(path, 1_000)).toEqual({ code });
  });

  test("takes a file of exactly the limit, and none over it", async () => {
    expect(await files.read("a.yaml", 5)).toHaveProperty("bytes");
    expect(await files.read("a.yaml", 4)).toEqual({ code: "EFBIG" });
  });

  test("a file that says it is empty and is not, as those of /proc, is read to its end or limit", async () => {
    const got = await files.read("/proc/self/status");
    expect("bytes" in got && got.bytes.toString()).toMatch(/^Name:/);
    expect(await files.read("/proc/self/status", 10)).toEqual({ code: "EFBIG" });
  });
});

describe("real", () => {
  test.each([
    ["a.yaml", "a.yaml"],
    ["link", "a.yaml"],
    ["sub/../a.yaml", "a.yaml"],
    ["sub", "sub"],
  ])("%s is %s", async (path, expected) => {
    expect(await files.real?.(path)).toBe(join(realpathSync(folder), expected));
  });

  test.each(["broken", "loop", "nowhere"])("%s leads to nothing", async (path) => {
    expect(await files.real?.(path)).toBeNull();
  });
});

describe("stream", () => {
  test("reads a descriptor to its end, or its limit, and leaves it open", async () => {
    const descriptor = openSync(join(folder, "a.yaml"), "r");
    expect(await files.stream?.(descriptor, 2)).toEqual({ bytes: Buffer.from("a:") });
    expect(await files.stream?.(descriptor, 100)).toEqual({ bytes: Buffer.from(" b\n") });
    closeSync(descriptor);
    expect(await files.stream?.(descriptor, 100)).toEqual({ code: "EBADF" });
  });

  test("a folder's is refused", async () => {
    const descriptor = openSync(folder, "r");
    expect(await files.stream?.(descriptor, 100)).toEqual({ code: "EISDIR" });
    closeSync(descriptor);
  });
});

describe("stdin", () => {
  const program = `import { nodeFiles } from ${JSON.stringify(join(import.meta.dirname, "../../src/edges/files.ts"))};
    const got = await nodeFiles("/").stdin(100_000);
    console.log("bytes" in got ? got.bytes.length : got.code);`;
  const read = (input: Buffer): string =>
    spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", program], {
      input,
      encoding: "utf8",
    }).stdout.trim();

  test.each([
    ["nothing", 0, "0"],
    ["all of it", 99_999, "99999"],
    ["no more than the limit", 1_000_000, "100000"],
  ])("%s", (_, bytes, expected) => {
    expect(read(Buffer.alloc(bytes, "a"))).toBe(expected);
  });

  test("no more than a little over the limit of what doesn't end", async () => {
    const most = 64 * 1024 * 1024;
    const piece = Buffer.alloc(64 * 1024);
    let sent = 0;
    const flood = new Readable({
      read() {
        sent += piece.length;
        this.push(sent > most ? null : piece);
      },
    });
    const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program]);
    const said: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
    // Who stops reading closes the pipe.
    child.stdin.on("error", () => {});
    flood.pipe(child.stdin);
    await once(child, "close");
    expect(said.join("")).toBe("100000\n");
    expect(sent).toBeLessThan(most);
  });
});
