// The place was given up: what it still serves grows old there, until nodes find nothing.
import type { ImageUse, Outcome, Reference, Severity } from "../model.ts";
import { printReference } from "../references/print.ts";
import { repositoryName } from "./names.ts";
import type { Retired, Successor } from "./retired-registries.ts";
import { retirementOf } from "./retirement.ts";
import type { UseRule } from "./rule.ts";
import { suggest, withRepository } from "./suggestion.ts";
import { wordingOf } from "./wording.ts";

export const registryRetired: UseRule = {
  id: "registry-retired",
  title: "the registry or catalogue was given up",
  over: "use",
  isAside: true,
  check({ use, parsed, outcome }) {
    if (parsed.kind !== "reference" || isLeftOut(outcome)) return null;
    const { reference } = parsed;
    const retirement = retirementOf(reference);
    if (retirement === null) return null;
    const { retired, place, successor } = retirement;
    const still = isServed(outcome) && retired.what === "gone" ? ", though something answers for it here" : "";
    const isThere = retired.to !== null && hasTheSame(retired.to, reference);
    return {
      severity: severityOf(retired, outcome),
      message: `${whatHappened(retired, place, wordingOf(use).thing)}${still}`,
      // What a node can't pull has a finding of its own, with the node's words.
      kubelet: null,
      fix: successor === null ? searchFor(use) : take(successor, isThere, reference),
      ...suggest(use, successor !== null && isThere ? withRepository(use, successor) : null),
    };
  },
};

/** No node asks for it, or a person said to leave it out. */
function isLeftOut(outcome: Outcome): boolean {
  return outcome.kind === "not-asked" && (outcome.why === "never-pulled" || outcome.why === "ignored");
}

/** The registry handed it out; whether it fits the node is another matter. */
function isServed({ kind }: Outcome): boolean {
  return kind === "found" || kind === "mismatched" || kind === "faulty";
}

function severityOf({ what }: Retired, outcome: Outcome): Severity {
  if (isServed(outcome)) return "notice";
  const isMissed = outcome.kind === "absent" || outcome.kind === "refused" || outcome.kind === "unreachable";
  return isMissed || what === "gone" ? "warning" : "notice";
}

function whatHappened(retired: Retired, place: string, thing: string): string {
  const { what, since } = retired;
  switch (what) {
    case "frozen":
      return `"${place}" has been frozen since ${since}: nothing new is published there`;
    case "moved":
      return `the ${thing}s of "${place}" were moved to ${retired.to.at} ${dated(since)}`;
    case "closing":
      return `"${place}" is to be shut down in ${retired.until}, as was announced ${dated(since)}`;
    case "gone":
      return `"${place}" was ${place.includes("/") ? "removed" : "shut down"} ${dated(since)}`;
  }
}

/** `on 2025-02-24`, `in 2021-08` */
function dated(date: string): string {
  return `${date.length === "2021-08".length ? "in" : "on"} ${date}`;
}

function hasTheSame({ has }: Successor, { digest }: Reference): boolean {
  return has === "everything" || (has === "tags" && digest === null);
}

function take(successor: string, isThere: boolean, reference: Reference): string {
  if (isThere) return `take "${successor}${printReference(reference).slice(repositoryName(reference).length)}" instead`;
  const pinned = reference.digest === null ? "" : ", with the digest that it has there";
  return `take a tag of "${successor}" instead${pinned}: crane ls ${successor}`;
}

function searchFor(use: ImageUse): string {
  return `find out who publishes the ${wordingOf(use).thing} now, or keep a copy of it in a registry of your own`;
}
