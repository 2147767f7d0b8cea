// From a name to its addresses, as Go's resolver goes about it: the machine's own list first, then its name servers, asked for
// both families at once. Nobody waits in a queue for somebody else's silent name.
// `getaddrinfo` would do the same in a thread, of which Node gives two to all names together, and which no exit interrupts.
import { readFileSync } from "node:fs";
import { lookup, Resolver } from "node:dns/promises";
import process from "node:process";
import { codeOf } from "./error-code.ts";
import { halfKnown } from "./network-failure.ts";

/** Asks for names; `close` lets go of whatever is still asked. */
export interface NameResolver {
  /** Addresses of both families, those of IPv4 first. Throws what Node's `dns` throws. */
  addresses(hostname: string): Promise<readonly string[]>;
  close(): void;
}

/** After one family's answer the other one gets so much longer (RFC 8305 §3 waits 50 ms). */
const otherFamilyMs = 300;

/** `timeoutMs`: for one connection, of which a name is the beginning. `servers`: instead of the machine's own. */
export function createResolver(timeoutMs: number, servers: readonly string[] = []): NameResolver {
  // A packet may be lost, and of several servers the first may be silent.
  const triesMs = Math.min(2000, Math.max(200, Math.floor(timeoutMs / 4)));
  const resolver = new Resolver({ timeout: triesMs, tries: 3 });
  if (servers.length > 0) resolver.setServers(servers);
  let own: ReadonlySet<string> | null = null;
  return {
    async addresses(hostname) {
      own ??= namesOfMachine();
      const name = hostname.toLowerCase().replace(/\.$/, "");
      // Such a name is nobody's, and Go asks nobody about it (`net/dnsclient.go`, isDomainName).
      if (name.length > 253 || name.split(".").some((label) => label === "" || label.length > 63))
        throw coded("ENOTFOUND");
      // What the machine knows itself takes no time.
      if (own.has(name) || name === "localhost") return byMachine(hostname);
      const started = performance.now();
      let half: string | null = null;
      for (const asked of name.includes(".")
        ? [hostname]
        : [...domainsOfMachine().map((domain) => `${name}.${domain}`), name]) {
        const answers = await bothFamilies([
          async () => resolver.resolve4(asked),
          async () => resolver.resolve6(asked),
        ]);
        if (answers.found.length > 0) return answers.found;
        // Whoever was silent once would be so again, in a thread that nobody can interrupt.
        if (answers.isSilent) throw coded("ETIMEOUT");
        half ??= answers.half;
      }
      // Its servers know none: the machine may have other sources, and its own words for it. One of them was silent: it would be
      // waited for again, and by Go as well; what the other one has said stands.
      if (performance.now() - started > triesMs) throw coded(half ?? "ENOTFOUND");
      return byMachine(hostname).catch((error: unknown) => {
        throw half === null ? error : coded(half);
      });
    },
    close: () => resolver.cancel(),
  };
}

async function byMachine(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, order: "ipv4first" });
  return [...new Set(found.map(({ address }) => address))];
}

type Ask = () => Promise<readonly string[]>;

interface Answers {
  readonly found: readonly string[];
  /** A family was never answered, and the other one holds nothing. */
  readonly isSilent: boolean;
  /**
   * The code of a name that is there, has no address of one family, and of which the resolver is in trouble about the other: the
   * machine says then that it doesn't exist, which nobody has said (measured with glibc 2.36). `null`: it is no such name.
   */
  readonly half: string | null;
}

async function bothFamilies(asks: readonly [Ask, Ask]): Promise<Answers> {
  const settled = new Map<number, readonly string[] | "silent" | "none">();
  const codes = ["", ""];
  const each = asks.map(async (ask, index) => {
    try {
      settled.set(index, await ask());
    } catch (error) {
      const code = codeOf(error);
      codes[index] = code;
      settled.set(index, ["ETIMEOUT", "ECANCELLED"].includes(code) ? "silent" : "none");
    }
    return settled.get(index);
  });
  const all = Promise.all(each);
  const first = await Promise.race(each);
  // Nothing found by one of them is no reason to go without the other.
  if (Array.isArray(first)) await Promise.race([all, after(otherFamilyMs)]);
  else await all;
  const known = [...settled].toSorted(([a], [b]) => a - b).map(([, answer]) => answer);
  const found = known.flatMap((answer) => (typeof answer === "string" ? [] : answer));
  return { found: [...new Set(found)], isSilent: known.includes("silent"), half: halfOf(codes) };
}

function halfOf([four = "", six = ""]: readonly string[]): string | null {
  if (six === "ENODATA" && inTrouble.has(four)) return four;
  return four === "ENODATA" && inTrouble.has(six) ? halfKnown : null;
}

const inTrouble: ReadonlySet<string> = new Set(["ESERVFAIL", "EREFUSED"]);

async function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function coded(code: string): Error {
  return Object.assign(new Error("the name was not found"), { code });
}

/** Behind names without a dot, in the order of asking (`resolv.conf`, `search`); Go takes the last such line as well. */
function domainsOfMachine(): readonly string[] {
  try {
    const lines = readFileSync("/etc/resolv.conf", "utf8").split("\n");
    const written = lines.findLast((line) => /^(?:search|domain)\s/.test(line)) ?? "";
    return written
      .trim()
      .split(/\s+/)
      .slice(1, mostDomains + 1);
  } catch {
    return [];
  }
}

/** As glibc had it for a long time. */
const mostDomains = 6;

/** Where the machine's own list stands. */
const hostsFile = process.platform === "win32" ? "C:/Windows/System32/drivers/etc/hosts" : "/etc/hosts";

/** Names in lower case; none where the list can't be read. */
function namesOfMachine(): ReadonlySet<string> {
  try {
    const lines = readFileSync(hostsFile, "utf8").split("\n");
    return new Set(lines.flatMap((line) => line.replace(/#.*/, "").trim().toLowerCase().split(/\s+/).slice(1)));
  } catch {
    return new Set();
  }
}
