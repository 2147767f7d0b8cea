// Ignore comments and a change: what was ignored anew is judged anew, and on a fork's pull request nobody is silenced by the change itself.
import { afterAll, beforeEach, expect, test } from "vitest";
import { ignoreViewOf } from "../../src/changes/ignoring.ts";
import { ignoresIn } from "../../src/ignores/ignores.ts";
import type { Origin } from "../../src/settings/origin.ts";
import { compareWith, web } from "../support/comparison.ts";
import { repositories, type Repository } from "../support/repository.ts";
import { settingsOf } from "../support/settings.ts";

const { create, remove } = repositories();
afterAll(remove);

let own: Repository;
beforeEach(() => {
  own = create();
});

const ignored = (image: string, reason: string): string => web(`${image} # pullgate: ignore tag-missing -- ${reason}`);

/** What is judged, and which of it is left out by whom. */
async function looked(
  origin?: Origin,
): Promise<{ readonly judged: readonly string[]; readonly silenced: readonly string[] }> {
  const changes = await compareWith(own, origin === undefined ? {} : { origin });
  const base = { kind: "none", because: null, trustsChange: origin === undefined } as const;
  const { onUse, all } = ignoresIn(changes.whole, settingsOf(), ignoreViewOf(changes, base, "2026-01-01"));
  const silenced = changes.extraction.uses.flatMap((use) => onUse.get(use) ?? []).map(({ reason }) => reason);
  return {
    judged: changes.judged,
    silenced: [
      ...silenced,
      ...all.filter(({ standing }) => standing.kind !== "counts").map(({ standing }) => standing.kind),
    ],
  };
}

const fork = (commit: string): Origin => ({ kind: "base-commit", commit, because: "the pull request is from a fork" });

test("a comment that is added, changed or removed makes its use one of the change", async () => {
  own.commit({ "a.yaml": web("x:1") });
  own.write({ "a.yaml": ignored("x:1", "later") });
  expect(await looked()).toEqual({ judged: ["a.yaml x:1"], silenced: ["later"] });
  own.commit();
  expect(await looked()).toEqual({ judged: [], silenced: [] });
  own.write({ "a.yaml": ignored("x:1", "much later") });
  expect(await looked()).toEqual({ judged: ["a.yaml x:1"], silenced: ["much later"] });
  own.write({ "a.yaml": web("x:1") });
  expect(await looked()).toEqual({ judged: ["a.yaml x:1"], silenced: [] });
});

test("on a fork's pull request a comment counts where the base has it at the same use", async () => {
  const commit = own.commit({ "a.yaml": ignored("x:1", "later") });
  own.write({ "a.yaml": ignored("x:2", "later") });
  expect(await looked(fork(commit))).toEqual({ judged: ["a.yaml x:2"], silenced: ["later"] });
});

test("one that the fork adds, or moves to another use, counts for nothing", async () => {
  const commit = own.commit({ "a.yaml": web("x:1"), "b.yaml": ignored("b:1", "later").replaceAll("web", "b") });
  own.write({
    "a.yaml": ignored("x:2", "mine"),
    "b.yaml": null,
    "c.yaml": ignored("b:1", "later").replaceAll("web", "c"),
  });
  const { judged, silenced } = await looked(fork(commit));
  expect(judged).toEqual(["a.yaml x:2", "c.yaml b:1"]);
  expect(silenced).toEqual(["untrusted", "untrusted"]);
});
