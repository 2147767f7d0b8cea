// Pull secrets that are for no image at all where they are named: one that is for the pod's other container is where it belongs.
import type { Credentials, NamedSecret } from "../model.ts";

/** The same uses; a secret of which another use of the same list has need is idle for none of them. */
export function withIdle<Use extends { readonly credentials: Credentials }>(uses: readonly Use[]): readonly Use[] {
  const busy = new Set<string>();
  for (const { credentials } of uses) {
    for (const one of credentials.secrets) if (isNeeded(one)) busy.add(placeOf(one));
  }
  if (busy.size === 0) return uses;
  return uses.map((use) => {
    const { credentials } = use;
    const isOff = credentials.secrets.some((one) => isIdleThere(one) && busy.has(placeOf(one)));
    if (!isOff) return use;
    const secrets = credentials.secrets.map((one) => (busy.has(placeOf(one)) ? notIdle(one) : one));
    return { ...use, credentials: { ...credentials, secrets } };
  });
}

function isNeeded({ found }: NamedSecret): boolean {
  return found.kind === "there" && found.matching.length > 0;
}

function isIdleThere({ found }: NamedSecret): boolean {
  return found.kind === "there" && found.isIdle;
}

function notIdle(one: NamedSecret): NamedSecret {
  return one.found.kind === "there" ? { ...one, found: { ...one.found, isIdle: false } } : one;
}

/** Where it is named, which is the same for all uses of a list. */
function placeOf({ named: { span } }: NamedSecret): string {
  return `${span.start} ${span.file.path}`;
}
