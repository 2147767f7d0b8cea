import { defineConfig } from "vitest/config";

/** They start labs of their own, which take every core there is: alone, and after everything else. */
const labs = ["test/lab/lab.test.ts", "test/lab/truth.test.ts", "test/lab/reach.test.ts", "test/lab/limits.test.ts"];

export default defineConfig({
  test: {
    // The bundle and the lab start processes; two cores are what a hosted runner has.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: "all",
          include: ["test/**/*.test.ts"],
          exclude: [...labs, "**/node_modules/**"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "labs", include: labs, maxWorkers: 1, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
