// The ten rows of `cases/blind.yaml` at their first run: what was wrong of them then, before anything was mended.

/** They were written without a look at the source, and committed before the run. */
const firstRun = {
  date: "2026-11-26",
  faults: 10,
  /** In everything, the real pull and its words included. */
  agreed: 5,
  /** By the right rule with its severity, whatever else was wrong. */
  named: 7,
} as const;

/** What disagreed, by the row's name, and what became of it. */
const disagreements: readonly { readonly name: string; readonly told: string; readonly became: string }[] = [
  {
    name: "manifests are redirected to a region that the firewall forgot",
    told: "rule, host and hop were right, and egress calls the region `redirect` where the row had `registry`",
    became: "the row was wrong",
  },
  {
    name: "single sign-on was put before the token service",
    told: "`registry-error`, a warning, at the log-in page's host; the row had `not-a-registry`, an error, at the token service's",
    became:
      "the row was wrong about the rule, since the registry is one, and right that the token service has to be named: it is, and the page is called one",
  },
  {
    name: "an old certificate, with a common name alone",
    told: "`pullable`: Node takes such a certificate, and no node does",
    became: "mended: names are matched as Go matches them, which also undid a false alarm about `*.test`",
  },
  {
    name: "the mirror is a page where one signs in, and the registry itself answers",
    told: "the right rule, with the registry's name for the mirror's, and no hop that failed",
    became: "mended",
  },
  {
    name: "the name has no IPv4 address, and the resolver is in trouble about IPv6",
    told: "`host-not-found`, an error: the system's resolver says so, and so does a node where IPv4 is answered first",
    became:
      "mended: the name servers themselves are heard before a name is said not to exist; a node's words are chance, and no longer compared",
  },
];

export function firstRunSection(): string {
  const { date, faults, agreed, named } = firstRun;
  const lines = disagreements.map(({ name, told, became }) => `- ${name}: ${told}. In the end: ${became}.`);
  return `Ten more were written from the issue and the contract alone, and committed before their first run, on ${date}: **${agreed} of
${faults}** agreed entirely, and ${named} were named by their rule. The family \`blind\` has them as they are now. What disagreed:

${lines.join("\n")}`;
}
