// WWW-Authenticate → challenges. Tolerant: registries send several in one line, lower-case schemes, unquoted values.
// Sources: RFC 9110 §11.6.1; Gitea and Codeberg send two challenges in one header.

/** How a registry wants to be asked. */
export type Challenge =
  | { readonly scheme: "bearer"; readonly realm: string; readonly service: string; readonly scope: string }
  | { readonly scheme: "basic" };

const longestHeader = 8192;

/** The challenge that would be answered, of all in these header lines: Bearer before Basic (containerd sorts so); `null` where neither is there. */
export function chooseChallenge(lines: readonly string[]): Challenge | null {
  const all = lines.flatMap(parseChallenges);
  const bearer = all.find(({ scheme, parameters }) => scheme === "bearer" && (parameters.get("realm") ?? "") !== "");
  if (bearer !== undefined) {
    const { parameters } = bearer;
    return {
      scheme: "bearer",
      realm: parameters.get("realm") ?? "",
      service: parameters.get("service") ?? "",
      scope: parameters.get("scope") ?? "",
    };
  }
  return all.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : null;
}

interface ParsedChallenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Every challenge of one header line. */
export function parseChallenges(line: string): readonly ParsedChallenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  // A token followed by `=` is a parameter of the challenge before it; a token without one begins the next challenge.
  // The slash is no token's, but stands in what Negotiate and NTLM carry.
  const piece = /[\s,]*([!#$%&'*+\-.^_`|~/0-9A-Za-z]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y;
  const text = line.slice(0, longestHeader);
  for (let match = piece.exec(text); match !== null; match = piece.exec(text)) {
    const [, name = "", quoted, bare] = match;
    const value = quoted?.replaceAll(/\\(.)/g, "$1") ?? bare;
    const current = found.at(-1);
    if (value === undefined) found.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else if (current !== undefined && !current.parameters.has(name.toLowerCase()))
      current.parameters.set(name.toLowerCase(), value);
  }
  return found;
}
