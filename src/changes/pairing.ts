// What was before and what is after a change, paired: nothing is used twice, so that what there is more of is new.

/** How one side's items are told apart and compared. */
export interface Comparing<Item> {
  /** Which one it is, within its file. */
  readonly identity: (item: Item) => string;
  readonly file: (item: Item) => string;
  /** What may change about it; `side` says in whose context. */
  readonly facts: (item: Item, side: "before" | "after") => string;
}

export interface Pairing<Item> {
  /** The one that an item was before, for all that have one. */
  readonly before: ReadonlyMap<Item, Item>;
  /** Those of `before` whose facts are what they were. */
  readonly unchanged: ReadonlySet<Item>;
}

/**
 * Pairs items: of one identity in one file first those with the same facts, then the others, which have changed; what is left
 * over was perhaps in another file, which only the same facts can show.
 */
export function pair<Item>(
  before: readonly Item[],
  after: readonly Item[],
  { identity, file, facts }: Comparing<Item>,
): Pairing<Item> {
  const numberOf = numbering();
  const numbered = (item: Item, side: "before" | "after"): Numbered<Item> => ({
    item,
    at: numberOf(identity(item)),
    file: numberOf(file(item)),
    facts: numberOf(facts(item, side)),
  });
  const then = before.map((item) => numbered(item, "before"));
  const now = after.map((item) => numbered(item, "after"));
  const pairs = new Map<Item, Item>();
  const unchanged = new Set<Item>();
  const taken = new Set<Item>();

  function match(keyOf: (one: Numbered<Item>) => string, areEqual: boolean): void {
    const free = Map.groupBy(
      then.filter(({ item }) => !taken.has(item)),
      keyOf,
    );
    const next = new Map<string, number>();
    for (const one of now) {
      if (pairs.has(one.item)) continue;
      const key = keyOf(one);
      const index = next.get(key) ?? 0;
      const partner = free.get(key)?.[index];
      if (partner === undefined) continue;
      next.set(key, index + 1);
      taken.add(partner.item);
      pairs.set(one.item, partner.item);
      if (areEqual) unchanged.add(one.item);
    }
  }

  match(({ file, at, facts }) => `${file} ${at} ${facts}`, true);
  match(({ file, at }) => `${file} ${at}`, false);
  match(({ at, facts }) => `${at} ${facts}`, true);
  return { before: pairs, unchanged };
}

/** Texts as numbers: they are long, and of a hundred thousand each would be held several times. */
interface Numbered<Item> {
  readonly item: Item;
  readonly at: number;
  readonly file: number;
  readonly facts: number;
}

function numbering(): (text: string) => number {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
}
