// The lexer of `yaml`, taught to read quoted scalars and flow collections as kubectl's YAML reader does.
import { Lexer } from "yaml";

/**
 * A lexer that lets quoted scalars, lists in brackets and mappings in braces go on over lines that are indented too
 * little. The specification forbids them and `yaml` keeps to it (eemeli/yaml#403); libyaml and go-yaml, hence kubectl,
 * read them (scanner.c, scan_flow_scalar and unroll_indent), and real manifests have them. The methods and fields are
 * private to `yaml`, whose version is pinned: they are looked up at run time, and a release that renames them fails
 * loudly.
 */
export function kubectlLexer(): Lexer {
  const lexer = new KubectlLexer();
  fieldOf(lexer, "indentNext");
  fieldOf(lexer, "flowLevel");
  return lexer;
}

class KubectlLexer extends Lexer {
  indentOutside: number | null = null;
  quoted = false;
}

const parseQuotedScalar = methodOf("parseQuotedScalar");
const continueScalar = methodOf("continueScalar");
const getLine = methodOf("getLine");

// On the class, and not on each lexer: V8 takes a quarter less where all lexers have one shape.
Object.assign(KubectlLexer.prototype, {
  /** Called at each step, before the indentation is looked at: within brackets and braces none is asked for. */
  getLine(this: KubectlLexer): unknown {
    const isWithin = fieldOf(this, "flowLevel") > 0;
    if (isWithin !== (this.indentOutside !== null)) {
      const outside = this.indentOutside;
      this.indentOutside = isWithin ? fieldOf(this, "indentNext") : null;
      Reflect.set(this, "indentNext", outside ?? 0);
    }
    return getLine.call(this);
  },
  *parseQuotedScalar(this: KubectlLexer): Generator<unknown, unknown> {
    this.quoted = true;
    try {
      return yield* generatorFrom(parseQuotedScalar.call(this));
    } finally {
      this.quoted = false;
    }
  },
  /** The offset at which the line that starts at `offset` goes on with the scalar; -1 where it doesn't. */
  continueScalar(this: KubectlLexer, offset: number): unknown {
    const next = continueScalar.call(this, offset);
    return this.quoted && next === -1 ? offset : next;
  },
});

type Method = (this: Lexer, ...parameters: unknown[]) => unknown;

function methodOf(name: string): Method {
  const method: unknown = Reflect.get(Lexer.prototype, name);
  if (!isMethod(method)) throw new Error(`the lexer of yaml has no ${name} any more`);
  return method;
}

function fieldOf(lexer: Lexer, name: string): number {
  const value: unknown = Reflect.get(lexer, name);
  if (typeof value !== "number") throw new Error(`the lexer of yaml has no ${name} any more`);
  return value;
}

function isMethod(value: unknown): value is Method {
  return typeof value === "function";
}

function generatorFrom(value: unknown): Iterable<unknown, unknown> {
  if (!isIterable(value)) throw new Error("parseQuotedScalar of yaml is no generator any more");
  return value;
}

function isIterable(value: unknown): value is Iterable<unknown, unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
