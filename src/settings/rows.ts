// Rows → values: the entries of `ignore`, and where objects of other kinds hold images.
import { dayForm, isDay } from "../ignores/calendar.ts";
import type { WrittenRow, Written } from "./layer.ts";
import { quoted, suggest } from "./nearest.ts";
import type { IgnoreEntry, ImagePathsRow } from "./settings.ts";
import { readPath, type Reading } from "./values.ts";

/** A sentence, not an essay: it stands in reports. */
const longestReason = 500;

/** One entry of `ignore`; `ruleIds` are the rules there are. */
export function readIgnore(row: WrittenRow, ruleIds: readonly string[]): Reading<IgnoreEntry> {
  const { place, span } = row;
  const rule = only(row, "rule");
  const image = only(row, "image");
  const path = only(row, "path");
  const reason = only(row, "reason");
  const until = only(row, "until");
  const mistakes = [
    ...(rule === null || ruleIds.includes(rule.text)
      ? []
      : [`${rule.place}: there is no rule ${quoted(rule.text)}: ${suggest(rule.text, ruleIds)}`]),
    ...(image === null ? [] : mistakesOf(readPath(image))),
    ...(path === null ? [] : mistakesOf(readPath(path))),
    ...(rule === null && image === null && path === null
      ? [`${place}: it takes everything: name a rule, an image or a path`]
      : []),
    ...reasonMistakes(reason, place),
    ...(until === null || isDay(until.text)
      ? []
      : [`${until.place}: ${quoted(until.text)} is no day of the calendar: ${dayForm}`]),
  ];
  if (mistakes.length > 0) return { kind: "mistakes", mistakes };
  return {
    kind: "value",
    value: {
      span,
      rule: rule?.text ?? null,
      image: image?.text ?? null,
      path: path?.text ?? null,
      reason: reason?.text.trim() ?? "",
      until: until?.text ?? null,
    },
  };
}

function reasonMistakes(reason: Written | null, place: string): readonly string[] {
  if (reason === null) return [`${place}: it gives no reason: say why, as in "reason: built after merge"`];
  if (!/[\p{L}\p{N}]/u.test(reason.text)) return [`${reason.place}: ${quoted(reason.text)} is no reason: say why`];
  if (reason.text.length <= longestReason) return [];
  return [`${reason.place}: ${quoted(reason.text)} is longer than ${longestReason} characters`];
}

/** Longer than any path of a real object, and few enough ways for whoever walks them. */
const longestPath = 500;
const mostGlobstars = 2;

/** A kind is a word; a group is a host's name, and `v1` is the core group's version. */
const kindForm = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const apiVersionForm = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?:\/[a-z0-9]{1,63})?$/;

/** One row of `image-paths`. */
export function readImagePaths(row: WrittenRow): Reading<ImagePathsRow> {
  const { place } = row;
  const kind = only(row, "kind");
  const apiVersion = only(row, "apiVersion");
  const paths = row.cells.get("paths") ?? [];
  const mistakes = [
    ...(kind === null ? [`${place}: it names no kind`] : []),
    ...(kind === null || kindForm.test(kind.text)
      ? []
      : [`${kind.place}: ${quoted(kind.text)} is not a kind such as Widget`]),
    ...(apiVersion === null || apiVersionForm.test(apiVersion.text)
      ? []
      : [
          `${apiVersion.place}: ${quoted(apiVersion.text)} is neither a group nor an apiVersion, such as example.com/v1`,
        ]),
    ...(paths.length === 0 ? [`${place}: it has no paths, such as [spec.image]`] : []),
    ...paths.flatMap(pathMistakes),
  ];
  if (mistakes.length > 0) return { kind: "mistakes", mistakes };
  return {
    kind: "value",
    value: {
      apiVersion: apiVersion?.text ?? null,
      kind: kind?.text ?? "",
      paths: [...new Set(paths.map(({ text }) => text))],
    },
  };
}

/** Keys with dots between them: `spec.sidecars[].image`. A key that has a dot in it can't be written. */
function pathMistakes({ text, place }: Written): readonly string[] {
  const wrong = (why: string): readonly string[] => [`${place}: ${quoted(text)} ${why}`];
  if (text.length > longestPath) return wrong(`is longer than ${longestPath} characters`);
  const steps = text.split(".");
  const bad = steps.find((step) => !/^(?:\*\*|(?:\*|[^\s.*[\]]+)(?:\[\])*)$/.test(step));
  if (bad !== undefined) return wrong(`is no path such as spec.sidecars[].image: ${quoted(bad)} is no key of it`);
  if (steps.filter((step) => step === "**").length > mostGlobstars) return wrong(`has more than ${mostGlobstars} "**"`);
  const last = steps.at(-1) ?? "";
  return last === "**" || last.endsWith("[]") ? wrong("has to end in the key that holds the image") : [];
}

/** The text of a column that has one; an empty cell is one, too. */
function only({ cells }: WrittenRow, column: string): Written | null {
  return cells.get(column)?.[0] ?? null;
}

function mistakesOf(reading: Reading<unknown>): readonly string[] {
  return reading.kind === "mistakes" ? reading.mistakes : [];
}
