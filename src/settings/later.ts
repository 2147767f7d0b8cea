// Names that are agreed on and whose behaviour is not built yet: told apart from slips of the finger, and refused all the same.
// None of them is in the table of options, so none is in `--help`.

const later: ReadonlySet<string> = new Set([
  "allowed-registries",
  "comment",
  "github-token",
  "max-image-size",
  "remote-bases",
  "substitute",
]);

/** All of them, for a reader of flags that has to know that a value follows: none is a switch. */
export const laterNames: readonly string[] = [...later];

/** Is this the name of an option, on whatever face, that a later version brings? */
export function isLater(name: string): boolean {
  return later.has(name);
}

/** `place` is how the name was written: `--comment`, `input "comment"`, `.pullgate.yaml:3: "comment"`. */
export function notThereYet(place: string): string {
  return `${place} is not there yet: leave it out`;
}
