// Days of the calendar as people write them, `2027-01-31`, all of them in UTC.
// Written so, the earlier of two days is the one that sorts first.

/** The day of a moment, in milliseconds since the epoch. */
export function dayOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}

/** Is it written YYYY-MM-DD, and is there such a day? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  // V8 takes the 31st of February for the 3rd of March: only what is printed as it was written is a day.
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && dayOf(at) === text;
}

/** What to write instead of a text that is no day. */
export const dayForm = "write the last day as YYYY-MM-DD, such as 2027-01-31";
