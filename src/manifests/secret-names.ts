// Names of Secrets that nobody knows in full before a template is filled in.

/** A name that is longer is none (RFC 1123, as the API server has it), and is not searched. */
const longestName = 253;

/** With `*` for what a template fills in: `{{ … }}`, `${…}`, `$(…)`. */
export function withStars(name: string): string {
  if (name.length > 4 * longestName) return "*";
  return name.replaceAll(/(?:\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\))+/g, "*").replaceAll(/\*{2,}/g, "*");
}
