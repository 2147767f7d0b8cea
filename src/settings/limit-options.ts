// The options about what registries allow: what a roll-out needs of it, what the check may spend, what it keeps, and waiting.
// Part of the table in `options.ts`, in the place where `--help` has them.
import type { Face, Option } from "./option.ts";

const hour = 3_600_000;

const everywhere: readonly Face[] = ["flag", "input", "key"];

export const limitOptions = {
  nodes: {
    kind: "count",
    least: 1,
    most: 100_000,
    faces: everywhere,
    value: "N",
    fallback: [],
    fallbackWords: "unknown: one for each replica",
    help: "how many nodes the cluster has: what a roll-out needs of a registry's pull limit",
  },
  "egress-addresses": {
    kind: "count",
    least: 1,
    most: 100_000,
    faces: everywhere,
    value: "N",
    fallback: ["1"],
    help: "by how many addresses the nodes leave for the internet: a registry counts anonymous pulls by address",
  },
  "pull-budget": {
    kind: "text",
    of: "budget",
    mayBeEmpty: false,
    faces: everywhere,
    value: "N|N%",
    fallback: [],
    fallbackWords: "20% of what remains, and no less than ten",
    help: "how many counted pulls the check itself may spend at a registry: a number, or a share of what remains there",
  },
  "cache-dir": {
    kind: "text",
    of: "path",
    mayBeEmpty: false,
    faces: everywhere,
    value: "FOLDER",
    fallback: [],
    fallbackWords: "none",
    help: "where to keep what never changes, manifests and configs by digest, from one run to the next",
  },
  wait: {
    kind: "duration",
    least: 0,
    most: 24 * hour,
    faces: everywhere,
    value: "DURATION",
    fallback: ["0"],
    help: "how long to wait for images of wait-for that are not published yet; not counted in timeout",
  },
  "wait-for": {
    kind: "list",
    of: "glob",
    mayBeEmpty: true,
    faces: everywhere,
    value: "IMAGE",
    fallback: [],
    fallbackWords: "none",
    help: "globs of images that may be published late, such as ghcr.io/acme/*; wait needs it",
  },
} as const satisfies Readonly<Record<string, Option>>;
