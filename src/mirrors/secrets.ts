// What hosts.toml tells a registry and nobody else may read: logins in headers, and keys of clients.
import type { LoadedHost } from "./load-host.ts";

/** Headers that hold a login by their name, or are likely to: what is written in others is no secret. */
const telling = /auth|token|key|secret|passw|cookie|credential|session|signature/i;
/** What looks like nothing that anybody would say: no blank, no address, no media type. */
const random = /^[\w+=.~-]{20,}$/;

/** In the forms in which they are told: the value, what follows its scheme, and the password in it. */
export function secretsOf(hosts: readonly LoadedHost[]): readonly string[] {
  const values = hosts.flatMap(({ headers, trust }) => [
    ...Object.entries(headers).flatMap(([name, texts]) =>
      texts.filter((text) => telling.test(name) || random.test(text)),
    ),
    ...trust.client.map(({ key }) => key),
  ]);
  return [...new Set(values.flatMap(formsOf))].filter((value) => value !== "");
}

function formsOf(value: string): readonly string[] {
  const [, scheme = "", rest] = /^(\w+) +(\S.*)$/.exec(value) ?? [];
  if (rest === undefined) return [value];
  if (!/^basic$/i.test(scheme)) return [value, rest];
  const login = Buffer.from(rest, "base64").toString("utf8");
  return [value, rest, login.slice(login.indexOf(":") + 1)];
}
