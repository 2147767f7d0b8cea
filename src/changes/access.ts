// Secrets and bindings that a change adds, or changes anything about: known by kind, namespace and name, wherever they move to.
import type { AccessObject, AccessObjects } from "../model.ts";
import { pair } from "./pairing.ts";

/** Of `after`, those that are to be judged. Roles and what makes Secrets are never judged themselves. */
export function changedAccess(before: AccessObjects, after: AccessObjects): AccessObjects {
  return {
    ...after,
    secrets: changed(
      before.secrets,
      after.secrets,
      ({ namespaces, type, values, isEncrypted, isCopied, isFilledIn }) => [
        namespaces,
        type?.name,
        values.map(({ key, field, text }) => [key, field, text]),
        [isEncrypted, isCopied, isFilledIn],
      ],
    ),
    bindings: changed(before.bindings, after.bindings, ({ namespaces, role, subjects }) => [
      namespaces,
      [role?.kind, role?.name],
      subjects.map(({ kind, namespace, name }) => [kind, namespace, name]),
    ]),
  };
}

function changed<Item extends AccessObject>(
  before: readonly Item[],
  after: readonly Item[],
  facts: (item: Item) => unknown,
): readonly Item[] {
  const { unchanged } = pair(before, after, {
    identity: ({ namespace, name }) => JSON.stringify([namespace, name]),
    file: ({ span }) => span.file.path,
    facts: (item) => JSON.stringify(facts(item)),
  });
  return after.filter((item) => !unchanged.has(item));
}
