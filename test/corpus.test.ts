// The corpus of our own, whose rows are written by hand: everything in it is found where it stands, and nothing else is.
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { differencesOf } from "../scripts/corpus/differences.ts";
import { corporaAt } from "../scripts/corpus/folder.ts";
import { sparedIn } from "../scripts/corpus/full.ts";
import { compare } from "../scripts/corpus/match.ts";
import type { Row } from "../scripts/corpus/row.ts";
import { type Use, usesInListing } from "../scripts/corpus/use.ts";
import { nodeFiles } from "../src/edges/files.ts";
import { list } from "../src/gate.ts";
import { renderListing } from "../src/report/listing.ts";
import { testEdges } from "./support/edges.ts";
import { settingsOf } from "./support/settings.ts";

const corpora = corporaAt(fileURLToPath(new URL("corpus", import.meta.url)));
const promisedClasses = ["core", "crd", "generic", "kustomize", "helm-values", "patch", "artifact"];

/** Arguments, environment and the like may be found; of parameters only defaults are always used. */
function isPromised({ class: name, path }: Row): boolean {
  return promisedClasses.includes(name) || (name === "param" && path.endsWith(".default"));
}

async function usesOf(folder: string): Promise<readonly Use[]> {
  const { edges } = testEdges({ files: nodeFiles(folder) });
  return usesInListing(renderListing(await list(settingsOf("render: never\n"), edges), "json"));
}

describe.each(corpora)("$name", ({ folder, rows }) => {
  test("has every image that its rows name, in its place, and no other", async () => {
    const { matches, misses, ...rest } = compare(rows, await usesOf(folder));
    const promised = {
      ...rest,
      matches: matches.filter(({ row }) => isPromised(row)),
      misses: misses.filter(isPromised),
    };
    expect(differencesOf(promised)).toEqual([]);
  });

  test("loses no image to the cheap look", async () => {
    expect((await sparedIn(folder)).lost).toEqual([]);
  });
});

test("every class of rows has an example", () => {
  const classes = new Set(corpora.flatMap(({ rows }) => rows.map((row) => row.class)));
  const others = [
    "param",
    "arg",
    "env",
    "annotation",
    "configmap",
    "embedded",
    "repo-only",
    "policy",
    "output",
    "empty",
  ];
  expect([...classes].toSorted()).toEqual([...promisedClasses, ...others].toSorted());
});
