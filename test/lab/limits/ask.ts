// The gate as a user runs it: its command line, a process of its own in a folder of manifests, and its JSON report as the contract has it.
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import * as v from "valibot";
import { gitEnvironment } from "../../support/repository.ts";
import { spawnWithParent } from "../child.ts";
import type { LimitsLab } from "./lab.ts";

const rateLimitSchema = v.object({
  limit: v.nullable(v.number()),
  remaining: v.nullable(v.number()),
  windowSeconds: v.nullable(v.number()),
  source: v.nullable(v.string()),
  needed: v.nullable(v.number()),
});

const reportSchema = v.object({
  totals: v.object({ requests: v.number(), countedPulls: v.number(), durationMs: v.number() }),
  uses: v.array(
    v.object({ image: v.string(), verdict: v.string(), depth: v.nullable(v.string()), rules: v.array(v.string()) }),
  ),
  registries: v.array(v.object({ host: v.string(), rateLimit: v.nullable(rateLimitSchema) })),
  findings: v.array(v.object({ rule: v.string(), severity: v.string(), message: v.string() })),
});

export type SeenReport = v.InferOutput<typeof reportSchema>;
export type SeenRateLimit = v.InferOutput<typeof rateLimitSchema>;

/** By which its User-Agent starts. */
export const gateAgent = "pullgate/";

const entry = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));

/** `pullgate check` in `folder`. One that can't judge is thrown, with its own words. */
export async function askGate(
  folder: string,
  options: readonly string[],
  { trusted }: Pick<LimitsLab, "trusted">,
): Promise<SeenReport> {
  const child = spawnWithParent(process.execPath, [entry, "check", "--format", "json", ...options], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...gitEnvironment, SSL_CERT_FILE: trusted, TMPDIR: process.env["TMPDIR"] },
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the gate has nowhere to print to");
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [report, words, code] = await Promise.all([text(stdout), text(stderr), ended]);
  if (code !== 0 && code !== 1) throw new Error(`the gate ended with ${code}:\n${words}`);
  return v.parse(v.pipe(v.string(), v.parseJson(), reportSchema), report);
}
