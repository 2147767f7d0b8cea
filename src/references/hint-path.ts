// What to change in the path of a repository: the part after the registry and before tag and digest.
import { longestPath, misplacedSeparators } from "./grammar.ts";
import { looksLikeHost, lowerCase, splitDomain } from "./normalise.ts";
import { isConstant } from "./placeholder.ts";
import { quote, quoteCharacter } from "./quote.ts";

/**
 * For a path at fault, `null` for one that is not.
 *
 * @param host the registry as written, `null` where none is
 * @param image the whole, for what is said of a path that isn't there
 */
export function pathHint(path: string, host: string | null, image: string): string | null {
  if (path === "") {
    return host === null ? `write the image's name before ${quote(image)}` : `write the image's name after "${host}/"`;
  }
  const capitals = path.split("/").find((part) => lowerCase(part) !== part);
  if (capitals !== undefined) {
    if (isConstant(capitals)) return `fill in what ${quote(capitals)} stands for, or write it in lower case`;
    // `Foo/Bar`: a host by its capital alone, so that is no more meant than the other.
    const whole = host !== null && !looksLikeHost(host) ? `${host}/${path}` : capitals;
    return `write ${quote(whole)} in lower case: only hosts and tags have capitals`;
  }
  const foreign = /[^a-z0-9._/-]/.exec(path)?.[0];
  if (foreign !== undefined) return `remove ${quoteCharacter(foreign)}: a name like ${quote(path)} can't hold it`;
  return slashHint(path) ?? separatorHint(path) ?? lengthHint(path, host);
}

function slashHint(path: string): string | null {
  const double = path.indexOf("//");
  if (path.startsWith("/")) return `write the registry before ${quote(path)}, or remove the first slash`;
  if (double >= 0) {
    return `write what is missing between the slashes of ${quote(`${path.slice(0, double)}//`)}, or remove one`;
  }
  return path.endsWith("/") ? `write the image's name after ${quote(path)}, or remove the last slash` : null;
}

function separatorHint(path: string): string | null {
  const edge = path.split("/").find((part) => /^[._-]|[._-]$/.test(part));
  if (edge !== undefined) {
    return `correct ${quote(edge)}: each part of a name starts and ends with a lower-case letter or a digit`;
  }
  const misplaced = misplacedSeparators.exec(path)?.[0];
  if (misplaced === undefined) return null;
  return `replace ${quote(misplaced)} in ${quote(path)}: between letters or digits stand one ".", one or two "_", or dashes`;
}

function lengthHint(path: string, host: string | null): string | null {
  // Docker Hub's `library/` counts, written or not.
  const { remainder } = splitDomain(host === null ? path : `${host}/${path}`);
  const length = Math.max(path.length, remainder.length);
  if (length <= longestPath) return null;
  return `shorten ${quote(path)}: it has ${length} characters, and ${longestPath} is the most`;
}
