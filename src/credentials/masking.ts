// What is read of pull secrets and docker configs, hidden by whoever keeps the log: passwords, and the texts that hold them.
import type { Edges } from "../edges/edges.ts";
import { parseJson } from "../json.ts";
import type { PullSecret, Secret, SecretValue } from "../model.ts";
import { bytesOf } from "./pull-secret.ts";
import { maskAll, seal } from "./secret.ts";

/** Of each, read or not: what can't be read holds a password all the same. */
export function maskSecrets(secrets: readonly PullSecret[], { mask }: Pick<Edges, "mask">): void {
  if (mask === undefined) return;
  for (const { object, reading } of secrets) {
    maskAll(
      object.values.flatMap((value) => textsIn(value, reading.kind === "opaque")),
      mask,
    );
    if (reading.kind !== "config") continue;
    maskAll(
      reading.entries.flatMap(({ username, secret }) => [secret, asInAuth(username, secret)]),
      mask,
    );
  }
}

const places =
  /"(?<name>auth|password|identitytoken|registrytoken)"\s*:\s*(?:"(?<text>[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*)|(?<number>[-+.\deE]+))/gi;

/** Whatever stands in a password's place in JSON, be it broken: as it is written, as it is meant, and what an `auth` holds. */
export function passwordsIn(json: string): readonly Secret[] {
  return Array.from(json.matchAll(places)).flatMap(({ groups = {} }) => {
    const written = groups["text"] ?? groups["number"] ?? "";
    if (written === "" || isFilledIn(written)) return [];
    const meant = parseJson(`"${written}"`);
    const text = typeof meant === "string" ? meant : written;
    const held = groups["name"]?.toLowerCase() === "auth" ? Buffer.from(text, "base64").toString("utf8") : "";
    return [written, text, held.slice(held.indexOf(":") + 1)].filter((one) => !one.includes("\uFFFD")).map(seal);
  });
}

/** A shorter line of base64 may be a word of any text. */
const shortestLine = 16;

/** Lines of base64, and what is in them; of an opaque one, which may hold no more than placeholders, what is no placeholder. */
function textsIn(value: SecretValue, isOpaque: boolean): readonly Secret[] {
  const bytes = bytesOf(value);
  const plain = typeof bytes === "number" ? value.text : bytes.toString("utf8");
  const passwords = passwordsIn(plain);
  if (isOpaque) return passwords;
  const lines = value.field === "data" ? value.text.split(/\s+/).filter((line) => line.length >= shortestLine) : [];
  // What is no JSON at all is perhaps the password itself.
  const bare = /^[^\s{[]+$/.test(plain.trim()) ? [plain.trim()] : [];
  return [...passwords, ...[...lines, ...bare].map(seal)];
}

/** Nothing but what a tool puts a value in the place of (`pull-secret.ts`, isPlaceholder): a password may hold two braces. */
function isFilledIn(text: string): boolean {
  return /^(?:ENC\[[^\]]*\]|ref\+\w+:\/\/\S*|op:\/\/\S+\/\S+|vault:[^\s#]+\/[^\s#]+#\S*|<[^<>]*>|\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\))$/.test(
    text,
  );
}

function asInAuth(username: string, secret: Secret): Secret {
  return seal(Buffer.from(`${username}:${secret.reveal()}`).toString("base64"));
}
