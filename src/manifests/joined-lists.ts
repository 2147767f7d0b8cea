// Lists of pull secrets put together: of an entry's pods, or of the accounts that one name means.
import type { ListedSecret } from "../model.ts";

interface Listing {
  readonly namespaces: readonly string[];
  readonly pullSecrets: readonly ListedSecret[];
}

/** Each name once, in the order in which they come; what not all of the lists have is marked with where it is listed. */
export function joinedLists(lists: readonly Listing[]): readonly ListedSecret[] {
  const listed = new Map<string, { readonly first: ListedSecret; readonly only: Set<string>; times: number }>();
  for (const { namespaces, pullSecrets } of lists) {
    for (const secret of new Map(pullSecrets.map((one) => [one.name, one])).values()) {
      const known = listed.get(secret.name) ?? { first: secret, only: new Set<string>(), times: 0 };
      for (const namespace of secret.only ?? namespaces) known.only.add(namespace);
      if (secret.only === undefined) known.times += 1;
      listed.set(secret.name, known);
    }
  }
  return [...listed.values()].map(({ first: { name, span }, only, times }) =>
    times === lists.length ? { name, span } : { name, span, only: [...only] },
  );
}
