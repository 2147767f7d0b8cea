// A file or one of its documents was not read: no image in it was seen.
import { isJson } from "../manifests/problems.ts";
import type { ProblemKind } from "../model.ts";
import type { Draft, ProblemRule } from "./rule.ts";

export const manifestUnreadable: ProblemRule = {
  id: "manifest-unreadable",
  title: "a manifest can't be read",
  over: "problem",
  check({ kind, message, span }) {
    const judged = kinds[kind];
    if (judged === null) return null;
    const fix = judged.fix.replace("FORMAT", isJson(span.file) ? "JSON" : "YAML");
    return { ...judged, fix, message, kubelet: null };
  },
};

/**
 * What no cluster could read either is an error; what only this run could not see is a warning; a template is not a
 * manifest yet. Charts' templates are no finding: the report lists them.
 */
const kinds: Readonly<Record<ProblemKind, Pick<Draft, "severity" | "fix"> | null>> = {
  syntax: { severity: "error", fix: "correct the FORMAT: kubectl apply --dry-run=client -f FILE refuses it too" },
  "too-deep": { severity: "error", fix: "nest it less: no manifest needs this depth" },
  "too-many-aliases": {
    severity: "error",
    fix: "write out what the aliases stand for: kubectl refuses to expand them too",
  },
  encoding: { severity: "warning", fix: "save it as UTF-8, or add it to exclude if it is no manifest" },
  "too-large": { severity: "warning", fix: "split the file, or add it to exclude if it is no manifest" },
  unreadable: { severity: "warning", fix: "make it a file that can be read, or add it to exclude" },
  template: { severity: "notice", fix: "check what the template renders to, or add the file to exclude" },
  "chart-template": null,
  vendored: null,
};
