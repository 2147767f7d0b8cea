// Where an answer sends on to. Redirects are followed by hand: whom a credential is shown to is decided at each step.
// Source: Go's `net/http` `client.go`, which containerd leaves them to.
import type { ContainerdSeries } from "../model.ts";
import { type Answer, header } from "./answer.ts";
import { statusLine } from "./words.ts";

/** Go stops where the tenth request is answered by another redirect. */
const mostRedirects = 9;

export type Redirect =
  | { readonly kind: "none" }
  | { readonly kind: "to"; readonly url: URL }
  | { readonly kind: "broken"; readonly cause: "redirect-loop" | "no-address"; readonly detail: string };

/** `followed` is how many there were before this one. A relative location is resolved against `url`. */
export function redirectOf(answer: Answer, url: URL, followed: number): Redirect {
  const location = redirects.has(answer.status) ? header(answer, "location") : null;
  if (location === null) return { kind: "none" };
  if (followed >= mostRedirects) {
    return { kind: "broken", cause: "redirect-loop", detail: "stopped after 10 redirects" };
  }
  const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
  if (next === null || !/^https?:$/.test(next.protocol)) {
    return {
      kind: "broken",
      cause: "no-address",
      detail: next === null ? `${statusLine(answer.status)}, Location: …` : `${next.protocol}…`,
    };
  }
  return { kind: "to", url: next };
}

/** May what was meant for `from` be shown to `to` as well? To the same host only, and never from TLS to plain text. */
export function mayKeepAuthorization(from: URL, to: URL): boolean {
  return to.host === from.host && (to.protocol === from.protocol || to.protocol === "https:");
}

/**
 * Would a node show it? Go's client does to the same name and to names below it, whatever their scheme; whatever their
 * port since Go 1.20, and containerd 1.6 is mostly built with an older one (`net/http` shouldCopyHeaderOnRedirect).
 */
export function nodeKeepsAuthorization(from: URL, to: URL, containerd: ContainerdSeries): boolean {
  if (to.hostname === from.hostname) return containerd !== "1.6" || to.port === from.port;
  return to.hostname.endsWith(`.${from.hostname}`);
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
