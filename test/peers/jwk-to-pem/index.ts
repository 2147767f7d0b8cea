// In place of the package of that name, whose elliptic has a hole without a fixed version (CVE-2025-14505): Node does the same.
// docker-registry-client needs it for the signatures of schema 1.
import { createPublicKey, type JsonWebKey } from "node:crypto";

function publicKeyAsPem(key: JsonWebKey): string {
  return createPublicKey({ key, format: "jwk" }).export({ type: "spki", format: "pem" }).toString();
}

/** What `require` returns. Source: nodejs.org/api/modules.html, "Loading ECMAScript modules using require()". */
export { publicKeyAsPem as "module.exports" };
