// Platforms as containerd names and compares them: normalised first, then equal or not.
// Source: containerd/platforms `database.go` (normalisation) and `platforms.go` (NewMatcher); strict matching is what 2.1 does.
import type { Platform } from "../model.ts";
import { windowsRuns } from "./windows.ts";

const architectures: ReadonlyMap<string, string> = new Map([
  ["i386", "386"],
  ["x86_64", "amd64"],
  ["x86-64", "amd64"],
  ["aarch64", "arm64"],
  ["armhf", "arm"],
  ["armel", "arm"],
]);

/** The form in which two names of the same platform are equal: `linux/aarch64/v8` → `linux/arm64`. */
export function normalisePlatform(platform: Platform): Platform {
  const os = platform.os.toLowerCase() === "macos" ? "darwin" : platform.os.toLowerCase();
  const written = platform.architecture.toLowerCase();
  const architecture = architectures.get(written) ?? written;
  const variant = normaliseVariant(written, architecture, platform.variant.toLowerCase());
  return { os, architecture, variant, osVersion: platform.osVersion };
}

function normaliseVariant(written: string, architecture: string, variant: string): string {
  switch (architecture) {
    case "386":
      return written === "i386" ? "" : variant;
    case "amd64":
      return variant === "v1" ? "" : variant;
    case "arm64":
      return variant === "8" || variant === "v8" || variant === "v8.0" ? "" : variant;
    case "arm":
      if (written === "armhf") return "v7";
      if (written === "armel") return "v6";
      if (variant === "") return "v7";
      return /^[5-8]$/.test(variant) ? `v${variant}` : variant;
    default:
      return variant;
  }
}

/** Would a node of `wanted` take the entry of an index that is for `offered`? */
export function platformMatches(wanted: Platform, offered: Platform): boolean {
  const a = normalisePlatform(wanted);
  const b = normalisePlatform(offered);
  return isSameSystem(a, b) && a.architecture === b.architecture && a.variant === b.variant;
}

/**
 * What a node of `wanted` takes, the best first: its own platform, and by the rules of containerd's client what an older
 * processor of its family would run. Source: containerd/platforms `compare.go` (platformVector, Only).
 */
export function takenPlatforms(wanted: Platform, matching: "strict" | "next-best"): readonly Platform[] {
  const own = normalisePlatform(wanted);
  if (matching === "strict") return [own];
  const others = nextBest(own).map(([architecture, variant]) => ({ ...own, architecture, variant }));
  return [own, ...others.map(normalisePlatform)];
}

function nextBest({ architecture, variant }: Platform): readonly (readonly [architecture: string, variant: string])[] {
  const version = Number(/^v(\d+)$/.exec(variant)?.[1] ?? 0);
  const below = (lowest: number): readonly string[] =>
    Array.from({ length: Math.max(0, version - lowest) }, (_, index) => `v${version - 1 - index}`);
  switch (architecture) {
    case "amd64":
      return [...below(1).map((older) => ["amd64", older] as const), ["386", ""]];
    case "arm":
      return below(5).map((older) => ["arm", older] as const);
    case "arm64":
      return ["v8", "v7", "v6", "v5"].map((older) => ["arm", older] as const);
    default:
      return [];
  }
}

/**
 * Could a node of `wanted` run an image whose config says `built`? Only what is certain counts: an image may leave out
 * what it is for, newer processors run what was built for older ones, and only of ARM the variant decides.
 */
export function platformRuns(wanted: Platform, built: Platform): boolean {
  const a = normalisePlatform(wanted);
  const b = normalisePlatform(built);
  if (!isSameSystem(a, b)) return false;
  if (b.architecture === "" || built.variant === "" || a.architecture !== "arm") {
    return b.architecture === "" || a.architecture === b.architecture;
  }
  return a.architecture === b.architecture && a.variant >= b.variant;
}

/** Where no system is named, containerd takes the node's own. Of Windows the build counts too. */
function isSameSystem(wanted: Platform, offered: Platform): boolean {
  if (offered.os !== "" && wanted.os !== offered.os) return false;
  return wanted.os !== "windows" || windowsRuns(wanted.osVersion, offered.osVersion);
}

/** `linux/amd64`, `linux/arm/v7` → a platform as written; `null` where the text is neither OS/ARCH nor OS/ARCH/VARIANT. */
export function parsePlatform(text: string): Platform | null {
  const match = /^([a-z0-9_]+)\/([a-z0-9_-]+)(?:\/([a-z0-9_.]+))?$/i.exec(text);
  if (match === null) return null;
  const [, os = "", architecture = "", variant = ""] = match;
  return { os, architecture, variant, osVersion: "" };
}

/** `{ os: "linux", architecture: "arm", variant: "v7" }` → `linux/arm/v7`; without the build of Windows. */
export function printPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return variant === "" ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** The same with the build of Windows, as containerd writes it (`platforms.go`, FormatAll): `windows(10.0.20348)/amd64`. */
export function printBuild(platform: Platform): string {
  const { os, osVersion } = platform;
  return printPlatform(osVersion === "" ? platform : { ...platform, os: `${os}(${osVersion})` });
}
