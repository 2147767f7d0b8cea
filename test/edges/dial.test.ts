// Connections on loopback: what becomes of each address, and what is told of the way.
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { ConnectionFailed } from "../../src/edges/connection-failed.ts";
import { dial, type Dialling } from "../../src/edges/dial.ts";
import { closedPort, rawServer } from "./servers.ts";

const unused = async (): Promise<never> => Promise.reject(new Error("nothing is looked up"));

/** What names stand for; nothing is looked up. */
async function dialled(addresses: readonly string[], given: Partial<Dialling> = {}): ReturnType<typeof dial> {
  const hostname = "registry.test";
  const dialling: Dialling = {
    hostname,
    port: 443,
    label: hostname,
    reach: "anywhere",
    deadline: performance.now() + 2000,
    ...given,
  };
  return dial(dialling, { known: new Map([[hostname, Promise.resolve(addresses)]]), addresses: unused });
}

async function failing(...given: Parameters<typeof dialled>): Promise<ConnectionFailed> {
  const failed: unknown = await dialled(...given).then(
    () => null,
    (error: unknown) => error,
  );
  if (failed instanceof ConnectionFailed) return failed;
  throw new Error("it did not fail as it should");
}

test("the way is told: the name's addresses of both families, and the one that was taken", async () => {
  const { port } = await rawServer("");
  const { socket, hops } = await dialled(["127.0.0.1"], { port });
  socket.destroy();
  expect(hops).toMatchObject([
    { stage: "dns", host: "registry.test", ok: true, detail: "A 127.0.0.1, AAAA none" },
    { stage: "connect", host: "registry.test", ok: true, detail: `127.0.0.1:${port}` },
  ]);
});

test("an address without a name is not looked up", async () => {
  const { port } = await rawServer("");
  const { socket, hops } = await dialled([], { hostname: "127.0.0.1", port });
  socket.destroy();
  expect(hops.map(({ stage }) => stage)).toEqual(["connect"]);
});

test("one address that refuses doesn't hide another one", async () => {
  const { port } = await rawServer("");
  const { socket, hops } = await dialled(["127.0.0.2", "127.0.0.1"], { port });
  socket.destroy();
  expect(hops.at(-1)?.detail).toBe(`127.0.0.1:${port}`);
});

test("where none connects each has its own fate", async () => {
  const port = await closedPort();
  const { failure, hops } = await failing(["127.0.0.1", "127.0.0.2"], { port });
  expect(failure).toEqual({
    hop: "connect",
    cause: "refused",
    detail: `registry.test: 127.0.0.1:${port} connection refused, 127.0.0.2:${port} connection refused`,
  });
  expect(hops).toMatchObject([
    { stage: "dns", ok: true },
    { stage: "connect", ok: false },
  ]);
});

test("no address at all is no route", async () => {
  expect((await failing([])).failure).toMatchObject({ hop: "connect", cause: "unroutable" });
});

test("a name that is looked up for ever is the resolver's silence", async () => {
  const hostname = "registry.test";
  const names = {
    known: new Map<string, Promise<readonly string[]>>(),
    addresses: async () => new Promise<never>(() => {}),
  };
  const asking = dial(
    { hostname, port: 443, label: hostname, reach: "anywhere", deadline: performance.now() + 50 },
    names,
  );
  await expect(asking).rejects.toMatchObject({ failure: { hop: "dns", cause: "resolver-silent" } });
  // Whoever comes next asks anew.
  expect(names.known.size).toBe(0);
});

describe("what is not asked", () => {
  test.for([
    [["169.254.169.254"], "anywhere", "metadata service"],
    [["127.0.0.1", "fd00:ec2::254"], "anywhere", "metadata service"],
    [["127.0.0.1"], "public", "private address"],
  ] as const)("%s for %s", async ([addresses, reach, words]) => {
    const server = createServer();
    let accepted = 0;
    server.on("connection", () => (accepted += 1));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { failure, hops } = await failing(addresses, { port, reach });
    server.close();
    expect(failure).toMatchObject({ hop: "connect", cause: "address-forbidden" });
    expect(failure.detail).toContain(words);
    expect(hops.at(-1)).toMatchObject({ stage: "connect", ok: false });
    expect(accepted).toBe(0);
  });
});
