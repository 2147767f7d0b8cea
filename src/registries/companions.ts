// Which repositories one token is asked for together: what a registry's owner lets the same login pull can be granted at once.
// Source: distribution `docs/spec/auth/token.md` (several `scope` parameters); containerd asks for one pull's alone.
import { candidateMark } from "../credentials/candidate.ts";
import type { Candidate, Probe } from "../model.ts";
import { placeMark } from "./host.ts";

/** Repositories of one token: their names stand in an address, and what it grants in a header of every request. */
const mostTogether = 24;
/** Characters of those names; addresses of 8,000 are taken everywhere. */
const longestTogether = 2000;

/** The repositories that a token for `repository` is asked for together with, itself among them. */
export type Companions = (registry: string, candidate: Candidate, repository: string) => readonly string[];

/** By the plan, so that the same plan asks for the same tokens, whoever comes first. `registry`: `host[:port]`, as URLs write it. */
export function companionsIn(probes: readonly Pick<Probe, "reference" | "candidates">[]): Companions {
  const groups = new Map<string, string[][]>();
  const known = new Map<string, readonly string[]>();
  for (const { reference, candidates } of probes) {
    const { registry, repository } = reference;
    for (const candidate of candidates) {
      const whose = `${placeMark(registry)} ${candidateMark(candidate)}`;
      if (known.has(`${whose} ${repository}`)) continue;
      const chunks = groups.get(whose) ?? [[]];
      groups.set(whose, chunks);
      let last = chunks.at(-1);
      if (last === undefined || isFull(last, repository)) chunks.push((last = []));
      last.push(repository);
      known.set(`${whose} ${repository}`, last);
    }
  }
  return (registry, candidate, repository) =>
    known.get(`${placeMark(registry)} ${candidateMark(candidate)} ${repository}`) ?? [repository];
}

function isFull(chunk: readonly string[], next: string): boolean {
  const characters = chunk.reduce((sum, name) => sum + name.length, next.length);
  return chunk.length >= mostTogether || characters > longestTogether;
}
