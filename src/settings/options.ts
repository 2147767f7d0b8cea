// Everything a run can be told, as one table: flags, `--help`, Action inputs, the settings file and `action.yml` come from it.
// An option enters here when its behaviour exists, and not before.

import { limitOptions } from "./limit-options.ts";
import type { Face, Option } from "./option.ts";

const everywhere: readonly Face[] = ["flag", "input", "key"];
const second = 1000;
const hour = 3_600_000;

export const options = {
  paths: {
    kind: "list",
    of: "path",
    mayBeEmpty: false,
    faces: ["argument", "input", "key"],
    value: "PATH",
    fallback: ["."],
    fallbackWords: "the current folder",
    help: "files, folders or globs of manifests; - reads manifests from standard input",
  },
  format: {
    kind: "choice",
    choices: ["text", "json", "github"],
    later: { sarif: "json", markdown: "text" },
    faces: ["flag", "input"],
    value: "text|json|github",
    fallback: ["text"],
    fallbackWords: "text on the command line, github in the Action",
    help: "what is printed on standard output; github: workflow commands, and the summary into GITHUB_STEP_SUMMARY when it is set",
  },
  output: {
    kind: "list",
    of: "output",
    mayBeEmpty: false,
    faces: ["flag", "input"],
    value: "FILE|FORMAT=FILE",
    fallback: [],
    fallbackWords: "standard output",
    help: "FILE: the report goes there instead of standard output; FORMAT=FILE: one more report goes to FILE",
  },
  config: {
    kind: "text",
    of: "path",
    mayBeEmpty: false,
    faces: ["flag", "input"],
    value: "FILE",
    fallback: [],
    fallbackWords: ".pullgate.yaml, else .github/pullgate.yaml",
    help: "the settings file",
  },
  exclude: {
    kind: "list",
    of: "glob",
    mayBeEmpty: true,
    faces: everywhere,
    value: "GLOB",
    fallback: [],
    fallbackWords: "nothing",
    help: "files to leave out",
  },
  depth: {
    kind: "choice",
    choices: ["reference", "manifest", "blobs"],
    later: {},
    faces: everywhere,
    value: "reference|manifest|blobs",
    fallback: ["manifest"],
    help: "how far the pull is walked: the name resolves (HEAD, no counted pull), manifest and config fit the node, or every layer is there and its host answers",
  },
  platform: {
    kind: "list",
    of: "platform",
    mayBeEmpty: false,
    faces: everywhere,
    value: "OS/ARCH[/VARIANT]",
    fallback: ["linux/amd64"],
    help: "what the nodes run, where the manifest does not say",
  },
  containerd: {
    kind: "text",
    of: "version",
    mayBeEmpty: false,
    faces: everywhere,
    value: "VERSION",
    fallback: ["2.1"],
    help: "whose rules decide where containerd's versions differ: 1.6, 1.7, 2.0 or 2.1",
  },
  render: {
    kind: "choice",
    choices: ["never"],
    later: { auto: "never" },
    faces: everywhere,
    value: "never",
    fallback: ["never"],
    help: "never: files are read as they stand; kustomizations and charts are not built",
  },
  base: {
    kind: "text",
    of: "revision",
    mayBeEmpty: false,
    // No key: pushes and schedules judge everything, and a file that a change may edit must not say what has changed.
    faces: ["flag", "input"],
    value: "REF",
    fallback: [],
    fallbackWords: "none; in the Action the base of a pull request or merge group",
    help: "judge only what the working tree adds or changes against its merge base with REF; none: all",
  },
  "fail-on": {
    kind: "choice",
    choices: ["error", "warning", "never"],
    later: {},
    faces: everywhere,
    value: "error|warning|never",
    fallback: ["error"],
    help: "which findings make the exit code 1",
  },
  strict: {
    kind: "switch",
    faces: everywhere,
    value: "",
    fallback: ["false"],
    help: "every warning becomes an error",
  },
  rules: {
    kind: "rules",
    faces: ["key"],
    value: "",
    fallback: [],
    help: "rule ids, each with error, warning, notice or off",
  },
  ignore: {
    kind: "table",
    columns: { rule: "text", image: "text", path: "text", reason: "text", until: "text" },
    example: "{ rule: tag-missing, image: 'ghcr.io/acme/next:*', reason: built after merge, until: 2027-01-31 }",
    most: 1000,
    faces: ["key"],
    value: "",
    fallback: [],
    help: "what not to check: a rule, a glob of images, a glob of files, why, and until when",
  },
  "image-paths": {
    kind: "table",
    columns: { kind: "text", apiVersion: "text", paths: "texts" },
    example: "{ kind: Widget, apiVersion: example.com/v1, paths: [spec.image] }",
    most: 200,
    faces: ["key"],
    value: "",
    fallback: [],
    help: "where objects of other kinds hold images",
  },
  "private-registries": {
    kind: "list",
    of: "host",
    mayBeEmpty: true,
    faces: everywhere,
    value: "HOST[:PORT]",
    fallback: [],
    fallbackWords: "none",
    help: "globs of registries that only the cluster can see: never asked, their images stay unverified",
  },
  "insecure-registries": {
    kind: "list",
    of: "host",
    mayBeEmpty: true,
    faces: everywhere,
    value: "HOST[:PORT]",
    fallback: [],
    fallbackWords: "none",
    help: "globs of registries whose certificate nodes don't look at, or that they speak to in plain HTTP",
  },
  mirrors: {
    kind: "text",
    of: "path",
    mayBeEmpty: false,
    faces: everywhere,
    value: "FOLDER[:FOLDER]",
    fallback: [],
    fallbackWords: "none",
    help: "the nodes' containerd certs.d, with a folder and hosts.toml for each registry",
  },
  "ca-file": {
    kind: "list",
    of: "path",
    mayBeEmpty: true,
    mayBeOne: true,
    faces: everywhere,
    value: "[HOST[:PORT]=]FILE",
    fallback: [],
    fallbackWords: "none",
    help: "certificate authorities that nodes trust besides the usual, in PEM; HOST=FILE: for hosts of that glob alone",
  },
  "node-credentials": {
    kind: "text",
    of: "path",
    mayBeEmpty: false,
    faces: everywhere,
    value: "runner|none|FILE",
    fallback: ["runner"],
    help: "what stands for the credentials that nodes have: the runner's docker login, nothing, or a kubelet config.json",
  },
  "external-secrets": {
    kind: "list",
    of: "glob",
    mayBeEmpty: true,
    faces: everywhere,
    value: "[NAMESPACE/]NAME",
    fallback: [],
    fallbackWords: "none",
    help: "globs of pull secrets that are in the cluster though nothing in the manifests makes them",
  },
  namespace: {
    kind: "text",
    of: "namespace",
    mayBeEmpty: false,
    faces: everywhere,
    value: "NAME",
    fallback: [],
    fallbackWords: "unknown",
    help: "where objects go that name no namespace, as kubectl apply --namespace has it",
  },
  ...limitOptions,
  timeout: {
    kind: "duration",
    least: second,
    most: 24 * hour,
    faces: everywhere,
    value: "DURATION",
    fallback: ["10m"],
    help: "deadline for the run, waiting not counted; what was not reached is unverified",
  },
  "connect-timeout": {
    kind: "duration",
    least: second,
    most: hour / 6,
    faces: everywhere,
    value: "DURATION",
    fallback: ["10s"],
    help: "for one connection",
  },
  concurrency: {
    kind: "count",
    least: 1,
    most: 1024,
    faces: everywhere,
    value: "N",
    fallback: ["64"],
    help: "requests at once to one host, at most",
  },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof options;

/** The table in its order, with the kinds widened. */
export const optionList: readonly (readonly [OptionName, Option])[] = Object.keys(options)
  .filter((name) => isOptionName(name))
  .map((name) => [name, options[name]]);

/** Is this the name of an option, as flags, inputs and keys have it? */
export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(options, name);
}

/** The names that a face knows, in the table's order. */
export function namesOf(face: Face): readonly OptionName[] {
  return optionList.filter(([, option]) => option.faces.includes(face)).map(([name]) => name);
}
