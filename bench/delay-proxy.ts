// A TCP proxy that holds every piece of data back for half a round trip each way: distance, on one machine.
import { connect, createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** Listens on a free loopback port and forwards to `port`; resolves to its own port. Opening a connection costs nothing extra. */
export async function delayProxy(
  port: number,
  roundTripMs: number,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((near) => {
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    carry(near, far, roundTripMs / 2);
    carry(far, near, roundTripMs / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error("the delay proxy has no port");
  return { port: address.port, server };
}

function carry(from: Socket, to: Socket, delayMs: number): void {
  const later = (work: () => void): void => void setTimeout(work, delayMs);
  from.on("data", (piece) => later(() => to.writable && to.write(piece)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.destroy());
  from.on("close", () => later(() => to.destroy()));
}

function isAddress(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
