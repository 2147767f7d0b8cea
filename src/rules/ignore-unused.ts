// A comment or an entry of the settings that was to silence something, and doesn't.
import type { Ignore, JudgedIgnore } from "../model.ts";
import { quoted } from "../settings/nearest.ts";
import { listed } from "./names.ts";
import type { Draft, IgnoreRule } from "./rule.ts";

export const ignoreUnused: IgnoreRule = {
  id: "ignore-unused",
  title: "an ignore that does nothing",
  over: "ignore",
  check(judged) {
    const said = words(judged);
    return said === null ? null : { severity: "warning", kubelet: null, ...said };
  },
};

type Words = Pick<Draft, "message" | "fix"> & Partial<Pick<Draft, "severity">>;

function words({ from, fate }: JudgedIgnore): Words | null {
  const self = selves[from];
  switch (fate.kind) {
    case "fine":
      return null;
    case "unreadable":
      return { message: `${self} does not count: ${fate.why}`, fix: fate.fix };
    case "expired":
      return {
        message: `${self} was good until ${fate.ignore.until ?? ""} and no longer counts: ${quoted(fate.ignore.reason)}`,
        fix: "remove it, or give it a later day if its reason still holds",
      };
    case "untrusted":
      return {
        severity: "notice",
        message: `${self} does not count: on pull requests from forks only those of the base commit do`,
        fix: "mend the image, or bring the comment to the base branch first",
      };
    case "misplaced":
      return misplaced[from];
    case "unused":
      return unused(self, fate.ignore, fate.instead);
  }
}

const selves: Readonly<Record<Ignore["from"], string>> = {
  comment: "this comment",
  settings: "this entry of ignore",
};

const misplaced: Readonly<Record<Ignore["from"], Words>> = {
  comment: {
    message: "this comment silences nothing: no image is decided on its line",
    fix: "put it behind the image, or on a line of its own directly above; at a Secret, a binding or a pull secret's name it has to name the rule",
  },
  settings: {
    message: "this entry of ignore silences nothing: nothing in the manifests is meant by it",
    fix: "remove it, or correct its rule, image or path",
  },
};

function unused(self: string, { rules }: Ignore, instead: readonly string[]): Words {
  const named = listed(rules, 3);
  const others = listed(instead, 3);
  const find = rules.length > 1 ? "find" : "finds";
  return {
    message: `${self} silences nothing: ${named} ${find} nothing wrong here${others === "" ? "" : `, ${others} ${instead.length > 1 ? "do" : "does"}`}`,
    fix: others === "" ? "remove it" : `remove it, or name ${others}`,
  };
}
