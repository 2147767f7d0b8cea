// Which rules an ignore can name: those that speak of one image, or of one object that decides about pulls.
import { rules } from "../rules/index.ts";
import { quoted } from "../settings/nearest.ts";

/** Rules over Secrets and bindings, which are ignored at their own lines or beside a path. */
export const accessRules: readonly string[] = [...idsOver("secret"), ...idsOver("binding")];

/** Rules over what stands in a list of names, be it a use's or an account's. */
export const nameRules: readonly string[] = idsOver("name");

/** Rules that a comment can name: those over uses of images, and those. */
export const ignorableRules: readonly string[] = [...idsOver("use"), ...nameRules, ...accessRules];

/** Rules over files, which an entry of the settings can name beside a path. */
export const fileRules: readonly string[] = idsOver("problem");

/** For a rule that is there and speaks of no image: why it can't be ignored at a line, and where it can; else `null`. */
export function notIgnorable(rule: string): { readonly why: string; readonly fix: string } | null {
  const over = rules.find(({ id }) => id === rule)?.over;
  switch (over) {
    case undefined:
    case "use":
    case "name":
    case "secret":
    case "binding":
      return null;
    case "problem":
      return {
        why: `${quoted(rule)} is about files, not about an image`,
        fix: "name the file in the settings, under ignore or exclude",
      };
    case "run":
    case "ignore":
      return {
        why: `${quoted(rule)} is not about an image`,
        fix: `set it in the settings: "rules: { ${rule}: off }"`,
      };
  }
}

function idsOver(over: (typeof rules)[number]["over"]): readonly string[] {
  return rules.filter((rule) => rule.over === over).map(({ id }) => id);
}
