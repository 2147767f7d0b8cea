// Questions and answers of one host, for tests of how it is asked.
import type { Purpose, Question, Reply } from "../../src/registries/exchange.ts";
import type { ScriptedReply } from "../support/scripted.ts";

/** What is asked for where it doesn't matter. */
export const url = new URL("https://registry.test/v2/a/manifests/1");
export const ok: ScriptedReply = { status: 200 };
export const cut: ScriptedReply = { failure: { hop: "ping", cause: "reset", detail: "cut" } };

/** One question; `to` is its address. */
export function question(purpose: Purpose = "pull", to: URL = url): Question {
  return {
    purpose,
    method: "HEAD",
    url: to,
    headers: {},
    body: null,
    maxBytes: 0,
    credential: "anonymous",
    direct: true,
    leg: { registry: to.host, repositories: ["a"], role: "registry", reach: "anywhere", tls: null },
  };
}

/** The status of a reply, or why there is none. */
export function statusOf(reply: Reply): number | string {
  return reply.kind === "answer" ? reply.answer.status : reply.kind === "failure" ? reply.failure.cause : reply.kind;
}
