// WWW-Authenticate → the challenge that a node would answer, read exactly as far as containerd reads it.
// Source: containerd `core/remotes/docker/auth/parse.go` (parseValueAndParams): one challenge a line, the rest of it is
// dropped; a value without quotes ends at the first character that no token holds, `:` of an address among them.

import type { RefusedChallenge } from "../model.ts";
import { type Answer, headerLines } from "./answer.ts";

/** How a registry wants to be asked. */
export type Challenge =
  | {
      readonly scheme: "bearer";
      readonly realm: string;
      readonly service: string;
      readonly scope: string;
      /** Why what was sent was no good (RFC 6750 §3.1); empty where the challenge doesn't say. */
      readonly error: string;
    }
  | { readonly scheme: "basic" };

const longestHeader = 8192;

/** What an answer wants to be shown; `null` where it wants nothing, or nothing that a node has. */
export function challengeOf(answer: Answer): Challenge | null {
  return answer.status === 401 ? chooseChallenge(headerLines(answer, "www-authenticate")) : null;
}

/** The challenge that would be answered, of all these header lines: Bearer before Basic; `null` where neither can be. */
export function chooseChallenge(lines: readonly string[]): Challenge | null {
  const all = lines.map(parseChallenge);
  const bearer = all.find(({ scheme }) => scheme === "bearer");
  if (bearer !== undefined) {
    const { parameters } = bearer;
    const realm = parameters.get("realm");
    if (realm === undefined) return null;
    const of = (name: string): string => parameters.get(name) ?? "";
    return { scheme: "bearer", realm, service: of("service"), scope: of("scope"), error: of("error") };
  }
  return all.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : null;
}

/** What of them is told of a refusal. */
export function refusedChallenge(lines: readonly string[]): RefusedChallenge | null {
  const all = lines.map(parseChallenge);
  const bearer = all.find(({ scheme }) => scheme === "bearer");
  if (bearer !== undefined) {
    const { parameters } = bearer;
    return { scheme: "bearer", error: parameters.get("error") ?? "", isRealmless: !parameters.has("realm") };
  }
  const isBasic = all.some(({ scheme }) => scheme === "basic");
  return isBasic ? { scheme: "basic", error: "", isRealmless: false } : null;
}

interface ParsedChallenge {
  /** In lower case; empty where the line begins with none. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** The first challenge of a header line. */
export function parseChallenge(line: string): ParsedChallenge {
  const text = line.slice(0, longestHeader).trim();
  const [scheme = ""] = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]*/.exec(text) ?? [];
  const parameters = new Map<string, string>();
  const parameter =
    /[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^_`|~0-9A-Za-z]*))[ \t]*(,?)/y;
  parameter.lastIndex = scheme.length;
  for (let match = parameter.exec(text); match !== null; match = parameter.exec(text)) {
    const [, name = "", quoted, bare = "", comma] = match;
    parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, "$1") ?? bare);
    if (comma === "") break;
  }
  return { scheme: scheme.toLowerCase(), parameters };
}
