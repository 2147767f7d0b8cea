// The one thrown class for a user's mistake: wrong usage, wrong settings, nothing to look at. The exit code is 2.

/** A mistake to be mended by whoever called; one sentence a line. Anything else that is thrown is a bug of ours (exit 3). */
export class Mistake extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "Mistake";
    this.lines = lines;
  }
}
