// Nodes as the parser makes them, in a third of its time: what kind a node is stands in its class, and not in each of them.
import { type Alias, isMap, isPair, isScalar, isSeq, type Scalar } from "yaml";

/** Offsets: where the node begins, where its value ends, and once more, as nobody asks for what follows it. */
type Range = [start: number, valueEnd: number, nodeEnd: number];

/** What aliases call a node. */
abstract class Anchored {
  anchor: string | undefined = undefined;
}

export class PlainScalar extends Anchored {
  readonly value: string;
  readonly source: string;
  readonly type: Scalar.Type;
  readonly range: Range;

  constructor(value: string, type: Scalar.Type, start: number, end: number) {
    super();
    this.value = value;
    this.source = value;
    this.type = type;
    this.range = [start, end, end];
  }
}

export class PlainPair {
  readonly key: PlainScalar;
  readonly value: PlainNode;

  constructor(key: PlainScalar, value: PlainNode) {
    this.key = key;
    this.value = value;
  }
}

abstract class PlainCollection<Item> extends Anchored {
  readonly items: readonly Item[];
  /** In braces or brackets. */
  readonly flow: boolean;
  readonly range: Range;

  constructor(items: readonly Item[], flow: boolean, start: number, end: number) {
    super();
    this.items = items;
    this.flow = flow;
    this.range = [start, end, end];
  }
}

export class PlainMap extends PlainCollection<PlainPair> {}

export class PlainSeq extends PlainCollection<PlainNode> {}

export type PlainNode = PlainScalar | PlainMap | PlainSeq | Alias;

/**
 * `isScalar` and its like ask for this symbol, which every constructor of `yaml` defines anew on every node. It is registered,
 * but not exported; the version is pinned, and a release that renames it fails loudly.
 */
const nodeType = Symbol.for("yaml.node.type");

const classes: readonly (readonly [made: { prototype: object }, name: string, isIt: (node: unknown) => boolean])[] = [
  [PlainScalar, "scalar", isScalar],
  [PlainPair, "pair", isPair],
  [PlainMap, "map", isMap],
  [PlainSeq, "seq", isSeq],
];

for (const [{ prototype }, name, isIt] of classes) {
  Object.defineProperty(prototype, nodeType, { value: Symbol.for(`yaml.${name}`) });
  if (!isIt(prototype)) throw new Error(`yaml has another way to tell what is a ${name}`);
}
