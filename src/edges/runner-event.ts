// What the runner says of the event that it started us for.
import type { RunnerEvent } from "../settings/origin.ts";
import type { Files } from "./edges.ts";
import type { Environment } from "./proxy.ts";

/** GitHub caps a webhook's payload at 25 MB. */
const largestPayload = 32 * 1024 * 1024;

/** Reads the event the runner started us for. Outside of a runner the name is empty; a payload that can't be read is `null`. */
export async function readRunnerEvent(environment: Environment, files: Files): Promise<RunnerEvent> {
  const name = environment["GITHUB_EVENT_NAME"] ?? "";
  const path = environment["GITHUB_EVENT_PATH"] ?? "";
  const read = name === "" || path === "" ? { code: "ENOENT" } : await files.read(path, largestPayload);
  return { name, payload: "code" in read ? null : read.bytes.toString("utf8"), sha: environment["GITHUB_SHA"] ?? "" };
}
