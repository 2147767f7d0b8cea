// What the objects of a document say of who may pull: ServiceAccounts, Secrets, what makes Secrets, roles and who is bound to them.
import { deployedInto } from "./deployed.ts";
import type { FileReading } from "./file-reading.ts";
import type { Held } from "./held-objects.ts";
import { bindingOf, roleOf } from "./roles.ts";
import { producersOf } from "./secret-producers.ts";
import { secretOf } from "./secrets.ts";
import { serviceAccountOf } from "./service-accounts.ts";
import { spanOf } from "./spans.ts";

/** Of objects and of those in them. What stands in others lands where these say, and is never moved by a kustomization. */
export function accessOf(held: readonly Held[]): Pick<FileReading, "access" | "serviceAccounts" | "unmoved"> {
  const producers = held.flatMap(producersOf);
  return {
    serviceAccounts: held.flatMap((one) => serviceAccountOf(one) ?? []),
    access: {
      secrets: held.flatMap((one) => secretOf(one) ?? []),
      producers: producers.map(({ producer }) => producer),
      accountProducers: [],
      roles: held.flatMap((one) => roleOf(one) ?? []),
      bindings: held.flatMap((one) => bindingOf(one) ?? []),
    },
    unmoved: [
      ...held.flatMap(({ within }) => within ?? []),
      // What one of these deploys lands where it says, and not where a kustomization puts itself.
      ...held.flatMap(({ document, object }) =>
        deployedInto(document, object) === null ? [] : spanOf(document, object.value.node),
      ),
      ...producers.filter(({ isFixed }) => isFixed).map(({ producer }) => producer.span),
    ],
  };
}
