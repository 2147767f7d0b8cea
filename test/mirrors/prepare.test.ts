// Where the settings' files may be read: on a fork's pull request nothing that the fork may have changed says whom to ask and trust.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Base } from "../../src/changes/base.ts";
import { commitFiles } from "../../src/edges/commit-files.ts";
import type { CommitFiles } from "../../src/edges/edges.ts";
import { nodeFiles } from "../../src/edges/files.ts";
import { openObjects } from "../../src/edges/objects.ts";
import { preparePullHosts } from "../../src/mirrors/prepare.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { gitEnvironment, repositories } from "../support/repository.ts";
import { settingsOf } from "../support/settings.ts";
import { brokenCertificate, corp, other } from "./certificates.ts";
import { shown } from "./opened.ts";

const { create, remove } = repositories();
const own = create();
const machine = realpathSync(mkdtempSync(join(tmpdir(), "pullgate-machine-")));
const opened: CommitFiles[] = [];
afterAll(() => {
  for (const files of opened) files.close();
  rmSync(machine, { recursive: true });
  remove();
});

const of = (mirror: string): string => `[host."https://${mirror}.test"]\nca = "../ca.pem"\n`;
const settled = {
  "certs.d/x.test/hosts.toml": of("base"),
  "certs.d/ca.pem": corp.cert,
  "corp.pem": corp.cert,
  "broken.d/x.test/hosts.toml": "x",
};
let commit = "";

beforeAll(() => {
  commit = own.commit(settled);
  own.write({
    "certs.d/x.test/hosts.toml": of("fork"),
    "certs.d/ca.pem": other.cert,
    "corp.pem": other.cert,
    "certs.d/y.test/hosts.toml": of("fork"),
    "new.d/x.test/hosts.toml": of("fork"),
  });
  for (const [path, text] of Object.entries({
    "certs.d/x.test/hosts.toml": of("machine"),
    "certs.d/ca.pem": corp.cert,
  })) {
    mkdirSync(join(machine, path, ".."), { recursive: true });
    writeFileSync(join(machine, path), text);
  }
  symlinkSync(join(own.path, "certs.d"), join(machine, "through"));
  symlinkSync(own.path, join(machine, "tree"));
});

async function baseOf(trustsChange: boolean, settings: Settings): Promise<Base> {
  const place = { folder: own.path, environment: gitEnvironment };
  const files = commitFiles(commit, await openObjects(place), { ...place, prefix: "", disk: nodeFiles(own.path) });
  opened.push(files);
  return { kind: "commit", trustsChange, commit, files, settings };
}

async function prepared(text: string, whose: "own" | "fork" | "fork without base") {
  const settings = settingsOf(text);
  const logged: string[] = [];
  const masked: string[] = [];
  const world = {
    files: nodeFiles(own.path),
    log: (line: string) => void logged.push(line),
    mask: (value: string) => void masked.push(value),
  };
  const base: Base =
    whose === "fork without base"
      ? { kind: "none", because: null, trustsChange: false }
      : await baseOf(whose === "own", settings);
  const hosts = await preparePullHosts(settings, base, world);
  if ("mistakes" in hosts) return { mistakes: hosts.mistakes, hosts: null, authorities: null, logged, masked };
  const authorities = hosts.for("x.test")?.[0]?.tls?.authorities ?? [];
  return { hosts: shown(hosts, "x.test"), added: shown(hosts, "y.test"), authorities, logged, masked };
}

describe("a change of one's own", () => {
  test("is read as it stands", async () => {
    const { hosts, authorities, logged } = await prepared("mirrors: certs.d", "own");
    expect(hosts?.[0]).toBe("https://fork.test/v2 mirror 1 authorities");
    expect([authorities, logged]).toEqual([[other.cert], []]);
  });

  test("that is broken is told", async () => {
    expect(await prepared("mirrors: broken.d", "own")).toMatchObject({
      mistakes: [expect.stringMatching(/^broken\.d\/x\.test\/hosts\.toml:1: it is not TOML/)],
    });
  });
});

describe("a fork's", () => {
  test("tree is not read: the base's files count", async () => {
    const { hosts, added, authorities } = await prepared("mirrors: certs.d\nca-file: ./corp.pem", "fork");
    expect(hosts).toEqual(["https://base.test/v2 mirror 1 authorities", "https://x.test/v2 own 1 authorities"]);
    expect(added).toEqual(["https://y.test/v2 own 1 authorities"]);
    expect(authorities).toEqual([corp.cert]);
  });

  test.each([
    ["where it added the folder", "mirrors: new.d", '.*"new.d" is not there'],
    ["where the base's is broken", "mirrors: broken.d", "broken.d/x.test/hosts.toml:1: it is not TOML"],
    ["by way of a link into it", () => `mirrors: ${machine}/through`, ".*through\" can't be read .EPERM."],
    [
      "by way of a folder's link into it",
      () => `ca-file: ${machine}/tree/corp.pem`,
      ".*corp.pem\" can't be read .EPERM.",
    ],
  ])("tree is not read %s, and that is said", async (_, text, line) => {
    const { hosts, logged } = await prepared(typeof text === "string" ? text : text(), "fork");
    expect(hosts).toBeNull();
    expect(logged).toEqual([
      expect.stringMatching(new RegExp(`^${line}`)),
      "mirrors and ca-file are left out, as a fork asks and the base's can't be read",
    ]);
  });

  test("is shown what the machine itself has", async () => {
    const { hosts, authorities } = await prepared(`mirrors: ${machine}/certs.d`, "fork");
    expect(hosts?.[0]).toBe("https://machine.test/v2 mirror 1 authorities");
    expect(authorities).toEqual([corp.cert]);
  });

  test("files are not read where no base is there, and insecure-registries need none", async () => {
    const text = "mirrors: certs.d\nca-file: [x.test=corp.pem]\ninsecure-registries: [x.test]";
    const { hosts, logged } = await prepared(text, "fork without base");
    expect(hosts?.[0]).toBe("https://x.test/v2 own unverified");
    expect(logged).toEqual([
      'pullgate.yaml:1: "mirrors": "certs.d" is not read: a fork may have changed it, and no base is there to read it from',
      'pullgate.yaml:2: "ca-file": "corp.pem" is not read: a fork may have changed it, and no base is there to read it from',
    ]);
  });
});

test("what a mirror is told is masked, and what is odd is logged", async () => {
  const text =
    '[host."https://m.test"]\nskip-verify = true\n[host."https://m.test".header]\nAuthorization = "Bearer canary-of-mirror"';
  own.write({ "told.d/x.test/hosts.toml": text });
  const { logged, masked } = await prepared("mirrors: told.d", "own");
  expect(logged).toEqual([
    expect.stringContaining('told.d/x.test/hosts.toml:2: "skip-verify" is not known to containerd'),
  ]);
  expect(masked).toEqual(["Bearer canary-of-mirror", "canary-of-mirror"]);
});

test("a broken authority of the base's is told to its own", async () => {
  own.write({ "bad.pem": `\n${brokenCertificate}` });
  expect(await prepared("ca-file: bad.pem", "own")).toMatchObject({
    mistakes: ['bad.pem:2: what begins here is no certificate (named by pullgate.yaml:1: "ca-file")'],
  });
});
