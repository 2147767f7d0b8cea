// A name server in trouble: whatever it is asked, it says SERVFAIL. dnsmasq hands its answer on.
// Source: RFC 1035 §4.1.1.
import { createSocket } from "node:dgram";

export async function startFailingResolver(address: string): Promise<{ readonly close: () => void }> {
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address: asker }) => {
    const answer = Buffer.from(question);
    // A response, with recursion available, whose code is 2.
    answer.writeUInt8((question.readUInt8(2) | 0x80) & 0xff, 2);
    answer.writeUInt8(0x82, 3);
    socket.send(answer, port, asker);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(53, address, resolve);
  });
  return { close: () => socket.close() };
}
