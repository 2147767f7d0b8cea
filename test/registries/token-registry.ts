// registry.test behind a token service, and one pull from it.
import type { Outcome } from "../../src/model.ts";
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, manifestOf, reply } from "./images.ts";
import { anonymous, login, type Network, networkOf } from "./walks.ts";

export const password = "canary-3f9c";
export const manifest = manifestOf(configFor("linux/amd64"));
export const realm = "https://auth.test/token";
/** What a runner with a login tries. */
export const runner = [login("ci", password), anonymous];

export interface RegistryWish {
  readonly challenge?: string;
  /** What `Authorization` lets in. */
  readonly opens?: (authorization: string) => boolean;
}

/** registry.test, which challenges whoever doesn't bring what opens it. */
export function registry({
  challenge = `Bearer realm="${realm}",service="r.test"`,
  opens = (sent) => sent !== "",
}: RegistryWish = {}): readonly Line[] {
  const refused: ScriptedReply = { status: 401, headers: { "www-authenticate": challenge } };
  return [
    [
      "* https://registry.test/v2/*/manifests/*",
      ({ headers }) => (opens(headers["authorization"] ?? "") ? reply(manifest) : refused),
    ],
  ];
}

/** A token as the service gives it. */
export function token(value = "t0k3n-canary", more: object = {}): ScriptedReply {
  return { body: { token: value, access_token: value, ...more } };
}

/** Pulls registry.test/shop/web:1. */
export async function pull(
  script: readonly Line[],
  candidates = [anonymous],
): Promise<{ readonly network: Network; readonly outcome: Outcome }> {
  const network = networkOf(script);
  return { network, outcome: await network.walk("registry.test/shop/web:1", { candidates }) };
}
