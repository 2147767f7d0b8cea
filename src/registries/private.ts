// Registries that only the cluster can see, as the settings name them.
import picomatch from "picomatch";

/** Globs of `host[:port]`; one without a port is for every port of its host. */
export function privateRegistryMatcher(globs: readonly string[]): (registry: string) => boolean {
  const matchers = globs.map((glob) => ({
    matches: picomatch(glob, { dot: true, nocase: true }),
    port: /:[\d*]+$/.test(glob),
  }));
  return (registry) =>
    matchers.some(({ matches, port }) => matches(registry) || (!port && matches(registry.replace(/:\d+$/, ""))));
}
