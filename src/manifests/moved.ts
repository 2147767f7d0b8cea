// Uses and objects, moved to the namespaces that kustomizations put them into.
import type { AccessObjects, ImageUse, ServiceAccount, Span } from "../model.ts";
import type { FileReading } from "./file-reading.ts";
import { withSubjects } from "./moved-subjects.ts";
import { type Landing, landings } from "./kustomize-namespaces.ts";
import { namespacesOf } from "./namespace-written.ts";

/** Everything of a tree that has a namespace. */
export interface Placed {
  readonly uses: readonly ImageUse[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly access: AccessObjects;
}

interface Item {
  readonly namespace: string | null;
  readonly namespaces: readonly string[];
  readonly span: Span;
}

/** `readings`: of the same tree, one a file. Where no kustomization sets a namespace, all stays as it is written. */
export function moved(
  { uses, serviceAccounts, access }: Placed,
  readings: readonly Pick<FileReading, "links" | "unmoved">[],
): Placed {
  const links = readings.flatMap((reading) => reading.links);
  if (links.every(({ namespace }) => namespace === null)) return { uses, serviceAccounts, access };
  const landingOf = onceEach(landings(links));
  const isUnmoved = within(readings.flatMap(({ unmoved }) => unmoved));
  const move = <One extends Item>(item: One): One => {
    const landing = landingOf(item.span.file.path);
    if (landing.length === 0 || isUnmoved(item.span)) return item;
    return { ...item, namespaces: landed(item, landing) };
  };
  const accounts = serviceAccounts.map(move);
  const bound = withSubjects(
    serviceAccounts.map((account, index) => ({ before: account, after: accounts[index] ?? account })),
    links,
  );
  return {
    uses: uses.map(move),
    serviceAccounts: accounts,
    access: {
      ...access,
      secrets: access.secrets.map(move),
      producers: access.producers.map(move),
      roles: access.roles.map((role) => (role.kind === "Role" ? move(role) : role)),
      bindings: access.bindings.map(bound).map((binding) => (binding.kind === "RoleBinding" ? move(binding) : binding)),
    },
  };
}

/** Where something comes to be; a namespace that is yet to be filled in may be any. */
export function landed({ namespaces }: Pick<Item, "namespaces">, landing: Landing): readonly string[] {
  if (landing.length === 0) return namespaces;
  if (landing === "anywhere" || landing.some((one) => one !== null && namespacesOf(one).length === 0)) return [];
  return [...new Set(landing.flatMap((namespace) => namespace ?? namespaces))];
}

function onceEach(find: (path: string) => Landing): (path: string) => Landing {
  const known = new Map<string, Landing>();
  return (path) => {
    const found = known.get(path) ?? find(path);
    known.set(path, found);
    return found;
  };
}

/** Does a span stand in one of those, in its file? */
function within(stretches: readonly Span[]): (span: Span) => boolean {
  const byFile = new Map(
    [...Map.groupBy(stretches, ({ file }) => file.path)].map(([path, ofFile]) => [path, apart(ofFile)]),
  );
  return ({ file, start }) => {
    const ofFile = byFile.get(file.path) ?? [];
    const last = ofFile[countUpTo(ofFile, start) - 1];
    return last !== undefined && start < last.end;
  };
}

/** The same stretches, ascending, with none in another. */
function apart(stretches: readonly Span[]): readonly Span[] {
  let end = -1;
  return stretches
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((stretch) => {
      const isOuter = stretch.end > end;
      end = Math.max(end, stretch.end);
      return isOuter;
    });
}

/** How many of the ascending stretches begin at `offset` or before it. */
function countUpTo(stretches: readonly Span[], offset: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
