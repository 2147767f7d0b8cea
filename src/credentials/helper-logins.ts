// Logins that programs keep: each asked once for a registry, a few at a time, and what is wrong with one told once.
// A login counts for the host that it was asked for, and only where the helper doesn't say that it is another one's.
import pLimit from "p-limit";
import type { Edges, HelperAnswer } from "../edges/edges.ts";
import type { Candidate, Secret } from "../model.ts";
import { type Helper, shownHosts } from "./docker-login.ts";
import { addressFor, isHost } from "./login-keys.ts";
import { maskAll, seal } from "./secret.ts";

/** The helpers of a run. */
export interface HelperLogins {
  /** The login that a helper has for a registry's host; `path` is the file that names the helper. */
  ask(path: string, helper: Helper, host: string): Promise<Candidate | null>;
  /** What was wrong with helpers that a file names, a sentence each. */
  troublesOf(path: string): readonly string[];
}

/** Each may be a runtime of its own, as gcloud's is. */
const mostAtOnce = 4;

/** A manifest chooses its hosts: a store that the file names for all of them is not asked for any number. */
const mostUnnamed = 100;

/** Nothing is started before the first question. `patience`: for how long one that is asked now is waited for, in milliseconds. */
export function openHelpers(
  { credentialHelper, mask }: Pick<Edges, "credentialHelper" | "mask">,
  patience: () => number,
): HelperLogins {
  const limit = pLimit(mostAtOnce);
  const answers = new Map<string, Promise<HelperAnswer>>();
  const hopeless = new Map<string, HelperAnswer>();
  const unnamed = new Set<string>();
  const troubles = new Map<string, Map<string, Trouble[]>>();

  const run = async (name: string, host: string): Promise<HelperAnswer> => {
    const known = hopeless.get(name);
    if (known !== undefined || credentialHelper === undefined) return known ?? unable;
    const timeoutMs = patience();
    if (timeoutMs <= 0) return tooLate;
    const answer = await credentialHelper(name, addressFor(host), timeoutMs);
    if (answer.kind === "broken" && answer.isHopeless) hopeless.set(name, answer);
    return answer;
  };
  const answerOf = async ({ name, isNamed }: Helper, host: string): Promise<HelperAnswer> => {
    if (!isNamed && unnamed.size < mostUnnamed) unnamed.add(host);
    if (!isNamed && !unnamed.has(host)) return tooMany;
    const key = JSON.stringify([name, host]);
    const asked = answers.get(key) ?? limit(run, name, host);
    answers.set(key, asked);
    return asked;
  };
  const note = (path: string, name: string, trouble: Trouble): null => {
    const ofFile = troubles.get(path) ?? new Map<string, Trouble[]>();
    const ofHelper = ofFile.get(name) ?? [];
    troubles.set(path, ofFile.set(name, ofHelper));
    ofHelper.push(trouble);
    return null;
  };

  return {
    async ask(path, helper, host) {
      const answer = await answerOf(helper, host);
      switch (answer.kind) {
        case "none":
          return null;
        case "broken":
          return note(path, helper.name, { host, why: answer.why });
        case "login": {
          const secret = seal(answer.secret);
          maskAll([secret], mask);
          const why = doubtOf(answer.serverUrl, helper, host);
          return why === null ? candidateOf(answer.username, secret) : note(path, helper.name, { host, why });
        }
      }
    },
    troublesOf: (path) => [...(troubles.get(path) ?? [])].map(([name, list]) => sentenceOf(path, name, list)).sort(),
  };
}

interface Trouble {
  readonly host: string;
  readonly why: string;
}

const unable: HelperAnswer = { kind: "broken", why: "no program can be started here", isHopeless: true };
const tooLate: HelperAnswer = { kind: "broken", why: "no time is left to ask it", isHopeless: true };
const tooMany: HelperAnswer = {
  kind: "broken",
  why: `it is named for no host, and was asked for ${mostUnnamed} others`,
  isHopeless: false,
};

/**
 * Some helpers give the same login to whoever asks. It must not go to a host that a manifest made up: who is named for the host
 * may leave out for whom the answer is, as gcloud's does; who is named for all may not.
 */
function doubtOf(serverUrl: string, { isNamed }: Helper, host: string): string | null {
  if (serverUrl === "") return isNamed ? null : "it doesn't say for whom its login is: name the host in credHelpers";
  return isHost(serverUrl, host) ? null : "its login is for another host";
}

/** Source of the name that stands for a token of the registry's own: docker/cli `cli/config/credentials/native_store.go`. */
function candidateOf(username: string, secret: Secret): Candidate {
  return username === "<token>"
    ? { kind: "identity-token", holder: "node", secret }
    : { kind: "login", holder: "node", username, secret };
}

/** The first host in the alphabet speaks for all of them: they answer in any order. A name that names no program is not shown. */
function sentenceOf(path: string, name: string, troubles: readonly Trouble[]): string {
  const sorted = troubles.toSorted((a, b) => (a.host < b.host ? -1 : 1));
  const program = /^[\w.-]{1,100}$/.test(name) ? `docker-credential-${name}` : "its helper";
  const hosts = shownHosts(sorted.map(({ host }) => host));
  return `the docker login in ${path}: ${program} gave none for ${hosts}: ${sorted[0]?.why ?? ""}: asked without it`;
}
