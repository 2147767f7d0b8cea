// What is read of pull secrets, hidden by whoever keeps the log: passwords, and the texts that hold them.
import type { Edges } from "../edges/edges.ts";
import type { PullSecret, Secret, SecretValue } from "../model.ts";
import { bytesOf } from "./pull-secret.ts";
import { maskAll, seal } from "./secret.ts";

/** Of each, read or not: what can't be read holds a password all the same. */
export function maskSecrets(secrets: readonly PullSecret[], { mask }: Pick<Edges, "mask">): void {
  if (mask === undefined) return;
  for (const { object, reading } of secrets) {
    // What is encrypted, or is filled in later, is no secret.
    if (reading.kind === "opaque") continue;
    maskAll(object.values.flatMap(textsIn), mask);
    if (reading.kind !== "config") continue;
    maskAll(
      reading.entries.flatMap(({ username, secret }) => [secret, asInAuth(username, secret)]),
      mask,
    );
  }
}

/** A shorter line of base64 may be a word of any text. */
const shortestLine = 16;

const passwords = /"(?:auth|password|identitytoken|registrytoken)"\s*:\s*"([^"\\]+)"/gi;

/** Lines of base64, and whatever stands in a password's place in what they, or a plain text, are. */
function textsIn(value: SecretValue): readonly Secret[] {
  const bytes = bytesOf(value);
  const plain = typeof bytes === "number" ? value.text : bytes.toString("utf8");
  const lines = value.field === "data" ? value.text.split(/\s+/).filter((line) => line.length >= shortestLine) : [];
  return [...lines, ...Array.from(plain.matchAll(passwords), ([, password = ""]) => password)].map(seal);
}

function asInAuth(username: string, secret: Secret): Secret {
  return seal(Buffer.from(`${username}:${secret.reveal()}`).toString("base64"));
}
