// Images of Docker Hub are pulled without a login though one is at hand: by address there are fewest pulls, shared with everybody behind it.
import type { HubLogin } from "../credentials/hub-logins.ts";
import type { JudgedUse, RateLimitSeen } from "../model.ts";
import { startsPulls } from "../limits/running.ts";
import { many } from "../counted.ts";
import { grantWords } from "./limit-words.ts";
import { familyOf } from "./registry-families.ts";
import type { RunRule } from "./rule.ts";

const registry = "docker.io";

export const dockerHubAnonymous: RunRule = {
  id: "docker-hub-anonymous",
  title: "Docker Hub is asked anonymously though a login is there",
  over: "run",
  check(judged, { limits, hubLogins }) {
    const anonymous = judged.filter(isAnonymous).map((one) => ({ one, login: loginFor(one, hubLogins) }));
    const first = anonymous.find(({ login }) => login !== undefined);
    if (first?.login === undefined) return [];
    const { secret } = first.login;
    const count = anonymous.filter(({ login }) => login?.secret === secret).length;
    const limit = limits.find((seen) => seen.registry === registry && seen.counts === "address");
    return [
      {
        severity: "notice",
        message: `${many(count, "use")} of ${familyOf(registry).name} ${count === 1 ? "is" : "are"} pulled without a login, though Secret ${secret} has one: ${granted(limit)}`,
        kubelet: null,
        fix: `name ${secret.split("/").at(-1)} in imagePullSecrets of the pod or of its ServiceAccount`,
        on: first.one.use,
      },
    ];
  },
};

/** One in a namespace where the pod lands, as far as either is known. */
function loginFor({ use, credentials }: JudgedUse, logins: readonly HubLogin[]): HubLogin | undefined {
  const named = new Set(credentials.secrets.map(({ name }) => name));
  return logins.find(({ secret, namespaces }) => {
    const isNear = namespaces.length === 0 || use.namespaces.length === 0;
    // One that is named already is for another reason not shown.
    return !named.has(secret) && (isNear || use.namespaces.some((one) => namespaces.includes(one)));
  });
}

function isAnonymous({ parsed, credentials, outcome, use }: JudgedUse): boolean {
  if (parsed.kind !== "reference" || parsed.reference.registry !== registry || !startsPulls(use)) return false;
  return outcome.kind === "found" && credentials.candidates.every(({ kind }) => kind === "anonymous");
}

function granted(limit: RateLimitSeen | undefined): string {
  return limit?.told.kind === "limit"
    ? `an address has ${grantWords(limit.told, " pulls")}, for all who share it`
    : "an address has fewer pulls, for all who share it";
}
