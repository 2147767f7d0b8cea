// A name server in trouble: whatever it is asked, or asked of IPv6, it says SERVFAIL. dnsmasq hands its answer on.
// Source: RFC 1035 §4.1.1; RFC 3596 §2.1.
import { createSocket } from "node:dgram";

const aaaa = 28;

/** `IPv6`: of anything else it says that there is none. */
export async function startFailingResolver(
  address: string,
  failsAt: "everything" | "IPv6",
): Promise<{ readonly close: () => void }> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address: asker }) => {
    const answer = Buffer.from(question);
    const fails = failsAt === "everything" || typeOf(question) === aaaa;
    // A response, with recursion available, whose code is 2, or 0 with nothing in it.
    answer.writeUInt8((question.readUInt8(2) | 0x80) & 0xff, 2);
    answer.writeUInt8(fails ? 0x82 : 0x80, 3);
    socket.send(answer, port, asker);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(53, address, resolve);
  });
  return { close: () => socket.close() };
}

/** It stands behind the name, which ends with an empty label. */
function typeOf(question: Buffer): number {
  return question.readUInt16BE(question.indexOf(0, 12) + 1);
}
