// The ten rows of `cases/blind.yaml` at their first run: what was wrong of them then, before anything was mended.

/** They were committed before it. */
export const firstRun = {
  date: "2026-11-26",
  faults: 10,
  agreed: 5,
  /** By the right rule with its severity, whatever else there was to say. */
  named: 7,
} as const;

/** What disagreed by the row's name, how, and what became of it. */
export const disagreements: readonly { readonly name: string; readonly told: string; readonly became: string }[] = [
  {
    name: "manifests are redirected to a region that the firewall forgot",
    told: "rule, host and hop were right; egress called the region `redirect`, and the row had `registry`",
    became: "the row was wrong",
  },
  {
    name: "single sign-on was put before the token service",
    told: "`registry-error`, a warning, at the host of the log-in page, and not `not-a-registry`, an error, at the token service",
    became: "",
  },
  {
    name: "an old certificate, with a common name alone",
    told: "`pullable`: Node takes such a certificate, and a node doesn't",
    became: "",
  },
  {
    name: "the mirror is a page where one signs in, and the registry itself answers",
    told: "the right rule, with the registry's name in place of the mirror's, and no hop that failed",
    became: "",
  },
  {
    name: "the name has no IPv4 address, and the resolver is in trouble about IPv6",
    told: "`host-not-found`, an error, where the resolver hadn't said that there is none",
    became: "",
  },
];
