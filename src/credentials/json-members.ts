// The members of a JSON object as they are written, duplicates included: a decoder that goes through them one by one sees each.
// Go's stops at a value that it can't use even where a later one of the same name would have replaced it.

/** A member's name and the text of its value. */
export interface JsonMember {
  readonly name: string;
  readonly text: string;
}

/** Of `text`, which is one JSON object and valid as such (`JSON.parse` takes it); nothing for every other value. */
export function membersIn(text: string): readonly JsonMember[] {
  const members: JsonMember[] = [];
  const open = /^\s*\{/.exec(text);
  if (open === null) return members;
  let at = open[0].length;
  for (;;) {
    const start = text.indexOf('"', at);
    // An empty object, or the brace behind the last value.
    if (start === -1 || /\S/.test(text.slice(at, start).replace(",", ""))) return members;
    const name = stringEnd(text, start);
    const value = text.indexOf(":", name) + 1;
    const end = valueEnd(text, value);
    members.push({ name: String(JSON.parse(text.slice(start, name))), text: text.slice(value, end).trim() });
    at = end;
  }
}

/** Just past the quote that closes the string that is opened at `start`. */
function stringEnd(text: string, start: number): number {
  const rest = /[^"\\]*(?:\\[^][^"\\]*)*"/y;
  rest.lastIndex = start + 1;
  rest.exec(text);
  return rest.lastIndex;
}

/** The comma or brace that ends a value. */
function valueEnd(text: string, start: number): number {
  const tokens = /["{}[\],]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const [mark] = token;
    if (mark === '"') tokens.lastIndex = stringEnd(text, token.index);
    else if (mark === "{" || mark === "[") depth += 1;
    else if (depth === 0) return token.index;
    else if (mark !== ",") depth -= 1;
  }
  return text.length;
}
