// What went wrong, as Node and its libraries name it.

/** The `code` of whatever was thrown (`ENOENT`, `ECONNREFUSED`); empty where it carries none. */
export function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
