// Every row of the tables of kinds, each way of it: the examples beside this file say what is found, and where.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { artifactKinds } from "../../src/manifests/kinds-artifacts.ts";
import { clusterKinds } from "../../src/manifests/kinds-cluster.ts";
import { coreKinds } from "../../src/manifests/kinds-core.ts";
import { deliveryKinds } from "../../src/manifests/kinds-delivery.ts";
import { operatorKinds } from "../../src/manifests/kinds-operators.ts";
import { groupOf, isGroupOf } from "../../src/manifests/groups.ts";
import { type KindRow, type PairWays } from "../../src/manifests/kinds.ts";
import { documentSlices } from "../../src/manifests/documents.ts";
import { objectsIn } from "../../src/manifests/objects.ts";
import { parseLimits, parseSlice } from "../../src/manifests/parse.ts";
import { placesAt } from "../../src/manifests/paths.ts";
import { readText } from "./extraction.ts";

const tables = {
  core: coreKinds,
  delivery: deliveryKinds,
  cluster: clusterKinds,
  operators: operatorKinds,
  artifacts: artifactKinds,
};

/** One object of a file of examples; above it, each in a comment, the images that are found, and their paths. */
function examplesIn(table: string): readonly string[] {
  const text = readFileSync(new URL(`kinds/${table}.yaml`, import.meta.url), "utf8");
  return text.split(/^---\n/m);
}

function expectedOf(example: string): readonly string[] {
  return [...example.matchAll(/^# (\S.* @ .*)$/gm)].map(([, use = ""]) => use);
}

function kindOf(example: string): string {
  const [, apiVersion] = /^apiVersion: (.*)$/m.exec(example) ?? [];
  const [, kind] = /^kind: (.*)$/m.exec(example) ?? [];
  return `${apiVersion} ${kind}`;
}

describe.each(Object.entries(tables))("%s", (table, rows) => {
  const examples = examplesIn(table);

  test.each(examples.map((example) => [kindOf(example), example] as const))("%s", (_, example) => {
    const found = readText(example).uses.map(({ image, path }) => `${image} @ ${path}`);
    expect(found).toEqual(expectedOf(example));
  });

  test("each way of each row leads somewhere in an example", () => {
    expect(
      rows.flatMap((row) => unledWays(row, examples).map((way) => `${row.groups[0]} ${row.kinds[0]}: ${way}`)),
    ).toEqual([]);
  });
});

function unledWays(row: KindRow, examples: readonly string[]): readonly string[] {
  const documents = examples.flatMap((text) =>
    documentSlices(text).flatMap((slice) => {
      const parsed = parseSlice({ path: "a.yaml", text }, slice, parseLimits, { tokens: parseLimits.fileTokens });
      return parsed.kind === "documents" ? parsed.documents : [];
    }),
  );
  const objects = documents.flatMap((document) =>
    objectsIn(document)
      .filter(
        ({ apiVersion, kind }) =>
          isGroupOf(groupOf(apiVersion), row.groups) && (row.kinds.includes(kind) || row.kinds.includes("*")),
      )
      .map(({ value }) => ({ document, value })),
  );
  return waysOf(row).filter((way) => !objects.some(({ document, value }) => placesAt(document, value, way).length > 0));
}

function waysOf(row: KindRow): readonly string[] {
  const {
    pods = [],
    images = [],
    dockerImages = [],
    artifacts = [],
    values = [],
    manifests = [],
    parameters = [],
  } = row;
  const pairs: readonly PairWays[] = [...(row.pairs ?? []), ...(row.artifactPairs ?? [])];
  return [
    ...[pods, images, dockerImages, artifacts, values, manifests, parameters].flat(),
    ...pairs.map(({ at, name }) => `${at}.${name}`),
  ];
}
