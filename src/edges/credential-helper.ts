// A credential helper, asked as docker asks it: `docker-credential-NAME get`, without a shell, for as long as patience lasts.
// Source of the protocol: docker/docker-credential-helpers `client/client.go` (Get), `credentials/error.go`.
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import process from "node:process";
import { seal } from "../credentials/secret.ts";
import { isObject, parseFirstGoJson, stringAt } from "../json.ts";
import { createRedactor } from "../registries/redact.ts";
import { clip, plain } from "../report/escape.ts";
import type { HelperAnswer } from "./edges.ts";
import { stop, withoutLogin } from "./git.ts";
import type { Environment } from "./proxy.ts";

/** Where a helper is looked for and what it is told; the whole environment is its own, since its logins may be in there. */
export interface HelperPlace {
  readonly environment: Environment;
  readonly timeoutMs?: number;
}

/** A cloud's helper asks its cloud for a token; nobody waits longer than this for one. */
const patienceMs = 30_000;
/** Tokens are some kilobytes. */
const mostBytes = 1024 * 1024;
/** Of complaints more than one line is never shown. */
const mostComplaints = 64 * 1024;

/** What the helper says of the registry at `serverUrl`. Nothing is thrown. */
export async function askHelper(
  name: string,
  serverUrl: string,
  { environment, timeoutMs = patienceMs }: HelperPlace,
): Promise<HelperAnswer> {
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    return broken("its name is not made of letters, digits, dots, _ and - alone", true);
  const program = await programAt(`docker-credential-${name}`, environment);
  if (program === null) return broken("it is not on the PATH", true);
  const ran = await run(program, serverUrl, environment, timeoutMs);
  return ran.kind === "ended" ? answerOf(ran) : broken(ran.why, ran.kind === "hung");
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
  readonly stderr: string;
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
    const complained: Buffer[] = [];
    let [size, complaints] = [0, 0];
    let given: Ran | null = null;
    const give = (ran: Ran): void => {
      given ??= ran;
      stop(child);
    };
    const timer = setTimeout(() => give({ kind: "hung", why: `it took longer than ${timeoutMs / 1000} s` }), timeoutMs);
    const end = (ran: Ran): void => {
      clearTimeout(timer);
      settle(given ?? ran);
    };
    child.stdout?.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes) give({ kind: "flooding", why: "it printed more than 1 MiB" });
      else printed.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      complaints += chunk.length;
      if (complaints <= mostComplaints) complained.push(chunk);
    });
    child.once("error", (error) => end(unstartable(error)));
    child.once("close", (code: number | null, signal: string | null) => {
      const [stdout, stderr] = [printed, complained].map((chunks) => Buffer.concat(chunks).toString("utf8"));
      end({ kind: "ended", how: code ?? signal ?? "a signal", stdout: stdout ?? "", stderr: stderr ?? "" });
    });
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

function answerOf({ how, stdout, stderr }: Ended): HelperAnswer {
  if (how !== 0) {
    if (stdout.trim() === notFound) return { kind: "none" };
    const ended = typeof how === "number" ? `it ended with exit code ${how}` : `it was ended by ${how}`;
    const words = complaintIn(stderr, stdout);
    return broken(words === "" ? ended : `${ended} (${words})`);
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

const longestWords = 200;
/** Of a longer one it would cost time to say what is in it. */
const longestLine = 4096;

/**
 * The first line of what it complained of, without logins in addresses and without what looks like a token or a password: a word
 * with such signs in it as no prose has. Where anything that it printed for docker is in there, too, no word of it is passed on.
 */
export function complaintIn(stderr: string, stdout: string): string {
  const line =
    stderr
      .split(/[\r\n]+/)
      .find((text) => text.trim() !== "")
      ?.trim() ?? "";
  if (line === "" || line.length > longestLine || !isApart(line, stdout)) return "";
  const words = line
    .split(" ")
    .map(withoutLogin)
    .map((word) => (/[@#$%^&*+~|`{}]/.test(word) ? "***" : word))
    .join(" ");
  const harmless = words.replaceAll(/[\w+=-]{8,}/g, (word) => (/\d/.test(word) && /[a-z]/i.test(word) ? "***" : word));
  return clip(plain(harmless), longestWords);
}

/** The names that the protocol gives to fields tell nothing. */
const fieldNames = new Set(["ServerURL", "Username", "Secret"]);
const shortestWord = 4;
const longestCompared = 64 * 1024;

function isApart(line: string, stdout: string): boolean {
  if (stdout.length > longestCompared) return false;
  const redactor = createRedactor();
  const answer = parseFirstGoJson(stdout);
  for (const value of isObject(answer) ? Object.values(answer) : []) {
    if (typeof value === "string") redactor.keep(seal(value));
  }
  const words = stdout.split(/[\s"',:{}[\]]+/).filter((word) => word.length >= shortestWord && !fieldNames.has(word));
  return redactor.clean(line) === line && !words.some((word) => line.includes(word));
}
