// What a text says of access, as the gate reads it, in lines that a test can compare.
import { extract } from "../../src/manifests/extract.ts";
import type { FileReading } from "../../src/manifests/file-reading.ts";
import { outlineOf } from "../../src/manifests/outline.ts";
import type { AccessObjects, SecretObject, ServiceAccount } from "../../src/model.ts";

export function readAccess(text: string, path = "a.yaml"): FileReading {
  const source = { path, text };
  return extract(source, outlineOf(source));
}

function where({ namespaces }: { readonly namespaces: readonly string[] }): string {
  return namespaces.length === 0 ? "nowhere" : namespaces.join(", ");
}

/** A line for each account, Secret, producer, role and binding. */
export function shown({
  serviceAccounts,
  access: { secrets, producers, roles, bindings },
}: {
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly access: AccessObjects;
}): readonly string[] {
  return [
    ...secrets.map(shownSecret),
    ...serviceAccounts.map((account) =>
      `account ${account.name} in ${where(account)} with ${account.pullSecrets.map(({ name }) => name).join(", ")}`.trimEnd(),
    ),
    ...producers.map((producer) => `producer ${producer.name} in ${where(producer)} by ${producer.by}`),
    ...roles.map((role) => `role ${role.kind} ${role.name} in ${where(role)}`),
    ...bindings.map((binding) => {
      const subjects = binding.subjects.map(
        ({ kind, name, namespace }) => `${kind} ${name} in ${namespace ?? "nowhere"}`,
      );
      const role = binding.role === null ? "nothing" : `${binding.role.kind} ${binding.role.name}`;
      return `binding ${binding.kind} ${binding.name} in ${where(binding)} to ${role} for ${subjects.join(", ")}`.trimEnd();
    }),
  ];
}

function shownSecret(secret: SecretObject): string {
  const values = secret.values.map(({ key, field, text }) => `${key} of ${field} ${text}`);
  const marks = [
    secret.isEncrypted ? " encrypted" : "",
    secret.isCopied ? " copied" : "",
    secret.isFilledIn ? " filled in" : "",
  ].join("");
  const held = values.length === 0 ? "" : `: ${values.join(", ")}`;
  return `secret ${secret.name} in ${where(secret)} type ${secret.type?.name ?? "none"}${held}${marks}`;
}
