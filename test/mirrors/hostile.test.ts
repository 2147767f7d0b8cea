// A folder of hosts may be a stranger's: whatever it holds ends, within limits, in hosts or in sentences.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { openPullHosts } from "../../src/mirrors/open.ts";
import { corp } from "./certificates.ts";
import { mistakesOf, opened, shown } from "./opened.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "pullgate-hosts-")));
afterAll(() => rmSync(root, { recursive: true }));

async function onDisk(make: (folder: string) => void) {
  const folder = mkdtempSync(join(root, "run-"));
  mkdirSync(join(folder, "certs.d/x.test"), { recursive: true });
  make(folder);
  const settings = { mirrors: [{ path: "certs.d", place: "--mirrors" }], insecureRegistries: [], caFiles: [] };
  return openPullHosts({ ...settings, containerd: "2.1" }, nodeFiles(folder));
}

describe("on a disk", () => {
  test("a pipe is not waited for", async () => {
    const hosts = await onDisk((folder) => {
      execFileSync("sh", ["-c", `mkfifo "$1"`, "sh", join(folder, "certs.d/x.test/hosts.toml")]);
    });
    expect(hosts).toEqual({ mistakes: ["certs.d/x.test/hosts.toml: it is no regular file"] });
  });

  test("a file that is too large is not read", async () => {
    const hosts = await onDisk((folder) => {
      const path = join(folder, "certs.d/x.test/hosts.toml");
      writeFileSync(path, "");
      truncateSync(path, 1024 ** 3);
    });
    expect(hosts).toEqual({ mistakes: ["certs.d/x.test/hosts.toml: it is larger than 1 MiB"] });
  });

  test("links are followed as containerd follows them, and those that lead nowhere are nothing or are told", async () => {
    const linked = await onDisk((folder) => {
      writeFileSync(join(folder, "real.toml"), '[host."https://m.test"]');
      symlinkSync("../../real.toml", join(folder, "certs.d/x.test/hosts.toml"));
      symlinkSync("x.test", join(folder, "certs.d/y.test"));
      symlinkSync("nowhere", join(folder, "certs.d/z.test"));
    });
    if ("mistakes" in linked) throw new Error(linked.mistakes.join());
    expect(shown(linked, "y.test")?.[0]).toBe("https://m.test/v2 mirror");
    expect(shown(linked, "z.test")).toBeNull();
    const looped = await onDisk((folder) => symlinkSync("hosts.toml", join(folder, "certs.d/x.test/hosts.toml")));
    expect(looped).toEqual({ mistakes: ["certs.d/x.test/hosts.toml: it is a link that leads back to itself"] });
  });
});

describe("very many", () => {
  const toml = '[host."https://m.test"]';

  test("folders are refused before any is read", async () => {
    const files = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`certs.d/r${index}/hosts.toml`, "x"]));
    expect(await mistakesOf({ files })).toEqual([
      '--mirrors: "certs.d" has 501 folders of registries; 500 are the most',
    ]);
  });

  test("certificates of one registry are refused", async () => {
    const files = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`certs.d/r/${index}.crt`, corp.cert]));
    expect(await mistakesOf({ files })).toEqual(["certs.d/r: it has 51 certificates; 50 are the most"]);
  });

  test("names of one file cost one look", async () => {
    const hosts = Array.from(
      { length: 50 },
      (_, index) => `[host."https://m${index}.test"]\nca = [${"'../ca.pem',".repeat(40)}]`,
    );
    const files = { "certs.d/r/hosts.toml": hosts.join("\n"), "certs.d/ca.pem": corp.cert.repeat(500) };
    const started = performance.now();
    expect(shown(await opened({ files }), "r")).toHaveLength(51);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test("names of files are counted, and mistakes are enough at some point", async () => {
    const lists = Array.from(
      { length: 50 },
      (_, index) => `[host."https://m${index}.test"]\nca = [${"'../ca.pem',".repeat(100)}]`,
    );
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`certs.d/r${index}/hosts.toml`, lists.join("\n")]),
    );
    const mistakes = await mistakesOf({ files: { ...files, "certs.d/ca.pem": corp.cert } });
    expect(mistakes.length).toBeLessThan(6000);
    expect(mistakes[0]).toMatch(/"certs\.d\/ca\.pem" is one file too many: 5000 are the most$/);
    const broken = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`certs.d/r${index}/hosts.toml`, "x"]));
    expect((await mistakesOf({ files: broken })).length).toBeLessThan(110);
  });

  test("bytes are counted", async () => {
    const large = `${toml}\n# ${"x".repeat(1024 * 1024 - 100)}`;
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`certs.d/r${index}/hosts.toml`, large]));
    expect((await mistakesOf({ files }))[0]).toMatch(/hosts\.toml: it is too much: 32 MiB are read in all$/);
  });
});

test("odd names of folders are for nobody", async () => {
  const toml = '[host."https://m.test"]';
  const hosts = await opened({
    files: {
      "certs.d/.git/hosts.toml": "x",
      "certs.d/__proto__/hosts.toml": toml,
      "certs.d/a b\n::error::/hosts.toml": toml,
    },
  });
  expect(shown(hosts, "constructor")).toBeNull();
  expect(shown(hosts, "toString")).toBeNull();
});
