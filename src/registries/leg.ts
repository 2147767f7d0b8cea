// On whose behalf a host is asked, and what it is to that registry: what routes and the list of hosts are made of. Types only.
import type { TlsProfile } from "../mirrors/hosts.ts";
import type { HostRole, Reach } from "../model.ts";

/** The pull that a question belongs to. */
export interface Behalf {
  /** The registry's host, as reports name it. */
  readonly registry: string;
  /** None where it is the registry alone that is asked about; several where a token is for all of them. */
  readonly repositories: readonly string[];
  /** Where what is said on the way may lead. */
  readonly reach: Reach;
  /** How nodes are told to trust the host that the pull begins at; what it sends on to is trusted alike, as by containerd. */
  readonly tls: TlsProfile | null;
}

/** One question's place in the pull. */
export interface Leg extends Behalf {
  readonly role: Exclude<HostRole, "proxy">;
}
