// Credential helpers as real programs: what of each is an answer, when it is given up, and which of its words are passed on.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { askHelper } from "../../src/edges/credential-helper.ts";
import type { HelperAnswer } from "../../src/edges/edges.ts";
import { inNode, printing, programs } from "../support/programs.ts";

const here = programs();
afterAll(here.remove);

const canary = "canary-3f9c";
const hub = "https://index.docker.io/v1/";

async function ask(
  script: string,
  { serverUrl = "registry.test", timeoutMs = 20_000, environment = {} } = {},
): Promise<HelperAnswer> {
  here.helper("x", script);
  return askHelper("x", serverUrl, { environment: { PATH: here.searched, ...environment }, timeoutMs });
}

function login(serverUrl: string, username: string, secret: string): HelperAnswer {
  return { kind: "login", serverUrl, username, secret };
}

function broken(why: string, isHopeless = false): HelperAnswer {
  return { kind: "broken", why, isHopeless };
}

/** Where its own words are to be seen, which no message has. */
function ended(how: string): HelperAnswer {
  const verb = how.startsWith("by") ? "it was ended" : "it ended";
  return broken(`${verb} ${how} (to see why: printf HOST | docker-credential-x get)`);
}

describe("an answer", () => {
  test.for<[string, object, HelperAnswer]>([
    ["a login", { ServerURL: "registry.test", Username: "ci", Secret: canary }, login("registry.test", "ci", canary)],
    ["without a server", { Username: "ci", Secret: canary }, login("", "ci", canary)],
    ["a token", { ServerURL: hub, Username: "<token>", Secret: canary }, login(hub, "<token>", canary)],
    ["fields as Go finds them", { username: "ci", SECRET: canary }, login("", "ci", canary)],
    ["more than is asked for", { Username: "ci", Secret: canary, Expires: 1 }, login("", "ci", canary)],
    ["a login of nobody", { ServerURL: "registry.test", Username: "", Secret: "" }, { kind: "none" }],
    ["nothing", {}, { kind: "none" }],
    ["no secret", { Username: "ci" }, broken("it gave no Secret")],
    ["no user", { Secret: canary }, broken("it gave no Username")],
    ["a number", { Username: "ci", Secret: 1 }, broken("ServerURL, Username and Secret are not texts")],
    ["a list", [canary], broken("what it printed is not a JSON object")],
  ])("%s", async ([, answer, expected]) => {
    expect(await ask(printing(answer))).toEqual(expected);
  });

  test("what follows the login doesn't count", async () => {
    expect(await ask(`echo '{"Username":"ci","Secret":"s3cret"} and more'`)).toEqual(login("", "ci", "s3cret"));
  });

  test.for([`echo '{"Username":"ci","Secret":"${canary}"'`, `echo ${canary}`, ":"])("%s is none", async (script) => {
    expect(await ask(script)).toEqual(broken("what it printed is not a JSON object"));
  });

  test.for<[string, HelperAnswer]>([
    ["echo credentials not found in native keychain; exit 1", { kind: "none" }],
    ["echo credentials not found in native keychain", broken("what it printed is not a JSON object")],
    ["exit 1", ended("with exit code 1")],
    ["exit 7", ended("with exit code 7")],
    ["kill -9 $$", ended("by SIGKILL")],
    ["echo no login >&2; exit 1", ended("with exit code 1")],
    [`${printing({ Username: "ci", Secret: canary })}\nexit 3`, ended("with exit code 3")],
  ])("%s", async ([script, expected]) => {
    expect(await ask(script)).toEqual(expected);
  });
});

describe("what it is told", () => {
  test.for(["registry.test:5000", hub])("get, and %s without a line break, on standard input", async (serverUrl) => {
    const answer = await ask(
      inNode(`let input = ""; process.stdin.on("data", (text) => input += text).on("end", () =>
        console.log(JSON.stringify({ ServerURL: input, Username: process.argv.slice(1).join(), Secret: "s" })));`),
      { serverUrl },
    );
    expect(answer).toEqual(login(serverUrl, "get", "s"));
  });

  test("the environment, all of it", async () => {
    const environment = { AWS_PROFILE: "ci", HOME: "/home/ci" };
    const script = `echo "{\\"Username\\":\\"$AWS_PROFILE\\",\\"Secret\\":\\"$HOME\\"}"`;
    expect(await ask(script, { environment })).toEqual(login("", "ci", "/home/ci"));
  });

  test("one that reads nothing", async () => {
    const serverUrl = "x".repeat(1_000_000);
    expect(await ask(`echo '{"Username":"ci","Secret":"s"}'`, { serverUrl })).toEqual(login("", "ci", "s"));
  });

  test("no shell sees the server's address", async () => {
    const ran = join(here.path, "ran");
    await ask(printing({}), { serverUrl: `$(touch ${ran}); touch ${ran}; \`touch ${ran}\`` });
    expect(existsSync(ran)).toBe(false);
  });
});

describe("a name", () => {
  test.for(["../evil", "a/b", "/bin/sh", "a b", "a;b", "$(x)", "", "a\nb", "ä", "x\0"])(
    "%j is none, and nothing runs",
    async (name) => {
      mkdirSync(join(here.path, "docker-credential-a"), { recursive: true });
      writeFileSync(join(here.path, "docker-credential-a", "b"), `#!/bin/sh\ntouch '${here.path}/slash'\n`, {
        mode: 0o755,
      });
      const answer = await askHelper(name, "registry.test", {
        environment: { PATH: here.searched },
        timeoutMs: 20_000,
      });
      expect(answer).toEqual(broken("its name is not made of letters, digits, dots, _ and - alone", true));
      expect(existsSync(join(here.path, "slash"))).toBe(false);
    },
  );

  test.for(["ecr-login", "a.b_c-1", ".."])("%j is one", async (name) => {
    here.helper(name, printing({ Username: "ci", Secret: "s" }));
    const answer = await askHelper(name, "registry.test", { environment: { PATH: here.searched }, timeoutMs: 20_000 });
    expect(answer).toEqual(login("", "ci", "s"));
  });

  test("of nothing that could run", async () => {
    writeFileSync(join(here.path, "docker-credential-text"), "#!/bin/sh\n", { mode: 0o644 });
    mkdirSync(join(here.path, "docker-credential-folder"));
    symlinkSync("nowhere", join(here.path, "docker-credential-link"));
    for (const name of ["missing", "text", "folder", "link"]) {
      const answer = await askHelper(name, "registry.test", {
        environment: { PATH: here.searched },
        timeoutMs: 20_000,
      });
      expect(answer).toEqual(broken("it is not on the PATH", true));
    }
    expect(await askHelper("x", "registry.test", { environment: {}, timeoutMs: 20_000 })).toEqual(
      broken("it is not on the PATH", true),
    );
  });

  test("a program for another machine", async () => {
    writeFileSync(join(here.path, "docker-credential-odd"), "#!/nowhere/at/all\n", { mode: 0o755 });
    const answer = await askHelper("odd", "registry.test", { environment: { PATH: here.searched }, timeoutMs: 20_000 });
    expect(answer).toEqual(broken("it can't be started (ENOENT)"));
  });

  test("a folder of the PATH that is relative is the pull request's", async () => {
    here.helper("near", printing({ Username: "ci", Secret: "s" }));
    const near = (PATH: string): Promise<HelperAnswer> =>
      askHelper("near", "registry.test", { environment: { PATH }, timeoutMs: 20_000 });
    const folder = relative(process.cwd(), here.path);
    expect(existsSync(join(folder, "docker-credential-near"))).toBe(true);
    expect(await near(`${folder}:./${folder}::.`)).toEqual(broken("it is not on the PATH", true));
    expect(await near(`${folder}:${here.searched}`)).toEqual(login("", "ci", "s"));
  });
});

describe("it is given up", () => {
  test("where it hangs, with all that it started", async () => {
    const alive = join(here.path, "alive");
    const started = performance.now();
    const answer = await ask(`(sleep 1; touch '${alive}') & sleep 60`, { timeoutMs: 300 });
    expect(answer).toEqual(broken("it took longer than 0.3 s", true));
    expect(performance.now() - started).toBeLessThan(10_000);
    await wait(1500);
    expect(existsSync(alive)).toBe(false);
  });

  test("not where it answers and leaves somebody with its output, who is ended with it", async () => {
    const alive = join(here.path, "left");
    const started = performance.now();
    const answer = await ask(`echo '{"Username":"ci","Secret":"${canary}"}'; (sleep 1; touch '${alive}') &`);
    expect(answer).toEqual(login("", "ci", canary));
    expect(performance.now() - started).toBeLessThan(10_000);
    await wait(1500);
    expect(existsSync(alive)).toBe(false);
  });

  test("where it prints more than a login takes", async () => {
    expect(await ask("yes canary-3f9c")).toEqual(broken("it printed more than 1 MiB"));
  });

  test("but not where it only complains at length", async () => {
    const script = `head -c 3000000 /dev/zero | tr '\\0' x >&2; ${printing({ Username: "ci", Secret: "s" })}`;
    expect(await ask(script)).toEqual(login("", "ci", "s"));
  });
});

test.for(["login failed: wordpassword hunter", "denied", "see https://ci:hunter@host.test/a?token=hunter"])(
  "nothing that it complains of is passed on: %s",
  async (words) => {
    const answer = await ask(`echo '{"Secret":"${canary}"}'; echo "${words}" >&2; exit 1`);
    expect(answer).toEqual(ended("with exit code 1"));
  },
);

test("nothing of it is loaded by what every run loads", () => {
  const node = readFileSync(new URL("../../src/edges/node.ts", import.meta.url), "utf8");
  expect(node).toContain('await import("./credential-helper.ts")');
  expect(node).not.toContain('from "./credential-helper.ts"');
});
