// What stands for the credentials that nodes have: the runner's docker login, nothing, or a kubelet's `config.json`.
import type { Base } from "../changes/base.ts";
import type { Edges, Files } from "../edges/edges.ts";
import type { Candidate, Reference } from "../model.ts";
import type { Settings } from "../settings/settings.ts";
import { type ConfigReading, readConfig, shownKey } from "./docker-config.ts";
import { type FileSetting, originOf } from "./kubelet-file.ts";
import { isForHost, lookUp } from "./keyring.ts";
import { passwordsIn } from "./masking.ts";
import { type LoginEdges, readLoginHosts, readRunnerLogin } from "./runner-login.ts";
import { maskAll } from "./secret.ts";
import { type NodeLogins, noLogins } from "./sources.ts";

/** A login to every registry there is takes some kilobytes. */
const largest = 1024 * 1024;

/**
 * Logins for `references`. On a fork's pull request nothing of the runner's is sent anywhere and no program is started for it,
 * unless the settings file says what stands for the nodes: there it is the base's. A sentence where a kubelet's config is named
 * that no kubelet could read: what throws is not loaded late.
 */
export async function readNodeLogins(
  { nodeCredentials }: Pick<Settings, "nodeCredentials">,
  references: readonly Reference[],
  edges: LoginEdges & Pick<Edges, "files">,
  base: Base,
  patience?: () => number,
): Promise<NodeLogins | string> {
  const { kind } = nodeCredentials;
  const isWithheld = !base.trustsChange && !nodeCredentials.isOwn;
  switch (kind) {
    case "none":
      return noLogins(kind);
    case "runner": {
      if (isWithheld) return withheld(kind, await readLoginHosts(edges));
      const login = await readRunnerLogin(references, edges, patience);
      const listed = (reference: Reference): readonly Candidate[] => {
        const candidate = login.for(reference);
        return candidate === null ? [] : [candidate];
      };
      return { kind, for: listed, isWithheldFor: () => false, troubles: login.troubles };
    }
    case "file": {
      const keep = (why: string): NodeLogins => {
        edges.log(why);
        return withheld(kind, () => true);
      };
      const origin = base.trustsChange ? { files: edges.files } : await originOf(nodeCredentials, edges, base);
      if ("withheld" in origin) return keep(origin.withheld);
      const entries = await readKubeletConfig(nodeCredentials, origin.files, edges);
      // A fork's author can mend neither the base's settings nor its files.
      if (typeof entries === "string")
        return base.trustsChange ? entries : keep(`${entries}: withheld, as a fork asks`);
      const logins = kubeletLogins(nodeCredentials, entries);
      return isWithheld ? withheld(kind, (reference) => logins.for(reference).length > 0) : logins;
    }
  }
}

function withheld(kind: NodeLogins["kind"], isWithheldFor: NodeLogins["isWithheldFor"]): NodeLogins {
  return { kind, for: () => [], isWithheldFor, troubles: [] };
}

async function readKubeletConfig(
  { path, place }: FileSetting,
  files: Pick<Files, "read">,
  { mask }: Pick<Edges, "mask">,
): Promise<Entries | string> {
  const read = await files.read(path, largest);
  if ("code" in read) {
    const why = read.code === "EFBIG" ? "is larger than 1 MiB" : `can't be read (${read.code})`;
    return `${place}: "${path}" ${why}: name runner, none, or a kubelet's config.json`;
  }
  const text = read.bytes.toString("utf8");
  // Before anything is said of it: what no kubelet reads holds passwords all the same.
  maskAll(passwordsIn(text), mask);
  const reading = readConfig(text, "auths");
  switch (reading.kind) {
    case "config":
      return reading.entries;
    case "no-json":
      return `${place}: "${path}" is not JSON: name runner, none, or a kubelet's config.json`;
    case "fault": {
      const { field, registry, what, instead } = reading;
      const names = [field === "" ? [] : `"${field}"`, registry === null ? [] : `"${shownKey(registry)}"`].flat();
      return `${place}: "${path}": ${names.join(" of ")} ${what}, so no kubelet reads it: write ${instead}`;
    }
  }
}

type Entries = Extract<ConfigReading, { kind: "config" }>["entries"];

function kubeletLogins({ kind }: FileSetting, entries: Entries): NodeLogins {
  const rings = [{ entries: entries.filter(({ isText }) => isText), holder: "node" as const }];
  return {
    kind,
    for: ({ registry, repository }) =>
      lookUp(`${registry}/${repository}`, rings)
        .filter(({ entry }) => isForHost(entry, registry))
        .map(({ entry: { username, secret }, holder }): Candidate => ({
          kind: "login",
          holder,
          username,
          secret,
        })),
    isWithheldFor: () => false,
    troubles: [],
  };
}
