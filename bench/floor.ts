// The floor: what any client in this language must at least spend. HEAD for each image over 32 kept-alive sockets, nothing else.
import { Agent, request } from "node:http";

const [port = "", count = "0"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json, */*";

function head(index: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const path = `/v2/bench/app-${index}/manifests/1.0`;
    const asked = request({ method: "HEAD", host: "127.0.0.1", port, path, agent, headers: { accept } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}

const answers = await Promise.all(Array.from({ length: Number(count) }, (_, index) => head(index)));
agent.destroy();
if (answers.some((status) => status !== 200)) process.exitCode = 1;
