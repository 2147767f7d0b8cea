// Looks over the settings file's YAML before a tree is built of it: a stranger's file must not keep the gate busy.
import { Lexer, Parser } from "yaml";

/** Settings need four levels, and tokens by the hundred. */
const maxDepth = 32;
const maxTokens = 300_000;

/** Where the text goes past a limit, and which; `null` where it stays within. Neither memory nor time grows beyond them. */
export function outOfBounds(text: string): { readonly offset: number; readonly message: string } | null {
  const parser = new Parser();
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The documents that the parser hands out are of no use here, but only while they are taken does it go on.
    for (const token of parser.next(lexeme)) void token;
    tokens += 1;
    const { offset } = parser;
    if (parser.stack.length > maxDepth) return { offset, message: "it is nested too deeply for settings" };
    if (tokens > maxTokens)
      return { offset, message: `it has more than ${maxTokens} YAML tokens, too many for settings` };
  }
  return null;
}
