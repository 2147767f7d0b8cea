// The rule cases as data: a folder with manifests, a world of registries, and the findings that are expected of them.
// Manifests and expectations may say `{{digest registry.test/shop/web:1.27.2}}` for what the world computes.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { positionOf } from "../../src/manifests/position.ts";
import type { Finding } from "../../src/model.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { testEdges } from "../support/edges.ts";
import { checkedGate } from "../support/gate.ts";
import { fillDigests, nameDigests } from "../support/registry/contents.ts";
import { readWorld, type World } from "../support/registry/world.ts";
import { settingsOf } from "../support/settings.ts";

export interface RuleCase {
  /** The id of the rule that the case is about. */
  readonly rule: string;
  /** What it shows, by its folder's name. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
}

/** Files of a case that are not its manifests. */
const own = new Set(["registry.json", "pullgate.yaml", "docker-config.json", "expected.txt"]);

/** Every case, in the order of rules and names. */
export function findCases(): readonly RuleCase[] {
  const root = fileURLToPath(new URL(".", import.meta.url));
  return foldersIn(root).flatMap((rule) =>
    foldersIn(join(root, rule)).map((name) => ({ rule, name, folder: join(root, rule, name) })),
  );
}

/** What `expected.txt` says, digests filled in; `null` where there is none. */
export function expectedOf(one: RuleCase): string | null {
  const text = textOf(one, "expected.txt");
  return text === null ? null : fillDigests(worldOf(one), text);
}

/** What the gate finds in the case's manifests: one line a finding, in the report's order. */
export async function runCase(one: RuleCase): Promise<string> {
  const findings = await findingsOf(one);
  return findings.map((finding) => `${lineOf(finding)}\n`).join("");
}

/** The findings themselves, in the report's order; `given` overrules the case's settings. */
export async function findingsOf(one: RuleCase, given: Partial<Settings> = {}): Promise<readonly Finding[]> {
  const world = worldOf(one);
  const files = Object.fromEntries(
    filesIn(one.folder)
      .filter((path) => !own.has(path))
      .map((path) => [path, filled(readFileSync(join(one.folder, path)), world)]),
  );
  const dockerConfig = textOf(one, "docker-config.json");
  const { edges } = testEdges({
    world: JSON.parse(textOf(one, "registry.json") ?? "{}"),
    files,
    ...(dockerConfig === null ? {} : { dockerConfig }),
  });
  const report = await checkedGate({ ...settingsOf(textOf(one, "pullgate.yaml") ?? ""), ...given }, edges);
  return report.findings;
}

/** The text that `expected.txt` would have to hold: digests that the world knows by their names. */
export function writtenForm(one: RuleCase, findings: string): string {
  return nameDigests(worldOf(one), findings);
}

/** A manifest may be no UTF-8 on purpose: bytes without a digest to fill in stay as they are. */
function filled(bytes: Buffer, world: World): string | Buffer {
  return bytes.includes("{{digest ") ? fillDigests(world, bytes.toString("utf8")) : bytes;
}

/** `manifest.yaml:12:18 error tag-missing: MESSAGE — FIX` */
function lineOf({ span, severity, rule, message, fix }: Finding): string {
  const { line, column } = positionOf(span);
  return `${span.file.path}:${line}:${column} ${severity} ${rule}: ${message} — ${fix}`;
}

function worldOf(one: RuleCase): World {
  return readWorld(JSON.parse(textOf(one, "registry.json") ?? "{}"));
}

function textOf({ folder }: RuleCase, name: string): string | null {
  const path = join(folder, name);
  return statSync(path, { throwIfNoEntry: false }) === undefined ? null : readFileSync(path, "utf8");
}

function foldersIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Paths relative to the folder, with `/`. */
function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}
