// The registries that gate and peers are asked for: the lab's real ones, and for what these don't do, the embedded one over sockets.
import { createLayout, digestBySkopeo, makeImage, makeIndex, push, pushChart } from "../lab/images.ts";
import { startRegistry } from "../lab/registry.ts";
import { run } from "../lab/command.ts";
import { mediaTypes } from "../support/registry/manifests.ts";
import { openRegistry } from "../support/registry/registry.ts";
import { serveRegistry } from "../support/registry/serve.ts";
import { readWorld } from "../support/registry/world.ts";

const password = "canary-3f9c";
export const login = `ci:${password}`;

export interface Registries {
  /** Fills in addresses for names, and for `{{digest}}` that of `open.lab/shop/web:one`. */
  readonly at: (image: string) => string;
  readonly close: () => Promise<void>;
}

const repositories = { "shop/web": { 1: {}, docker: { format: "docker" } } };
const [manifest, elsewhere] = ["/manifests/1$", "https://plain.test/v2/shop/web/manifests/1"];
const refusal = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });
const token = Buffer.from(JSON.stringify({ host: "oauth.test", user: null, pull: ["shop/web"] })).toString("base64url");
const challenges = ['Basic realm="shop"', 'Bearer realm="https://choice.test/token",service="choice.test"'];

/** One host for each way of answering; `plain.test` has none. */
const world = readWorld(
  Object.fromEntries(
    Object.entries({
      plain: {},
      undigested: { faults: [{ path: manifest, headers: { "docker-content-digest": null } }] },
      moved: { faults: [{ path: manifest, status: 301, headers: { location: elsewhere } }] },
      temporary: { faults: [{ path: manifest, status: 307, headers: { location: elsewhere } }] },
      entrance: { faults: [{ path: "^/v2/$", status: 301, headers: { location: "https://plain.test/v2/" } }] },
      closed: { faults: [{ path: "^/v2/$", status: 404, body: "404 page not found" }] },
      oauth: { auth: "token", faults: [{ path: "^/token", body: JSON.stringify({ access_token: token }) }] },
      choice: {
        auth: "token",
        faults: [{ path: "^/v2/", authorization: "none", status: 401, headers: { "www-authenticate": challenges } }],
      },
      lying: { faults: [{ path: manifest, headers: { "docker-content-digest": `sha256:${"0".repeat(64)}` } }] },
      busy: { faults: [{ path: manifest, status: 429, body: refusal("TOOMANYREQUESTS", "come back at noon") }] },
      down: { faults: [{ path: manifest, status: 503, body: refusal("UNAVAILABLE", "maintenance until noon") }] },
      cut: { faults: [{ path: "/manifests/", method: "GET", truncate: true }] },
      stalled: { faults: [{ path: manifest, stall: true }] },
    }).map(([name, host]) => [`${name}.test`, { repositories, ...host }]),
  ),
);

export async function startRegistries(): Promise<Registries> {
  const layout = await createLayout();
  const open = await startRegistry({ kind: "open" });
  const htpasswd = await startRegistry({ kind: "htpasswd", users: { ci: password } });
  const tokens = await startRegistry({ kind: "token", users: { ci: password }, private: ["shop/secret"] });
  const served = await serveRegistry(openRegistry(world));
  const labs = [open, htpasswd, tokens];

  for (const [name, architecture] of [
    ["one", "amd64"],
    ["arm", "arm64"],
    ["mainframe", "s390x"],
  ] as const) {
    await makeImage(layout, name, architecture);
  }
  await makeIndex(layout, "both", { "linux/amd64": "one", "linux/arm64": "arm" });
  await makeIndex(layout, "foreign", { "linux/s390x": "mainframe" });
  const web = `${open.address}/shop/web`;
  for (const name of ["one", "arm", "both", "foreign"]) await push(layout, name, `${web}:${name}`);
  await push(layout, "one", `${web}:docker`, { format: "v2s2" });
  await push(layout, "both", `${web}:list`, { format: "v2s2" });
  for (const name of ["shop/web:latest", "shop/team/web:1", "o/img:1"]) {
    await push(layout, "one", `${open.address}/${name}`);
  }
  await pushChart(open.address, "shop/chart", "1.0.0");
  await pushUntypedIndex(open.address);
  await push(layout, "one", `${htpasswd.address}/shop/web:1`, { login });
  await push(layout, "one", `${tokens.address}/shop/web:1`, { login });
  await push(layout, "both", `${tokens.address}/shop/secret:1`, { login });

  const digest = await digestBySkopeo(`${web}:one`);
  const addresses = [
    ...served.addresses,
    ...labs.map(({ address }, index) => [["open.lab", "htpasswd.lab", "token.lab"][index] ?? "", address] as const),
  ];
  return {
    at: (image) =>
      addresses.reduce((text, [name, address]) => text.replace(name, address), image.replace("{{digest}}", digest)),
    close: async () => void (await Promise.all([...labs.map(({ stop }) => stop()), served.close(), layout.remove()])),
  };
}

/** An index that doesn't say its own media type: image-spec has it as optional, and the answer's header says it. */
async function pushUntypedIndex(address: string): Promise<void> {
  const both = await run("skopeo", "inspect", "--raw", "--tls-verify=false", `docker://${address}/shop/web:both`);
  const body = both.replace(`"mediaType":"${mediaTypes.ociIndex}",`, "");
  const headers = { "content-type": mediaTypes.ociIndex };
  const answer = await fetch(`http://${address}/v2/shop/web/manifests/untyped`, { method: "PUT", headers, body });
  if (answer.status !== 201 || body === both)
    throw new Error(`no untyped index: ${answer.status} ${await answer.text()}`);
}
