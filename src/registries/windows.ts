// Builds of Windows: which node runs what was built on which. Linux has nothing like it.
// Source: containerd/platforms `platform_windows_compat.go`.

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

/** Releases with a stable interface, oldest first: Windows Server 2022 and 2025 (`compatLTSCReleases`). */
const stableReleases = [20348, 26100] as const;

const unread: Version = { major: 0, minor: 0, build: 0 };

/**
 * Does a node of build `node` (`10.0.20348`) take what was built for `image` (`10.0.20348.2113`)? Where either says
 * nothing, yes. Before Windows Server 2022 the builds have to be the same; from there on a node takes what was built since
 * the long-term release before its own, and nothing that is newer than itself.
 * Source: `checkWindowsHostAndContainerCompat` and `windowsVersionMatcher`, same file.
 */
export function windowsRuns(node: string, image: string): boolean {
  const host = versionOf(node);
  if (host === unread || image === "") return true;
  const guest = versionOf(image);
  if (host.major !== guest.major || host.minor !== guest.minor) return false;
  if (host.build < stableReleases[0]) return host.build === guest.build;
  const own = stableReleases.findLastIndex((release) => host.build >= release);
  const oldest = stableReleases[Math.max(0, own - 1)] ?? stableReleases[0];
  return oldest <= guest.build && guest.build <= host.build;
}

/** The highest version first, compared as text: so Windows sorts what it could take (`windowsMatchComparer`, Less). */
export function newestFirst(a: string, b: string): number {
  return a > b ? -1 : a < b ? 1 : 0;
}

/** Three numbers of 8, 8 and 16 bits; what follows them is left alone (`getWindowsOSVersion`). */
function versionOf(text: string): Version {
  const match = /^(\d{1,20})\.(\d{1,20})\.(\d{1,20})(?:\.|$)/.exec(text);
  if (match === null) return unread;
  const [major = 0, minor = 0, build = 0] = match.slice(1).map(Number);
  if (major > 0xff || minor > 0xff || build > 0xffff) return unread;
  return major === 0 && minor === 0 && build === 0 ? unread : { major, minor, build };
}
