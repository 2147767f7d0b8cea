// What a comment says: `ignore RULE[, RULE…] -- REASON[, until YYYY-MM-DD]`, or why that can't be told.
// One mistake is told, and then the whole comment counts for nothing: half of it might silence what nobody meant.
import type { GateComment, Ignore, IgnoreFate } from "../model.ts";
import { quoted, suggest } from "../settings/nearest.ts";
import { dayForm, isDay } from "./calendar.ts";
import { ignorableRules, notIgnorable } from "./ignorable.ts";

export type CommentReading =
  { readonly kind: "ignore"; readonly ignore: Ignore } | Extract<IgnoreFate, { readonly kind: "unreadable" }>;

/** Whoever needs more has a file for it. */
const longest = 2000;

const form = 'write "# pullgate: ignore RULE -- REASON"';

/** Reads one comment; whether its day is over is for others to say. */
export function readComment({ span, text }: GateComment): CommentReading {
  if (text.length > longest) return unreadable(`it is longer than ${longest} characters`, "say it in fewer words");
  const [, verb = "", said = ""] = /^([^\s,:-]*)([^]*)$/.exec(text) ?? [];
  if (verb.toLowerCase() !== "ignore")
    return unreadable(`"ignore" has to follow "pullgate:", not ${quoted(text)}`, form);
  const cut = /-{2,}/.exec(said);
  if (cut === null) return withoutReason(said);
  const rules = new Set(
    said
      .slice(0, cut.index)
      .split(/[\s,]+/)
      .filter((rule) => rule !== ""),
  );
  for (const rule of rules) {
    const fault = ruleFault(rule);
    if (fault !== null) return fault;
  }
  const { reason, until } = clauses(said.slice(cut.index + cut[0].length));
  if (until !== null && !isDay(until)) return unreadable(`${quoted(until)} is no day of the calendar`, dayForm);
  if (!/[\p{L}\p{N}]/u.test(reason)) return unreadable("it gives no reason", form);
  return { kind: "ignore", ignore: { from: "comment", span, rules: [...rules], reason, until } };
}

/** Dashes and colons in the place of `--` are the mistake that everybody makes once. */
function withoutReason(said: string): CommentReading {
  const [, sign] = /(?:^|\s)([-—–―:=]|\/\/|#)(?=\s)/.exec(said) ?? [];
  return sign === undefined
    ? unreadable("it gives no reason", form)
    : unreadable(`its reason has to follow "--", not ${quoted(sign)}`, form);
}

function ruleFault(rule: string): CommentReading | null {
  if (ignorableRules.includes(rule)) return null;
  const other = notIgnorable(rule);
  if (other !== null) return unreadable(other.why, other.fix);
  return unreadable(`there is no rule ${quoted(rule)}`, suggest(rule, ignorableRules));
}

/**
 * The last `until` is the day's where a comma stands before it or a digit behind it; any other is a word of the reason
 * ("off until the mirror is back"). Written as in the settings (`until: 2027-01-31`) or in brackets it is one as well: a day
 * that somebody set must never be taken for words.
 */
function clauses(said: string): { readonly reason: string; readonly until: string | null } {
  const last = [...said.matchAll(/(?<=^|[\s,;([])until(?=[\s:=])[:=]?/gi)].at(-1);
  if (last === undefined) return { reason: said.trim(), until: null };
  const before = said.slice(0, last.index).trimEnd();
  const day = said.slice(last.index + last[0].length).trim();
  if (!before.endsWith(",") && !/^\d/.test(day)) return { reason: said.trim(), until: null };
  return { reason: before.replace(/[,;([]$/, "").trim(), until: day.replace(/[)\]]?\.?$/, "") };
}

function unreadable(why: string, fix: string): Extract<IgnoreFate, { readonly kind: "unreadable" }> {
  return { kind: "unreadable", why, fix };
}
