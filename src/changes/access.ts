// Secrets, bindings and accounts that a change adds, or changes anything about: known by namespace and name, wherever they move to.
import type { CommentedObject, Extraction } from "../model.ts";
import type { Facts } from "./facts.ts";
import { pair } from "./pairing.ts";

type Access = Pick<Extraction, "access" | "serviceAccounts">;
type OwnFacts = Pick<Facts, "ofBinding" | "ofAccount">;

/** Of `after`, those that are to be judged. Roles and what makes Secrets are never judged themselves. */
export function changedAccess(
  before: Access,
  after: Access,
  facts: { readonly before: OwnFacts; readonly after: OwnFacts },
): Access {
  const { secrets, bindings } = before.access;
  return {
    access: {
      ...after.access,
      secrets: changed(
        secrets,
        after.access.secrets,
        ({ namespaces, type, values, isEncrypted, isCopied, isFilledIn }) => [
          namespaces,
          type?.name,
          values.map(({ key, field, text }) => [key, field, text]),
          [isEncrypted, isCopied, isFilledIn],
        ],
      ),
      bindings: changed(bindings, after.access.bindings, (binding, side) => [
        binding.namespaces,
        [binding.role?.kind, binding.role?.name],
        binding.subjects.map(({ kind, namespace, name }) => [kind, namespace, name]),
        facts[side].ofBinding(binding),
      ]),
    },
    serviceAccounts: changed(before.serviceAccounts, after.serviceAccounts, (account, side) => [
      account.namespaces,
      account.isPatched,
      facts[side].ofAccount(account),
    ]),
  };
}

function changed<Item extends CommentedObject>(
  before: readonly Item[],
  after: readonly Item[],
  facts: (item: Item, side: "before" | "after") => unknown,
): readonly Item[] {
  const { unchanged } = pair(before, after, {
    identity: ({ namespace, name }) => JSON.stringify([namespace, name]),
    file: ({ span }) => span.file.path,
    facts: (item, side) => JSON.stringify(facts(item, side)),
  });
  return after.filter((item) => !unchanged.has(item));
}
