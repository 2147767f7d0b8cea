// The lexer of `yaml`, taught to read quoted scalars as kubectl's YAML reader does.
import { Lexer } from "yaml";

/**
 * A lexer that lets a quoted scalar go on over lines that are indented too little. The specification forbids them and
 * `yaml` keeps to it (eemeli/yaml#403); libyaml and go-yaml, hence kubectl, read them (scanner.c, scan_flow_scalar), and
 * real manifests have them. Both methods are private to `yaml`, whose version is pinned: they are looked up at run time,
 * and a release that renames them fails loudly.
 */
export function kubectlLexer(): Lexer {
  const lexer = new Lexer();
  const parseQuotedScalar = methodOf("parseQuotedScalar");
  const continueScalar = methodOf("continueScalar");
  let quoted = false;
  Object.assign(lexer, {
    *parseQuotedScalar(): Generator<unknown, unknown> {
      quoted = true;
      try {
        return yield* generatorFrom(parseQuotedScalar.call(lexer));
      } finally {
        quoted = false;
      }
    },
    /** The offset at which the line that starts at `offset` goes on with the scalar; -1 where it doesn't. */
    continueScalar(offset: number): unknown {
      const next = continueScalar.call(lexer, offset);
      return quoted && next === -1 ? offset : next;
    },
  });
  return lexer;
}

type Method = (this: Lexer, ...parameters: unknown[]) => unknown;

function methodOf(name: string): Method {
  const method: unknown = Reflect.get(Lexer.prototype, name);
  if (!isMethod(method)) throw new Error(`the lexer of yaml has no ${name} any more`);
  return method;
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
