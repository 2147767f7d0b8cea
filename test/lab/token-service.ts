// A token service for the lab's registry: it signs with a key whose certificate the registry was told to trust.
// Source: distribution `docs/spec/auth/{token,oauth,jwt}.md`; `registry/auth/token/token.go` (x5c against the root bundle).
import { createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { run } from "./command.ts";

export interface TokenAuthorization {
  readonly users: Readonly<Record<string, string>>;
  /** Repositories that anonymous may not pull; who logs in may pull and push everything. */
  readonly private: readonly string[];
  /** Where it is asked, as the registry tells; absent: at its own address. */
  readonly realm?: string;
}

export interface TokenService {
  /** The registry's `auth.token` section. */
  readonly config: Readonly<Record<"realm" | "service" | "issuer" | "rootcertbundle", string>>;
  /** `127.0.0.1:40124` */
  readonly address: string;
  close(): Promise<void>;
}

interface Asking {
  readonly user: string | null;
  readonly password: string;
  readonly scopes: readonly string[];
}

const service = "lab-registry";
const issuer = "lab-tokens";

/** Starts the service on a free port; its key and certificate are made in `folder`. */
export async function startTokenService(folder: string, authorization: TokenAuthorization): Promise<TokenService> {
  const [keyFile, certificateFile] = [join(folder, "token.key"), join(folder, "token.pem")];
  const made = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=lab",
  ];
  await run("openssl", "req", "-x509", ...made, "-keyout", keyFile, "-out", certificateFile);
  const key = createPrivateKey(await readFile(keyFile));
  const certificate = new X509Certificate(await readFile(certificateFile));
  const header = encode({ typ: "JWT", alg: "ES256", x5c: [certificate.raw.toString("base64")] });

  function tokenFor({ user, scopes }: Asking): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: user ?? "",
      aud: service,
      jti: randomUUID(),
      iat: now,
      nbf: now - 60,
      exp: now + 300,
    };
    const signed = `${header}.${encode({ ...claims, access: scopes.flatMap((scope) => granted(scope, user, authorization)) })}`;
    const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
    return `${signed}.${signature.toString("base64url")}`;
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asking = await readAsking(request);
    const wrong = asking.user !== null && authorization.users[asking.user] !== asking.password;
    const token = wrong ? "" : tokenFor(asking);
    const refusal = { errors: [{ code: "UNAUTHORIZED", message: "incorrect username or password" }] };
    response.writeHead(wrong ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(wrong ? refusal : { token, access_token: token, expires_in: 300 }));
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the token service has no port");
  const own = `127.0.0.1:${address.port}`;
  const realm = authorization.realm ?? `http://${own}/token`;
  return {
    config: { realm, service, issuer, rootcertbundle: certificateFile },
    address: own,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readAsking(request: IncomingMessage): Promise<Asking> {
  const query = new URL(request.url ?? "/", "http://lab").searchParams;
  const form = new URLSearchParams(await text(request));
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const [user = "", password = ""] = Buffer.from(basic ?? "", "base64")
    .toString("utf8")
    .split(":");
  const scopes = [...query.getAll("scope"), ...form.getAll("scope")].flatMap((scope) => scope.split(" "));
  if (form.has("username")) return { user: form.get("username"), password: form.get("password") ?? "", scopes };
  return { user: basic === undefined ? null : user, password, scopes };
}

function granted(scope: string, user: string | null, { private: hidden }: TokenAuthorization): readonly object[] {
  const [, name = "", asked = ""] = /^repository:(.+):([^:]*)$/.exec(scope) ?? [];
  if (name === "" || (user === null && hidden.includes(name))) return [];
  const actions = asked.split(",").filter((action) => user !== null || action === "pull");
  return [{ type: "repository", name, actions }];
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
