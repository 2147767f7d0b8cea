// Logins that are tried for their own sake: each once at each place, however its name is spelled.
import { expect, test } from "vitest";
import { candidateMark } from "../../src/credentials/candidate.ts";
import { seal } from "../../src/credentials/secret.ts";
import { companionsIn } from "../../src/registries/companions.ts";
import { createAuthorization } from "../../src/registries/authorization.ts";
import type { LoginTrial } from "../../src/registries/login-trial.ts";
import { type ShownLogins, withTrials } from "../../src/registries/login-trials.ts";
import { createTokens } from "../../src/registries/tokens.ts";
import { type Network, networkOf } from "./walks.ts";

const candidate: LoginTrial["candidate"] = {
  kind: "login",
  holder: "node",
  username: "ci",
  secret: seal("canary-3f9c"),
};
const mark = candidateMark(candidate);
const spellings = ["registry.test:5000", "Registry.test:05000", "registry.test.:5000"];

async function tried(known: ShownLogins): Promise<{ readonly network: Network; readonly shown: ShownLogins }> {
  const network = networkOf([
    [
      "GET https://registry.test*/v2/",
      ({ headers }) =>
        headers["authorization"] === undefined
          ? { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } }
          : { status: 200 },
    ],
  ]);
  const { transport, clock } = network;
  const authorization = createAuthorization(transport, createTokens(transport, clock), companionsIn([]));
  const trials = spellings.map((registry) => ({ registry, candidate, reach: "anywhere" as const }));
  return { network, shown: await withTrials(known, trials, { transport, authorization }) };
}

test("one place is asked once, and what came of it is told of each spelling", async () => {
  const { network, shown } = await tried(new Map());
  expect(network.asked).toHaveLength(2);
  expect(shown.get(mark)?.map(({ registry, came }) => [registry, came.kind])).toEqual(
    spellings.map((registry) => [registry, "in"]),
  );
});

test("what an image has found out holds for each spelling", async () => {
  const one = {
    registry: "registry.test:5000",
    came: { kind: "in", unasked: false },
    isOpen: false,
    evidence: [],
  } as const;
  const { network, shown } = await tried(new Map([[mark, [one]]]));
  expect(network.asked).toEqual([]);
  expect(shown.get(mark)).toEqual(spellings.map((registry) => ({ ...one, registry })));
});
