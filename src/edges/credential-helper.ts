// A credential helper, asked as docker asks it: `docker-credential-NAME get`, without a shell, for as long as patience lasts.
// Source of the protocol: docker/docker-credential-helpers `client/client.go` (Get), `credentials/error.go`.
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import process from "node:process";
import { isObject, parseFirstGoJson, stringAt } from "../json.ts";
import type { HelperAnswer } from "./edges.ts";
import { stop } from "./git.ts";
import type { Environment } from "./proxy.ts";

/** Where a helper is looked for and what it is told; the whole environment is its own, since its logins may be in there. */
export interface HelperPlace {
  readonly environment: Environment;
  /** When it is given up. */
  readonly timeoutMs: number;
}

/** Tokens are some kilobytes. */
const mostBytes = 1024 * 1024;
/** What is in a pipe is there when its program has ended; what else holds the pipe open is not waited for. */
const graceMs = 100;

/** What the helper says of the registry at `serverUrl`. Nothing is thrown. */
export async function askHelper(
  name: string,
  serverUrl: string,
  { environment, timeoutMs }: HelperPlace,
): Promise<HelperAnswer> {
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    return broken("its name is not made of letters, digits, dots, _ and - alone", true);
  const program = await programAt(`docker-credential-${name}`, environment);
  if (program === null) return broken("it is not on the PATH", true);
  const ran = await run(program, serverUrl, environment, timeoutMs);
  return ran.kind === "ended" ? answerOf(ran, name) : broken(ran.why, ran.kind === "hung");
}

function broken(why: string, isHopeless = false): HelperAnswer {
  return { kind: "broken", why, isHopeless };
}

/**
 * The program's own path. A folder that is named relative to this one would be the pull request's: passed by, as Go does
 * (`os/exec`, ErrDot). Windows would even look here first.
 */
async function programAt(name: string, environment: Environment): Promise<string | null> {
  const isWindows = process.platform === "win32";
  const folders = (environment["PATH"] || environment["Path"] || "").split(delimiter).filter(isAbsolute);
  for (const folder of folders) {
    const path = join(folder, isWindows ? `${name}.exe` : name);
    if (await isProgram(path)) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** `how`: the exit code, or the signal that ended it. */
interface Ended {
  readonly kind: "ended";
  readonly how: number | string;
  readonly stdout: string;
}

type Ran = Ended | { readonly kind: "unstartable" | "flooding" | "hung"; readonly why: string };

async function run(program: string, input: string, environment: Environment, timeoutMs: number): Promise<Ran> {
  let child: ChildProcess;
  try {
    child = spawn(program, ["get"], {
      env: environment,
      // In a session of its own it can't ask at the terminal, and all that it started can be ended with it.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
  } catch (error) {
    return unstartable(error);
  }
  return new Promise((settle) => {
    const printed: Buffer[] = [];
    let size = 0;
    let given: Ran | null = null;
    let grace: NodeJS.Timeout | undefined;
    const give = (ran: Ran): void => {
      given ??= ran;
      stop(child);
    };
    const timer = setTimeout(
      () => give({ kind: "hung", why: `it took longer than ${Math.round(timeoutMs / 100) / 10} s` }),
      timeoutMs,
    );
    const end = (ran: Ran): void => {
      clearTimeout(timer);
      clearTimeout(grace);
      settle(given ?? ran);
    };
    const ended = (code: number | null, signal: string | null): Ended => ({
      kind: "ended",
      how: code ?? signal ?? "a signal",
      stdout: Buffer.concat(printed).toString("utf8"),
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) give({ kind: "flooding", why: "it printed more than 1 MiB" });
      else printed.push(chunk);
    });
    // Read and dropped: with a full pipe it would wait.
    child.stderr?.resume();
    child.once("error", (error) => end(unstartable(error)));
    child.once("exit", (code: number | null, signal: string | null) => {
      // Once more round: after a busy moment a timer is due before what has come meanwhile is read.
      grace = setTimeout(() => setImmediate(() => give(ended(code, signal))), graceMs);
    });
    child.once("close", (code: number | null, signal: string | null) => end(ended(code, signal)));
    // One that reads nothing may be gone before it is told.
    child.stdin?.on("error", () => {}).end(input);
  });
}

function unstartable(error: unknown): Ran {
  const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
  return { kind: "unstartable", why: `it can't be started (${code})` };
}

/** docker knows this one answer from all others that a helper fails with. */
const notFound = "credentials not found in native keychain";

function answerOf({ how, stdout }: Ended, name: string): HelperAnswer {
  if (how !== 0) {
    if (stdout.trim() === notFound) return { kind: "none" };
    const ended = typeof how === "number" ? `it ended with exit code ${how}` : `it was ended by ${how}`;
    return broken(`${ended} (to see why: printf HOST | docker-credential-${name} get)`);
  }
  const login = parseFirstGoJson(stdout);
  if (!isObject(login)) return broken("what it printed is not a JSON object");
  const texts = Object.entries(login).filter(([key]) => /^(?:serverurl|username|secret)$/i.test(key));
  if (texts.some(([, value]) => typeof value !== "string"))
    return broken("ServerURL, Username and Secret are not texts");
  const [serverUrl, username, secret] = ["ServerURL", "Username", "Secret"].map((key) => stringAt(login, key));
  if (!username && !secret) return { kind: "none" };
  if (!username || !secret) return broken(`it gave no ${username ? "Secret" : "Username"}`);
  return { kind: "login", serverUrl: serverUrl ?? "", username, secret };
}
