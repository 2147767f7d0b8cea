// How names are looked up in the lab: files bound over the machine's own, and a resolver that knows of no other.
import { type ChildProcess } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "../../src/edges/error-code.ts";
import { spawnWithParent } from "./child.ts";
import { run } from "./command.ts";

export const resolverAddress = "10.77.0.53";

/**
 * Bound over the machine's own files: whoever looks up a name in this namespace finds these. `hosts`: lines of that file;
 * `answers`: what the resolver knows beside it, as options of dnsmasq.
 */
export async function startNames(
  folder: string,
  hosts: readonly string[],
  answers: readonly string[],
): Promise<ChildProcess> {
  const own = join(folder, "etc");
  mkdirSync(own);
  writeFileSync(join(own, "hosts"), `${hosts.join("\n")}\n`);
  writeFileSync(join(own, "resolv.conf"), `nameserver ${resolverAddress}\noptions timeout:1 attempts:1\n`);
  writeFileSync(join(own, "nsswitch.conf"), "hosts: files dns\n");
  for (const file of ["hosts", "resolv.conf", "nsswitch.conf"]) {
    await run("mount", "--bind", join(own, file), `/etc/${file}`);
  }
  // What it has no answer for doesn't exist; what it would have to ask others about it refuses, because there are none.
  const resolver = spawnWithParent(
    "dnsmasq",
    [
      "--keep-in-foreground",
      "--conf-file=/dev/null",
      "--no-resolv",
      "--no-hosts",
      "--user=root",
      `--listen-address=${resolverAddress}`,
      "--bind-interfaces",
      "--pid-file=",
      "--address=/#/",
      ...answers,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  await answering(resolver);
  return resolver;
}

const startTimeoutMs = 10_000;

/** Until the resolver says of a name that it doesn't exist; where it ends before, its own words are thrown. */
async function answering(resolver: ChildProcess): Promise<void> {
  let log = "";
  resolver.stderr?.setEncoding("utf8").on("data", (text: string) => (log += text));
  const failed = new Promise<never>((_, reject) => {
    resolver.once("error", reject);
    resolver.once("exit", (code) => reject(new Error(`dnsmasq ended with ${code}:\n${log}`)));
  });
  failed.catch(() => {});
  const asker = new Resolver({ timeout: 200, tries: 1 });
  asker.setServers([resolverAddress]);
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    const asked = asker.resolve4("nobody.test").then(
      () => "answered",
      (error: unknown) => codeOf(error),
    );
    if ((await Promise.race([asked, failed])) === "ENOTFOUND") return;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 20)), failed]);
  }
  throw new Error(`dnsmasq answers nobody:\n${log}`);
}
