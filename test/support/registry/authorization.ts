// Who may read what: Basic and Bearer challenges, and the endpoint that gives out tokens.
// Source: distribution `docs/spec/auth/token.md`, `oauth.md`; the refusals were measured on distribution 2.8.2.
import * as v from "valibot";
import { replyError, replyJson, type AnswerReply, type Asked } from "./replies.ts";
import { type Host, type World } from "./world.ts";

/** What a token says: which registry it is for, whom it was made for (`null`: anonymous), and what it lets them pull. */
const grantSchema = v.object({ host: v.string(), user: v.nullable(v.string()), pull: v.array(v.string()) });

type Grant = v.InferOutput<typeof grantSchema>;

/** `null`: come in. `repository` is `null` for `/v2/` itself. */
export function refusal(asked: Asked, host: Host, repository: string | null): AnswerReply | null {
  const [kind = "", credential = ""] = (asked.headers["authorization"] ?? "").split(" ");
  switch (host.auth) {
    case "open":
      return null;
    case "basic": {
      const login = kind.toLowerCase() === "basic" ? loginOf(credential) : null;
      const user = login === null ? null : userOf(host, login);
      const wrong = kind !== "" && user === null;
      const allowed =
        repository === null ? user !== null || !host.private.includes("*") : mayPull(host, user, repository);
      if (!wrong && allowed) return null;
      if (!wrong && user !== null) return replyError(403, "DENIED", "requested access to the resource is denied");
      return unauthorized('Basic realm="Registry Realm"', repository);
    }
    case "token": {
      const challenge = challengeOf(asked, host, repository);
      if (kind.toLowerCase() !== "bearer") return unauthorized(challenge, repository);
      const grant = readToken(credential);
      if (grant === null || grant.host !== asked.host)
        return unauthorized(`${challenge},error="invalid_token"`, repository);
      if (repository === null || grant.pull.includes(repository)) return null;
      return unauthorized(`${challenge},error="insufficient_scope"`, repository);
    }
  }
}

/** The answer of a token endpoint, where `asked` is for one of this world's; else `null`. */
export function tokenReply(asked: Asked, world: World): AnswerReply | null {
  const form = asked.method === "POST" ? new URLSearchParams(asked.body) : asked.query;
  for (const [name, host] of world) {
    const realm = realmOf(name, host, asked.scheme);
    if (host.auth !== "token" || realm.host !== asked.host || realm.pathname !== asked.path) continue;
    // One token service may stand for several registries, which `service` tells apart.
    const service = host.service ?? name;
    if ((form.get("service") ?? service) === service) return giveToken(asked, name, host, form);
  }
  return null;
}

/** Who says to be asking, by a password or by a token; `null`: nobody does. */
export function askingUser({ headers, body }: Pick<Asked, "headers" | "body">): string | null {
  const [kind = "", credential = ""] = (headers["authorization"] ?? "").split(" ");
  switch (kind.toLowerCase()) {
    case "basic":
      return loginOf(credential).user;
    case "bearer":
      return readToken(credential)?.user ?? null;
    default:
      return new URLSearchParams(body).get("username");
  }
}

function giveToken(asked: Asked, name: string, host: Host, form: URLSearchParams): AnswerReply {
  const login = requestedLogin(asked, form);
  const user = login === null ? null : userOf(host, login);
  if (login !== null && user === null) return replyError(401, "UNAUTHORIZED", "incorrect username or password");
  const scopes = form.getAll("scope").flatMap((scope) => scope.split(" "));
  const wanted = scopes.map((scope) => /^repository:(.+):[^:]*\bpull\b/.exec(scope)?.[1] ?? "");
  const pull = wanted.filter((repository) => repository !== "" && mayPull(host, user, repository));
  const grant: Grant = { host: name, user, pull };
  const token = Buffer.from(JSON.stringify(grant)).toString("base64url");
  const issued = { expires_in: 300, issued_at: "2026-01-01T00:00:00Z" };
  return asked.method === "POST"
    ? replyJson(200, { access_token: token, scope: scopes.join(" "), ...issued })
    : replyJson(200, { token, access_token: token, ...issued });
}

interface Login {
  readonly user: string | null;
  readonly password: string;
}

function requestedLogin(asked: Asked, form: URLSearchParams): Login | null {
  if (asked.method === "POST") {
    if (form.get("grant_type") === "password")
      return { user: form.get("username"), password: form.get("password") ?? "" };
    return { user: null, password: form.get("refresh_token") ?? "" };
  }
  const [kind = "", credential = ""] = (asked.headers["authorization"] ?? "").split(" ");
  return kind.toLowerCase() === "basic" ? loginOf(credential) : null;
}

function loginOf(basic: string): Login {
  const [user = "", ...rest] = Buffer.from(basic, "base64").toString("utf8").split(":");
  return { user, password: rest.join(":") };
}

/** A refresh token names no user: it is one's password. */
function userOf(host: Host, login: Login): string | null {
  const users = Object.entries(host.users);
  const known = users.find(([user, password]) => (login.user ?? user) === user && login.password === password);
  return known?.[0] ?? null;
}

function mayPull(host: Host, user: string | null, repository: string): boolean {
  if (host.hides && host.repositories[repository] === undefined) return false;
  if (user !== null) {
    return !host.forbidden.includes(repository) && (host.readers[repository]?.includes(user) ?? true);
  }
  return !host.private.includes("*") && !host.private.includes(repository);
}

function readToken(token: string): Grant | null {
  try {
    const read = v.safeParse(grantSchema, JSON.parse(Buffer.from(token, "base64url").toString("utf8")));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

function realmOf(name: string, host: Host, scheme: string): URL {
  return new URL(host.realm ?? `${scheme}://${name}/token`);
}

function challengeOf(asked: Asked, host: Host, repository: string | null): string {
  const scope = repository === null ? "" : `,scope="repository:${repository}:pull"`;
  const realm = realmOf(asked.host, host, asked.scheme);
  return `Bearer realm="${realm.href}",service="${host.service ?? asked.host}"${scope}`;
}

function unauthorized(challenge: string, repository: string | null): AnswerReply {
  const wanted = [{ Type: "repository", Class: "", Name: repository, Action: "pull" }];
  const detail = repository === null ? null : wanted;
  return replyError(401, "UNAUTHORIZED", "authentication required", detail, { "www-authenticate": challenge });
}
