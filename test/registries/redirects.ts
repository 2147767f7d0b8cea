// registry.test, whose image somebody else gives out, and a runner with a login.
import type { Line, ScriptedReply } from "../support/scripted.ts";
import { configFor, manifestOf, root } from "./images.ts";
import { anonymous, login } from "./walks.ts";

export const image = "registry.test/shop/web:1";
export const head = `HEAD ${root}/manifests/1`;
export const manifest = manifestOf(configFor("linux/amd64"));
export const password = "canary-3f9c";
export const runner = [login("ci", password), anonymous];

/** A redirect. */
export function to(location: string, status = 307): ScriptedReply {
  return { status, headers: { location } };
}

/** `Basic` is wanted, and then the answer is given. */
export function behindBasic(answer: ScriptedReply): Line[1] {
  return ({ headers }) =>
    headers["authorization"] === undefined ? { status: 401, headers: { "www-authenticate": "Basic" } } : answer;
}
