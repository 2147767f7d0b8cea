// The proxy between the runner and the registry stands in the way; nodes have their own way out.
import type { NetworkCause } from "../model.ts";
import type { UseRule } from "./rule.ts";

export const proxyFailed: UseRule = {
  id: "proxy-failed",
  title: "the proxy stands in the way",
  over: "use",
  check({ parsed, outcome }) {
    if (outcome.kind !== "unreachable" || parsed.kind !== "reference") return null;
    const complaint = complaints[outcome.cause];
    if (complaint === undefined) return null;
    return {
      severity: "warning",
      message: `the proxy on the way to "${outcome.host}" ${complaint.what}${outcome.detail === "" ? "" : ` (${outcome.detail})`}`,
      kubelet: null,
      fix: outcome.detail.includes("authority that is not trusted")
        ? "give the authority of the proxy's certificate to the setting ca-file, and see that nodes trust it too"
        : complaint.fix(outcome.host),
    };
  },
};

const complaints: Readonly<
  Partial<Record<NetworkCause, { readonly what: string; readonly fix: (host: string) => string }>>
> = {
  "proxy-unreachable": {
    what: "does not answer",
    fix: (host) => `correct HTTPS_PROXY, or name "${host}" in NO_PROXY`,
  },
  "proxy-unusable": { what: "can't be used", fix: (host) => `correct HTTPS_PROXY, or name "${host}" in NO_PROXY` },
  "proxy-wants-password": {
    what: "wants a password",
    fix: () => "put user and password into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT",
  },
  "proxy-refused": {
    what: "refuses to connect to it",
    fix: (host) => `allow "${host}" and its port in the proxy, or name it in NO_PROXY`,
  },
};
