// The real distribution registry (Debian's docker-registry) on a free loopback port, with its storage in a temporary folder.
// It ends with the process that started it, whatever becomes of the tests.
import { type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnWithParent } from "./child.ts";
import { run } from "./command.ts";
import { startTokenService, type TokenAuthorization, type TokenService } from "./token-service.ts";

export type LabAuthorization =
  | { readonly kind: "open" }
  /** Nobody comes in without a password. */
  | { readonly kind: "htpasswd"; readonly users: Readonly<Record<string, string>> }
  | ({ readonly kind: "token" } & TokenAuthorization);

export interface LabRegistry {
  /** `127.0.0.1:40123` */
  readonly address: string;
  /** Where it keeps `repositories/` and `blobs/`. */
  readonly storage: string;
  /** The last lines that it wrote, to be shown when a test fails. */
  readonly log: () => string;
  /** `127.0.0.1:40124` of its token service; `null` where it has none. */
  readonly tokenService: string | null;
  readonly stop: () => Promise<void>;
}

const startTimeoutMs = 20_000;
const shownLines = 12;

/**
 * Starts a registry that allows deletions. Whoever starts it stops it; nothing of it is left then. `root`: the storage of
 * somebody else, in place of one of its own.
 */
export async function startRegistry(authorization: LabAuthorization, root?: string): Promise<LabRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "pullgate-registry-"));
  let service: TokenService | null = null;
  let registry: ChildProcess | null = null;
  async function stop(): Promise<void> {
    if (registry !== null) await end(registry);
    await service?.close();
    await rm(folder, { recursive: true, force: true });
  }
  try {
    if (authorization.kind === "token") service = await startTokenService(folder, authorization);
    const passwords = join(folder, "htpasswd");
    if (authorization.kind === "htpasswd") await writeFile(passwords, await htpasswd(authorization.users));
    const auth = {
      ...(service === null ? {} : { token: service.config }),
      ...(authorization.kind === "htpasswd" ? { htpasswd: { realm: "lab", path: passwords } } : {}),
    };
    const config = join(folder, "config.yml");
    // The registry's YAML takes JSON as it is. Port 0: the kernel finds a free one, and the log names it.
    const text = JSON.stringify({
      version: "0.1",
      log: { level: "info", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: root ?? join(folder, "storage") }, delete: { enabled: true } },
      http: { addr: "127.0.0.1:0", secret: "lab" },
      ...(authorization.kind === "open" ? {} : { auth }),
    });
    await writeFile(config, text);
    registry = spawnRegistry(config);
    const log = collectLog(registry);
    const address = await addressIn(registry, log);
    const storage = join(root ?? join(folder, "storage"), "docker", "registry", "v2");
    const tokenService = service?.address ?? null;
    return { address, storage, tokenService, log: () => log().split("\n").slice(-shownLines).join("\n"), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnRegistry(config: string): ChildProcess {
  const env = { PATH: process.env["PATH"] };
  return spawnWithParent("docker-registry", ["serve", config], { stdio: ["ignore", "pipe", "pipe"], env });
}

function collectLog(registry: ChildProcess): () => string {
  const lines: string[] = [];
  registry.stdout?.on("data", (piece: Buffer) => lines.push(piece.toString("utf8")));
  registry.stderr?.on("data", (piece: Buffer) => lines.push(piece.toString("utf8")));
  return () => lines.join("");
}

async function addressIn(registry: ChildProcess, log: () => string): Promise<string> {
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline && registry.exitCode === null) {
    const address = /listening on (127\.0\.0\.1:\d+)/.exec(log())?.[1];
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`docker-registry did not start:\n${log()}`);
}

async function end(registry: ChildProcess): Promise<void> {
  if (registry.exitCode !== null || registry.signalCode !== null || registry.pid === undefined) return;
  const ended = new Promise((resolve) => registry.once("exit", resolve));
  registry.kill("SIGTERM");
  const patience = setTimeout(() => registry.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(patience);
}

/** The registry takes bcrypt alone. Perl is on every Debian, and its `crypt` is the system's, which knows bcrypt. */
async function htpasswd(users: Readonly<Record<string, string>>): Promise<string> {
  const lines = await Promise.all(
    Object.entries(users).map(async ([user, password]) => {
      const salt = "$2y$05$abcdefghijklmnopqrstuu";
      const hash = await run("perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, salt);
      return `${user}:${hash}\n`;
    }),
  );
  return lines.join("");
}
