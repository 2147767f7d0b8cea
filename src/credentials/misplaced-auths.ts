// The two forms of a docker config taken for each other: `auths` is around the entries in `.dockerconfigjson`, and nowhere in `.dockercfg`.
import { fieldAt, isObject, type JsonObject, parseJson } from "../json.ts";
import type { PullSecret } from "../model.ts";
import { shownKey } from "./docker-config.ts";
import { goText } from "./go-text.ts";
import { bytesOf } from "./pull-secret.ts";

/** Keys of entries that the kubelet doesn't find, as they may be shown. */
export interface MisplacedAuths {
  /** `auths` is not around them, or it is and should not be. */
  readonly kind: "missing" | "too-many";
  readonly registries: readonly string[];
}

/** What a Secret holds in the other one's form; `null` for one that doesn't. */
export function misplacedAuths({ object, reading }: PullSecret): MisplacedAuths | null {
  if (reading.kind !== "config") return null;
  const isOld = object.type?.name === "kubernetes.io/dockercfg";
  // Who has entries that are found has written them as they should be.
  const isSuspect = isOld ? reading.entries.some(({ written }) => written === "auths") : reading.entries.length === 0;
  const value = object.values.find(({ key }) => key === (isOld ? ".dockercfg" : ".dockerconfigjson"));
  if (!isSuspect || value === undefined) return null;
  const bytes = bytesOf(value);
  const config = typeof bytes === "number" ? undefined : parseJson(goText(bytes));
  const holder = isOld && isObject(config) ? config["auths"] : config;
  const registries = isObject(holder) ? loginsIn(holder) : [];
  return registries.length === 0 ? null : { kind: isOld ? "too-many" : "missing", registries };
}

function loginsIn(holder: JsonObject): readonly string[] {
  return Object.entries(holder).flatMap(([name, entry]) =>
    isObject(entry) && loginFields.some((field) => fieldAt(entry, field) !== undefined) ? [shownKey(name)] : [],
  );
}

const loginFields = ["auth", "username", "password"] as const;
