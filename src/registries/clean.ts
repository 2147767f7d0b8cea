// What a registry's documents and headers say goes into outcomes as well; whoever came by a secret of the run can write it there.
import type { ContentFault, Outcome, Platform } from "../model.ts";
import type { Redactor } from "./redact.ts";
import { cut } from "./words.ts";

/** Platforms of one image that are told, at most: an index of four megabytes names tens of thousands. */
const mostPlatforms = 100;
/** Characters of an operating system, its version, an architecture or a variant. */
const longestPart = 64;

/** The same outcome, without a secret in what the world wrote; its evidence was cleaned when it was taken down. */
export function cleaned(outcome: Outcome, redactor: Redactor): Outcome {
  const clean = (words: string): string => redactor.clean(words);
  const part = (words: string): string => cut(redactor.clean(words, 4 * longestPart), longestPart);
  const platforms = (list: readonly Platform[]): readonly Platform[] =>
    list.slice(0, mostPlatforms).map(({ os, architecture, variant, osVersion }) => ({
      os: part(os),
      architecture: part(architecture),
      variant: part(variant),
      osVersion: part(osVersion),
    }));
  switch (outcome.kind) {
    case "found":
      return { ...outcome, platforms: outcome.platforms === null ? null : platforms(outcome.platforms) };
    case "absent":
      return { ...outcome, nearestTags: outcome.nearestTags.map(clean) };
    case "unreachable":
      return { ...outcome, host: clean(outcome.host), detail: clean(outcome.detail) };
    case "mismatched":
      return { ...outcome, available: platforms(outcome.available) };
    case "faulty":
      return { ...outcome, fault: cleanedFault(outcome.fault, clean) };
    case "refused": {
      const { challenge } = outcome;
      return { ...outcome, challenge: challenge === null ? null : { ...challenge, error: clean(challenge.error) } };
    }
    case "throttled":
    case "not-asked":
      return outcome;
  }
}

function cleanedFault(fault: ContentFault, clean: (words: string) => string): ContentFault {
  switch (fault.kind) {
    case "not-an-image":
    case "schema1":
      return { ...fault, mediaType: clean(fault.mediaType) };
    case "malformed":
      return { ...fault, detail: clean(fault.detail) };
    case "content-coding":
      return { ...fault, coding: clean(fault.coding) };
    case "blob-missing":
    case "digest-mismatch":
    case "digest-algorithm":
    case "size-mismatch":
    case "layers-mismatch":
    case "manifest-too-large":
      return fault;
  }
}
