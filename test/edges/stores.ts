// Folders that content is kept in, for tests of it: each opened as a run opens it, and gone when the tests are over.
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { ContentStore } from "../../src/edges/edges.ts";
import { contentPlaceOf, indexPlace } from "../../src/edges/store-layout.ts";
import { openStore, type StoreOptions } from "../../src/edges/store.ts";
import { type Piece, piece } from "./pieces.ts";

export const base = mkdtempSync(join(tmpdir(), "pullgate-test-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let folders = 0;
/** A path where nothing is yet. */
export const newFolder = (): string => join(base, `cache-${(folders += 1)}`);

export interface Opened extends ContentStore {
  readonly folder: string;
  readonly logged: readonly string[];
}

export function open(folder = newFolder(), options: Partial<StoreOptions> = {}): Opened {
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  return {
    ...openStore({ folder, workingFolder: base, log, wall: () => Date.now(), isForks: false, ...options }),
    folder,
    logged,
  };
}

/** A folder in which these pieces are kept. */
export async function folderWith(...pieces: readonly Piece[]): Promise<string> {
  const store = open();
  for (const { digest, body } of pieces) store.put(digest, "manifest", body);
  await store.close();
  expect(store.troubles()).toEqual([]);
  return store.folder;
}

export const keyOf = (digest: string): string => `pullgate 1 manifest ${digest}`;

/** One piece, and where it stands. */
export const one = piece(1);
export const indexFile = join(...indexPlace(keyOf(one.digest)));
export const contentFile = join(...contentPlaceOf(one.body));

export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}

export function sizeOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + lstatSync(file).size, 0);
}
