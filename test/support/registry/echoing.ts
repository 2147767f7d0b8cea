// A registry on loopback that repeats all it is told, wherever words of a registry can end up, and gives out tokens of its own.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

export interface EchoingRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** All that it was told so far: addresses, headers and bodies. */
  readonly told: () => string;
  readonly close: () => Promise<void>;
}

/** `manner`: how it challenges. `tokens` are what its token service gives out for `shop/granted`; everything else it refuses. */
export async function echoingRegistry(
  manner: "basic" | "bearer",
  tokens: { readonly access: string; readonly refresh: string },
): Promise<EchoingRegistry> {
  const told: string[] = [];
  let host = "";
  let given = "";
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { authorization = "" } = request.headers;
    const decoded = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString("utf8");
    told.push([request.url, authorization, decoded, ...new URLSearchParams(body).values()].join("\n"));
    const isToken = request.url?.startsWith("/token") ?? false;
    if (isToken && decodeURIComponent(`${request.url} ${body}`).includes("shop/granted")) {
      const granted = { access_token: tokens.access, token: tokens.access, refresh_token: tokens.refresh };
      given = `${tokens.access} ${tokens.refresh}`;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(granted));
      return;
    }
    const heard = `${authorization} ${decoded} ${body} ${authorization.startsWith("Bearer ") ? given : ""}`;
    const status = authorization === "" ? 401 : 403;
    const challenge =
      manner === "basic"
        ? 'Basic realm="echo"'
        : `Bearer realm="http://${host}/token",service="echo",error="${safe(heard)}"`;
    response.writeHead(status, {
      "content-type": "application/json",
      "docker-distribution-api-version": "registry/2.0",
      "www-authenticate": challenge,
      "x-request-id": safe(heard),
      warning: `299 - "${safe(heard)}"`,
    });
    response.end(JSON.stringify({ errors: [{ code: "DENIED", message: `you said ${heard}`, detail: heard }] }));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return { host, told: () => told.join("\n"), close: async () => closed(server) };
}

/** Its bytes, as a header carries them. */
function safe(words: string): string {
  return Buffer.from(words)
    .toString("latin1")
    .replaceAll(/[\r\n]/g, " ")
    .slice(0, 4000);
}

async function closed(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await ended;
}
