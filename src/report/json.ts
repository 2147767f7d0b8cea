// The JSON report: exactly what the schema (`schema/report.schema.json`) says, in its order, and the same bytes for the same report.
import { positionOf } from "../manifests/position.ts";
import type {
  Exchange,
  Finding,
  JudgedUse,
  Platform,
  RateLimitSeen,
  RegistrySeen,
  Related,
  Report,
  Span,
  Subject,
} from "../model.ts";
import { printReference } from "../references/print.ts";
import { printPlatform } from "../registries/platforms.ts";
import { imagesOf, toldOf } from "./images.ts";
import type { ImageSeen } from "./images.ts";
import { compareText } from "../text-order.ts";
import { findingsInOrder, inOrder } from "./order.ts";
import { totalsOf } from "./totals.ts";

/** Grows with every change that could break a reader of reports. */
export const schemaVersion = 1;

/** The contract's report as text, ended by a line feed. */
export function renderJson(report: Report): string {
  return [...jsonPieces(report)].join("");
}

/** The same, piece by piece: as a whole, that of ten thousand uses is most of a run's memory. */
export function jsonPieces(report: Report): Generator<string, void> {
  return jsonText({
    schemaVersion,
    tool: { name: "pullgate", version: report.version },
    outcome: report.outcome,
    totals: totalsOf(report),
    uses: each(inOrder(report.uses), judgedUse),
    images: each(imagesOf(report.uses), image),
    registries: report.registries
      .toSorted((a, b) => compareText(a.host, b.host))
      .map((seen) => registry(seen, tightestLimit(report.limits, seen.host))),
    findings: each(findingsInOrder(report.findings), finding),
  });
}

/**
 * JSON with two spaces of indent in which nothing unseen is left: a step prints it, and a terminal may show it.
 * Everything escaped here can stand in strings alone. `##[` would begin a workflow command (`escape.ts`);
 * U+2028 and U+2029 end a line of JavaScript. Lone surrogates are escaped by `JSON.stringify` itself (ECMA-262, QuoteJSONString).
 */
export function* jsonText(fields: Readonly<Record<string, unknown>>): Generator<string, void> {
  let before = "{\n";
  for (const [key, value] of Object.entries(fields)) {
    yield `${before}  ${JSON.stringify(key)}: `;
    yield* isDrawnLater(value) ? list(value) : [indented(value, "  ")];
    before = ",\n";
  }
  yield "\n}\n";
}

/** Entries that become objects only when they are written. */
export function* each<Item>(items: Iterable<Item>, draw: (item: Item) => unknown): Generator<unknown, void> {
  for (const item of items) yield draw(item);
}

function* list(entries: Iterable<unknown>): Generator<string, void> {
  let before = "[\n";
  for (const entry of entries) {
    yield `${before}    ${indented(entry, "    ")}`;
    before = ",\n";
  }
  yield before === "[\n" ? "[]" : "\n  ]";
}

/** What `each` made: it can be iterated, and is no array. */
function isDrawnLater(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Symbol.iterator in value;
}

/** In JSON's text a line break is always layout: within strings it is escaped. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2)
    .replaceAll("##[", "\\u0023#[")
    .replaceAll(/[\u007F-\u009F\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/gu, escaped)
    .replaceAll("\n", `\n${indent}`);
}

/** `\u` and four hex digits for every code unit. */
function escaped(character: string): string {
  return character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

/** What is the same in a report and in a listing: the keys from `platforms` on are the contract's, in its order. */
export function useEntry(subject: Pick<Subject, "use" | "parsed" | "platforms">, judged: JudgedUse | null) {
  const { use, parsed, platforms } = subject;
  return {
    image: use.image,
    reference: parsed.kind === "reference" ? printReference(parsed.reference) : null,
    verdict: judged?.verdict ?? null,
    depth: judged?.outcome.kind === "found" ? judged.outcome.depth : null,
    platforms: printed(platforms),
    digest: judged === null ? null : toldOf(judged.outcome).digest,
    ...place(use.span),
    source: use.source,
    apiVersion: use.apiVersion,
    kind: use.kind,
    name: use.name,
    namespace: use.namespace,
    container: use.container,
    path: use.path,
    via: use.via,
    related: use.related.map(related),
    evidence: judged?.outcome.evidence.map(exchange) ?? [],
    rules: judged?.rules ?? [],
  };
}

function judgedUse(use: JudgedUse) {
  return useEntry(use, use);
}

function image({ reference, digest, platforms, compressedBytes, layers, uses }: ImageSeen) {
  const names = platforms === null ? null : printed(platforms);
  return { reference, digest, platforms: names, compressedBytes, unpackedBytes: null, layers, uses };
}

/** OS/ARCH or OS/ARCH/VARIANT, each once: several builds of Windows are one platform here. */
function printed(platforms: readonly Platform[]): readonly string[] {
  return [...new Set(platforms.map(printPlatform))];
}

function registry({ host, route }: RegistrySeen, limit: ReturnType<typeof tightestLimit>) {
  return {
    host,
    route: route.map(({ stage, host, ok, ms, detail }) => ({ stage, host, ok, ms: Math.round(ms), detail })),
    rateLimit: limit,
  };
}

/** Of several identities the one with the least room; `null` where the registry tells nobody a limit. */
function tightestLimit(limits: readonly RateLimitSeen[], host: string) {
  const told = limits.flatMap((seen) =>
    seen.host === host && seen.told.kind === "limit" ? [{ ...seen, told: seen.told }] : [],
  );
  const [tightest] = told.toSorted((a, b) => roomOf(a) - roomOf(b));
  if (tightest === undefined) return null;
  const { limit, remaining, windowSeconds, source } = tightest.told;
  const whom = `${tightest.credentials.join(", ")} (${tightest.counts}${source === "" ? "" : ` ${source}`})`;
  // A registry that says nothing of a window has one that nobody knows.
  return { limit, remaining, windowSeconds: windowSeconds ?? 0, source: whom, needed: tightest.needed };
}

function roomOf({
  told,
  counts,
  needed,
}: RateLimitSeen & { readonly told: { readonly limit: number; readonly remaining: number } }): number {
  return (counts === "address" ? told.limit : told.remaining) - needed;
}

function finding(found: Finding) {
  return {
    rule: found.rule,
    severity: found.severity,
    ...place(found.span),
    image: found.image,
    message: found.message,
    kubelet: found.kubelet,
    fix: found.fix,
    suggestion: found.suggestion === null ? null : { replacement: found.suggestion.replacement },
    related: found.related.map(related),
    evidence: found.evidence.map(exchange),
    fingerprint: found.fingerprint,
  };
}

function place(span: Span) {
  const { line, column, endLine, endColumn } = positionOf(span);
  return { file: span.file.path, line, column, endLine, endColumn };
}

function related({ span, message }: Related) {
  return { file: span.file.path, line: positionOf(span).line, message };
}

/** Picked key by key: what else an exchange may carry one day is not for the outside. */
function exchange({ method, url, status, ms, credential, message, requestId, date }: Exchange) {
  return { method, url, status, ms: Math.round(ms), credential, message, requestId, date };
}
