// The real edges, put together: who is told what a run has to say, and what a run that asks nobody opens.
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { nodeFiles } from "../../src/edges/files.ts";
import { nodeEdges } from "../../src/edges/node.ts";

function edgesOf() {
  const said: string[] = [];
  const log = {
    log: (line: string) => void said.push(`log ${line}`),
    progress: (line: string) => void said.push(`progress ${line}`),
    settle: () => void said.push("settle"),
  };
  const world = { files: nodeFiles(tmpdir()), environment: {}, log };
  return { ...nodeEdges(world, { connectTimeoutMs: 1000, connections: 1 }), said };
}

test("a line is logged, and progress is progress", () => {
  const { edges, said } = edgesOf();
  edges.log("a manifest was left out");
  edges.progress("asked 1 of 9 images");
  expect(said).toEqual(["log a manifest was left out", "progress asked 1 of 9 images"]);
});

test("what was never opened closes at once, and says nothing", async () => {
  const { close, said } = edgesOf();
  await expect(close()).resolves.toBeUndefined();
  expect(said).toEqual([]);
});
