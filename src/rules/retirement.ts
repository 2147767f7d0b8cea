// What became of the place that a reference names, and what its image is called now.
import type { Reference } from "../model.ts";
import { repositoryName } from "./names.ts";
import { type Retired, retiredRegistries } from "./retired-registries.ts";

export interface Retirement {
  readonly retired: Retired;
  /** What was given up, as the reference has it: `k8s.gcr.io`, `docker.io/bitnami`. */
  readonly place: string;
  /** The repository's new name, with its registry; `null` where nobody is known to publish it. */
  readonly successor: string | null;
}

/** The row that knows most of it; `null` for whatever goes on as it was. */
export function retirementOf(reference: Reference): Retirement | null {
  const name = repositoryName(reference);
  const [nearest] = retiredRegistries
    .flatMap((retired) => retired.at.map((at) => ({ retired, place: placeIn(at, reference) })))
    .filter(({ place }) => isWithin(name, place))
    .toSorted((a, b) => b.place.length - a.place.length);
  if (nearest === undefined || goesOn(nearest.retired, reference)) return null;
  const { retired, place } = nearest;
  return { retired, place, successor: retired.to === null ? null : retired.to.at + name.slice(place.length) };
}

function placeIn(at: string, { registry }: Reference): string {
  return at.startsWith("*.") && registry.endsWith(at.slice(1)) ? registry : at;
}

function isWithin(name: string, place: string): boolean {
  return name === place || name.startsWith(`${place}/`);
}

function goesOn({ stays }: Retired, reference: Reference): boolean {
  if (stays === undefined) return false;
  const isTagged = reference.digest === null && stays.tags.includes(reference.tag ?? "");
  return isTagged || stays.repositories.some((repository) => isWithin(repositoryName(reference), repository));
}
