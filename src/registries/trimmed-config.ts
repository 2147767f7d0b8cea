// What is kept of an image's config: what decides a pull, and nothing else. A config has environment variables and commands in it,
// which may be secrets, and a cache may be restored where the image was never to be seen.
import { fieldAt, isObject, parseGoJson } from "../json.ts";
import { readConfig } from "./manifest.ts";

/** A config of which `readConfig` reads the same, with the size of the whole one beside it; `null` for what is no config. */
export function trimmedConfig(body: Buffer): Buffer | null {
  const read = readConfig(body);
  if (!read.ok) return null;
  const { platform, diffIds } = read.value;
  const { os = "", architecture = "", variant = "", osVersion = "" } = platform ?? {};
  return Buffer.from(
    JSON.stringify({
      os,
      architecture,
      variant,
      "os.version": osVersion,
      ...(diffIds === null ? {} : { rootfs: { diff_ids: Array.from({ length: diffIds }, () => "") } }),
      size: body.length,
    }),
  );
}

/** Bytes of the config that it was made from; `null` where it says no such thing. */
export function wholeSizeOf(trimmed: Buffer): number | null {
  const document = parseGoJson(trimmed.toString("utf8"));
  const size = isObject(document) ? fieldAt(document, "size") : null;
  return typeof size === "number" ? size : null;
}
