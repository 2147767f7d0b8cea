// The registry of the bench, in a process of its own: so many images, a round trip away. Prints its port, and ends with its parent.
import { openRegistry } from "../test/support/registry/registry.ts";
import { serveRegistry } from "../test/support/registry/serve.ts";
import { readWorld } from "../test/support/registry/world.ts";
import { delayProxy } from "./delay-proxy.ts";

const images = Number(process.argv[2] ?? 200);
const roundTripMs = Number(process.argv[3] ?? 40);

const repositories = Object.fromEntries(Array.from({ length: images }, (_, index) => [`bench/app-${index}`, ["1.0"]]));
const served = await serveRegistry(openRegistry(readWorld({ "registry.bench": { repositories } })));
const [, port = ""] = (served.addresses.get("registry.bench") ?? "").split(":");
const near = await delayProxy(Number(port), roundTripMs);
console.log(near.port);

process.stdin.on("end", () => process.exit(0)).resume();
