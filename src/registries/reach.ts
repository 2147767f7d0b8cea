// Where a pull may lead: a fork's pull request may name any host, and none within the machine's own network by itself.
import type { Reach } from "../model.ts";
import type { Changes } from "../changes/changes.ts";
import type { Base } from "../changes/base.ts";
import { placeMark } from "./host.ts";
import { readUse } from "./read-use.ts";

/** How far each registry may lead. What the base names, too, is as good as this repository's own. */
export function reachOf({ comparison }: Changes, base: Base): (registry: string) => Reach {
  if (base.trustsChange) return () => "anywhere";
  const known = new Set(
    base.kind === "none"
      ? []
      : (comparison?.before.uses ?? []).flatMap((use) => {
          const { parsed } = readUse(use, base.settings);
          return parsed.kind === "reference" ? [placeMark(parsed.reference.registry)] : [];
        }),
  );
  return (registry) => (known.has(placeMark(registry)) ? "anywhere" : "public");
}
