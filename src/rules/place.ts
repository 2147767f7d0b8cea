// Where a use or a finding stands in a report: the contract's order, the same on every machine.
import { compareText } from "../text-order.ts";
import type { ImageUse, Problem, Span } from "../model.ts";

/** Sort keys, most significant first; offsets stand for line and column. */
export interface Place {
  readonly file: string;
  readonly start: number;
  readonly via: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  /** The rule's index, for findings at one place. */
  readonly order: number;
}

/** The place of a use, or of a problem, which has no workload; `span`: where something else than the image decides. */
export function placeOf(one: ImageUse | Pick<Problem, "span">, { file, start }: Span = one.span): Place {
  const span = { file, start };
  const at = { file: span.file.path, start: span.start, order: 0 };
  if (!("image" in one)) return { ...at, via: "", kind: "", namespace: "", name: "", path: "" };
  return { ...at, via: one.via ?? "", kind: one.kind, namespace: one.namespace ?? "", name: one.name, path: one.path };
}

/** File, line, column, via, kind, namespace, name, path; strings by code unit, since locales differ between machines. */
export function byPlace(a: Place, b: Place): number {
  return (
    compareText(a.file, b.file) ||
    a.start - b.start ||
    compareText(a.via, b.via) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name) ||
    compareText(a.path, b.path) ||
    a.order - b.order
  );
}
