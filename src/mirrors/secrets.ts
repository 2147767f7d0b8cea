// What hosts.toml tells a registry and nobody else may read: logins in headers, and keys of clients.
import type { LoadedHost } from "./load-host.ts";

/** Headers that hold no login by their name: what is written in any other one may be one. */
const harmless =
  /^(?:accept(?:-.*)?|cache-control|content-type|host|pragma|user-agent|via|x-forwarded-(?:for|host|proto)|x-meta-.*|x-request-id)$/i;
/** Shorter values are words that a report has anyway, and no secret worth the name. */
const shortest = 4;

/** In the forms in which they are told: the value, what follows its scheme, and the password in it. */
export function secretsOf(hosts: readonly LoadedHost[]): readonly string[] {
  const values = hosts.flatMap(({ headers, trust }) => [
    ...Object.entries(headers).flatMap(([name, texts]) =>
      harmless.test(name) ? [] : texts.filter((text) => text.length >= shortest),
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
