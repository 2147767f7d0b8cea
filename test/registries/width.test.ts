// How many requests a host gets at once: doubled for good answers that come as quickly as ever, halved for bad ones.
import { describe, expect, test } from "vitest";
import { createWidth, type Width } from "../../src/registries/width.ts";

interface Open {
  readonly width: Width;
  /** How many run, of more than would ever fit. */
  readonly running: () => number;
  /** Ends so many, each as `ended` has it. */
  readonly end: (count: number, ended: (width: Width) => void) => Promise<void>;
}

async function openWidth(starts: number, most: number): Promise<Open> {
  const width = createWidth(starts, most);
  const ends: (() => void)[] = [];
  for (let index = 0; index < 1000; index += 1) {
    void width.run(async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      await promise;
    });
  }
  const settled = async (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  await settled();
  let ended = 0;
  return {
    width,
    running: () => ends.length - ended,
    async end(count, tell) {
      for (let index = 0; index < count; index += 1) {
        tell(width);
        width.back();
        ends[ended]?.();
        ended += 1;
        await settled();
      }
    },
  };
}

const after = (ms: number) => (width: Width) => width.good(ms);

describe("the first round", () => {
  test("starts as it is told, and never with more than the limit", async () => {
    expect((await openWidth(32, 64)).running()).toBe(32);
    expect((await openWidth(32, 4)).running()).toBe(4);
    expect((await openWidth(1, 64)).running()).toBe(1);
  });

  test("is three quarters back before more is sent", async () => {
    const { running, end } = await openWidth(32, 64);
    await end(23, after(20));
    expect(running()).toBe(9);
    await end(1, after(20));
    expect(running()).toBe(32);
  });
});

describe("a full round of good answers", () => {
  test("doubles it, up to the limit", async () => {
    const { running, end } = await openWidth(8, 30);
    await end(7, after(20));
    expect(running()).toBe(8);
    await end(1, after(20));
    expect(running()).toBe(16);
    await end(16, after(20));
    expect(running()).toBe(30);
    await end(60, after(20));
    expect(running()).toBe(30);
  });

  test.for<[string, readonly number[], number]>([
    ["as quick as the quickest", [100, 100, 100, 100], 8],
    ["a few that took long", [100, 100, 100, 900], 8],
    ["twice as long, and a little", [100, 250, 250, 250], 8],
    ["longer for half of them", [100, 100, 251, 251], 4],
    ["longer, by what nobody minds", [1, 50, 50, 50], 8],
  ])("%s", async ([, times, next]) => {
    const { running, end } = await openWidth(4, 64);
    for (const ms of times) await end(1, after(ms));
    expect(running()).toBe(next);
  });

  test("is measured on the quickest of all rounds", async () => {
    const { running, end } = await openWidth(4, 64);
    await end(4, after(10));
    expect(running()).toBe(8);
    await end(8, after(100));
    expect(running()).toBe(8);
    await end(8, after(20));
    expect(running()).toBe(16);
  });
});

test("half of it is one, at least, and good answers begin a round anew", async () => {
  const { width, running, end } = await openWidth(8, 64);
  await end(7, after(20));
  width.halve();
  await end(4, () => undefined);
  expect(running()).toBe(4);
  await end(3, after(20));
  expect(running()).toBe(4);
  await end(1, after(20));
  expect(running()).toBe(8);
  for (let index = 0; index < 9; index += 1) width.halve();
  await end(8, () => undefined);
  expect(running()).toBe(1);
  width.narrow();
  await end(1, after(20));
  expect(running()).toBe(2);
});
