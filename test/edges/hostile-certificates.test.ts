// Certificates that a stranger may show: none may take the process down, whoever signed it. Each is asked for by a process of its own.
import { execFile } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeCertificate } from "../support/certificates.ts";
import { listen } from "./servers.ts";

const edge = fileURLToPath(new URL("../../src/edges/http.ts", import.meta.url));

/** What a process of its own makes of it: its last line, or the signal that ended it. */
async function askedApart(port: number): Promise<string> {
  const script = `
    const { nodeHttp } = await import(${JSON.stringify(edge)});
    const edge = nodeHttp({ connectTimeoutMs: 5000, environment: {}, connections: 1, log: () => {} });
    const url = new URL("https://127.0.0.1:${port}/");
    const answer = await edge.send({ method: "GET", url, headers: {}, body: null, maxBytes: 10, signal: AbortSignal.timeout(9000) });
    await edge.close();
    console.log(answer.kind, answer.cause);`;
  const ran = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  return ran.then(
    ({ stdout }) => stdout.trim(),
    (error: unknown) => String(error),
  );
}

function key(curve: string): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: curve });
}

test.for(["brainpoolP256r1", "secp256k1", "prime256v1"])("a key on %s", async (curve) => {
  const shown = makeCertificate({ keys: key(curve) });
  const server = createServer({ key: shown.key, cert: shown.cert, ecdhCurve: "auto" });
  server.on("tlsClientError", () => {});
  const { port } = await listen(server);
  // Whether there is a common curve or not: an answer, and no crash.
  expect(await askedApart(port)).toMatch(/^failure tls-(?:untrusted|not-accepted|failed)$/);
});

test("names with line breaks, quotes and commands of a runner's log", async () => {
  const shown = makeCertificate({ commonName: 'a"\n::error::canary\u001b[31m' });
  const server = createServer({ key: shown.key, cert: shown.cert });
  server.on("tlsClientError", () => {});
  const { port } = await listen(server);
  expect(await askedApart(port)).toBe("failure tls-untrusted");
});
