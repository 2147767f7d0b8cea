// The end of the flow: every report that was asked for is drawn, and goes where it was asked to go.
// Standard output comes first, so that a file that can't be written takes nothing from whoever watches.
import type { Text } from "./edges/edges.ts";
import { Mistake } from "./mistake.ts";
import type { Listing, Report } from "./model.ts";
import { githubPieces } from "./report/github.ts";
import { jsonPieces } from "./report/json.ts";
import { renderListing } from "./report/listing.ts";
import { type Screen, textPieces } from "./report/text.ts";
import type { Publication } from "./settings/outputs.ts";
import type { Format } from "./settings/settings.ts";

/** Where reports can go. */
export interface Outlets {
  /** The working folder as seen from the repository's root: empty, or with `/` at its end. */
  readonly folder: string;
  /** What standard output is. */
  readonly screen: Screen;
  readonly print: (text: Text) => Promise<void>;
  /** Throws `Mistake` where the file can't be written. */
  readonly write: (path: string, text: Text) => Promise<void>;
  /** The summary of a GitHub step, where there is one; `draw` is told how many bytes of UTF-8 it may take. */
  readonly summarize: (draw: (room: number) => string) => Promise<void>;
}

/**
 * Draws a finished report in every form that was asked for, and hands each to its outlet. Throws `Mistake` with every file
 * that could not be written, after everything else was.
 */
export async function publishReport(report: Report, publication: Publication, outlets: Outlets): Promise<void> {
  const { folder } = outlets;
  await publish((format, screen) => drawReport(report, format, screen, folder), publication, outlets);
  if (publication.format !== "github") return;
  const { renderSummary } = await import("./report/summary.ts");
  await outlets.summarize((room) => renderSummary(report, room));
}

/** A listing has no form of its own for GitHub; the settings refuse to ask for one. */
export async function publishListing(listing: Listing, publication: Publication, outlets: Outlets): Promise<void> {
  await publish((format) => renderListing(listing, format === "json" ? "json" : "text"), publication, outlets);
}

/** Neither have the hosts that these images need. */
export async function publishEgress(report: Report, publication: Publication, outlets: Outlets): Promise<void> {
  const { renderEgress } = await import("./report/egress.ts");
  await publish((format) => renderEgress(report, format === "json" ? "json" : "text"), publication, outlets);
}

async function publish(
  draw: (format: Format, screen: Screen) => Text,
  publication: Publication,
  outlets: Outlets,
): Promise<void> {
  const mistakes: string[] = [];
  const attempt = async (writing: Promise<void>): Promise<void> => {
    try {
      await writing;
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      mistakes.push(...error.lines);
    }
  };
  if (publication.toStandardOutput) await attempt(outlets.print(draw(publication.format, outlets.screen)));
  for (const { format, path } of publication.files) await attempt(outlets.write(path, draw(format, onPaper)));
  if (mistakes.length > 0) throw new Mistake(...mistakes);
}

/** A file has neither colours nor a width. */
const onPaper: Screen = { color: false, columns: null };

function drawReport(report: Report, format: Format, screen: Screen, folder: string): Text {
  switch (format) {
    case "text":
      return textPieces(report, screen);
    case "json":
      return jsonPieces(report);
    case "github":
      return githubPieces(report, folder);
  }
}
