// Registries that only the cluster can see, as the settings name them.
import picomatch from "picomatch";
import { placeOf } from "./host.ts";

/**
 * Globs of `host[:port]`; one without a port is for every port of its host. However a registry is spelled, it is the place
 * that counts: a manifest or a Secret that writes it in another way is not to have it asked.
 */
export function privateRegistryMatcher(globs: readonly string[]): (registry: string) => boolean {
  const matchers = globs.map(matcherOf);
  return (registry) => {
    const spellings = spellingsOf(registry);
    return matchers.some((matches) => matches(spellings));
  };
}

/** `any`: host alone, whatever the port. `exact`: what a glob with a port is for. */
interface Spellings {
  readonly any: readonly string[];
  readonly exact: readonly string[];
}

/** As it is written, and as the place that it leads to. */
function spellingsOf(registry: string): Spellings {
  const place = placeOf(registry);
  const bare = registry.replace(/:\d+$/, "");
  if (place === null) return { any: [registry, bare], exact: [registry] };
  const placed = `${place.name}:${place.port}`;
  return { any: [registry, bare, place.name, placed], exact: [registry, placed] };
}

function matcherOf(written: string): (spellings: Spellings) => boolean {
  const { host, port } = partsOf(written);
  const glob = port === null ? host : `${host}:${port}`;
  const matches = picomatch(glob, { dot: true, nocase: true });
  // Without its brackets' meaning in a glob: `[::1]` is an address.
  const literal = /^\[[\da-f:]+\]$/i.test(host) ? placeOf(host)?.name : undefined;
  const literals = literal === undefined ? [] : [port === null ? literal : `${literal}:${port}`];
  return ({ any, exact }) =>
    (port === null ? any : exact).some((spelling) => matches(spelling) || literals.includes(spelling));
}

/** A name's last dot and a port's first zeros say nothing. */
function partsOf(glob: string): { readonly host: string; readonly port: string | null } {
  const [, before = glob, port = null] = /^(.*):([\d*]+)$/.exec(glob) ?? [];
  return { host: before.replace(/\.$/, ""), port: port === null ? null : port.replace(/^0+(?=\d)/, "") };
}
