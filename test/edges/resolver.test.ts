// Names, asked of a server of the test's own: answered, not there, and never answered.
import { createSocket } from "node:dgram";
import { expect, onTestFinished, test } from "vitest";
import { createResolver, type NameResolver } from "../../src/edges/resolver.ts";

/** By name: its addresses of IPv4 (AAAA is always empty), `null` for no such name; a name that isn't there is never answered. */
async function serverOf(
  names: Readonly<Record<string, readonly string[] | null>>,
): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createSocket("udp4");
  server.on("message", (question, from) => {
    const { name, type, end } = questionIn(question);
    asked.push(`${name} ${type}`);
    if (!Object.hasOwn(names, name)) return;
    const addresses = type === "A" ? (names[name] ?? []) : [];
    const isNone = names[name] === null;
    const header = Buffer.from(question.subarray(0, 12));
    // An answer, recursion available, NXDOMAIN where there is no such name (RFC 1035 §4.1.1).
    header.writeUInt16BE(0x8180 | (isNone ? 3 : 0), 2);
    header.writeUInt16BE(addresses.length, 6);
    header.writeUInt32BE(0, 8);
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]),
    );
    server.send(Buffer.concat([header, question.subarray(12, end), ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: server.address().port, asked };
}

async function resolverOf(
  names: Readonly<Record<string, readonly string[] | null>>,
): Promise<NameResolver & { asked: string[] }> {
  const { port, asked } = await serverOf(names);
  const resolver = createResolver(1200, [`127.0.0.1:${port}`]);
  onTestFinished(() => resolver.close());
  return { ...resolver, asked };
}

function questionIn(message: Buffer): { readonly name: string; readonly type: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), type: message.readUInt16BE(at + 1) === 28 ? "AAAA" : "A", end: at + 5 };
}

test("both families are asked once, and what one has is enough", async () => {
  const resolver = await resolverOf({ "registry.test": ["10.0.0.1", "10.0.0.2", "10.0.0.1"] });
  expect(await resolver.addresses("registry.test")).toEqual(["10.0.0.1", "10.0.0.2"]);
  expect(resolver.asked.toSorted()).toEqual(["registry.test A", "registry.test AAAA"]);
});

test("silent names keep nobody else waiting", async () => {
  const resolver = await resolverOf({ "registry.test": ["10.0.0.1"] });
  const silent = ["a", "b", "c", "d", "e", "f"].map(async (name) => resolver.addresses(`${name}.silent.test`));
  let ended = 0;
  for (const one of silent) one.catch(() => (ended += 1));
  expect(await resolver.addresses("registry.test")).toEqual(["10.0.0.1"]);
  expect(ended).toBe(0);
  await expect(silent[0]).rejects.toMatchObject({ code: "ETIMEOUT" });
  await Promise.allSettled(silent);
});

test("no such name is the machine's to say", async () => {
  const resolver = await resolverOf({ "gone.invalid": null });
  await expect(resolver.addresses("gone.invalid")).rejects.toThrow(/ENOTFOUND|EAI_/);
});

test.for([`${"a".repeat(64)}.test`, `${"a.".repeat(130)}test`, "a..test"])(
  "what is no name is asked of nobody: %s",
  async (name) => {
    const resolver = await resolverOf({ [name]: ["10.0.0.1"] });
    await expect(resolver.addresses(name)).rejects.toMatchObject({ code: "ENOTFOUND" });
    expect(resolver.asked).toEqual([]);
  },
);

test("what the machine knows itself is asked of nobody", async () => {
  const resolver = await resolverOf({});
  expect(await resolver.addresses("localhost")).toContain("127.0.0.1");
  expect(resolver.asked).toEqual([]);
});

test("whoever closes it lets go of what is asked", async () => {
  const resolver = await resolverOf({});
  const asking = resolver.addresses("registry.test");
  resolver.close();
  await expect(asking).rejects.toMatchObject({ code: "ETIMEOUT" });
});

test("a server that was silent before another one answered is not waited for again", async () => {
  const silent = createSocket("udp4");
  await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
  onTestFinished(() => void silent.close());
  const answering = await serverOf({ "gone.test": null, "registry.test": ["10.0.0.1"] });
  const resolver = createResolver(1200, [`127.0.0.1:${silent.address().port}`, `127.0.0.1:${answering.port}`]);
  onTestFinished(() => resolver.close());
  await expect(resolver.addresses("gone.test")).rejects.toMatchObject({
    code: "ENOTFOUND",
    message: "the name was not found",
  });
  expect(await resolver.addresses("registry.test")).toEqual(["10.0.0.1"]);
});
