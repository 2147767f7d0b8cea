// Texts in which `*` stands for any text, and nothing else for anything but itself: labels of hosts, names of which a part is open.
// Written by whoever opens a pull request, so that no regular expression is made of them: the time is that of a search.

/** Longer ones are no name and no host anywhere, and are held against no pattern. */
const longest = 1024;

/** Tells which texts are what `pattern` describes: taken apart once, it is held against thousands. */
export function starMatcher(pattern: string): (text: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return (text) => text === pattern;
  const middle = rest.filter((part) => part !== "");
  const least = first.length + last.length;
  return (text) => {
    const end = text.length - last.length;
    if (text.length < least || !text.endsWith(last) || !text.startsWith(first) || text.length > longest) return false;
    let at = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
