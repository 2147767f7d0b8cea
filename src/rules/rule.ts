// What a rule is: a pure, synchronous look at one thing that is known, and what to say about it.
import type { HubLogin } from "../credentials/hub-logins.ts";
import type {
  AccountSubject,
  BindingSubject,
  HostTime,
  ImageUse,
  JudgedIgnore,
  JudgedUse,
  Problem,
  RateLimitSeen,
  Related,
  SecretSubject,
  Severity,
  Span,
  Subject,
} from "../model.ts";

/** What a rule has to say; the judge adds place, evidence and fingerprint. */
export interface Draft {
  readonly severity: Severity;
  /** What is wrong, in one sentence: lower-case start, quoting the token, no full stop. */
  readonly message: string;
  /** What `kubectl describe pod` would show; `null` where no node would ever say anything. */
  readonly kubelet: string | null;
  /** What to do, in one sentence: lower-case start, no full stop. */
  readonly fix: string;
  /** Text that could stand in place of the whole scalar. */
  readonly suggestion?: { readonly replacement: string };
  readonly related?: readonly Related[];
  /** What decides, where that isn't the image itself, and by which name it is known: uses that share it share the finding. */
  readonly at?: { readonly span: Span; readonly name: string };
}

interface Named {
  readonly id: string;
  /** Under `strict` its notices are errors: less was proved than was asked for. */
  readonly isStrict?: true;
  /** Follows the id in the page's heading: "the tag does not exist". */
  readonly title: string;
}

/** Looks at one use and what was learned about it. */
export interface UseRule extends Named {
  readonly over: "use";
  /** It speaks of the place, and not of what came of the pull: neither saying nor silencing it touches the verdict. */
  readonly isAside?: true;
  check(subject: Subject): Draft | null;
}

/** A draft about something else than the image. */
export type PlacedDraft = Draft & Required<Pick<Draft, "at">>;

/** Looks at what a use names beside its image: pull secrets, an account. Each has a place of its own. */
export interface NameRule extends Named {
  readonly over: "name";
  check(subject: Subject): readonly PlacedDraft[];
  /** The same for names in an account's list that no judged use brings; left out where it takes an image to tell. */
  checkAccount?(subject: AccountSubject): readonly PlacedDraft[];
}

/** Looks at one file or document that could not be read. */
export interface ProblemRule extends Named {
  readonly over: "problem";
  check(problem: Problem): Draft | null;
}

/** A draft about the run: `on` is the use where it stands; the first one that could not be proved where it is none's. */
type RunDraft = Draft & { readonly on?: ImageUse };

/** Looks at the run as a whole. */
export interface RunRule extends Named {
  readonly over: "run";
  check(uses: readonly JudgedUse[], seen: RunSeen): readonly RunDraft[];
}

/** What was learned on the way that is about no image. */
export interface RunSeen {
  readonly times: readonly HostTime[];
  readonly limits: readonly RateLimitSeen[];
  /** Logins for Docker Hub among the manifests. */
  readonly hubLogins: readonly HubLogin[];
}

/** Looks at one comment or entry of the settings that was to silence something. */
export interface IgnoreRule extends Named {
  readonly over: "ignore";
  check(ignore: JudgedIgnore): Draft | null;
}

/** Looks at one pull secret, once for all uses that bring it. */
export interface SecretRule extends Named {
  readonly over: "secret";
  /** `about`: the uses whose verdict it speaks of. */
  check(subject: SecretSubject): (Draft & { readonly about?: readonly Subject[] }) | null;
}

/** Looks at one binding of a role. */
export interface BindingRule extends Named {
  readonly over: "binding";
  check(subject: BindingSubject): Draft | null;
}

export type Rule = UseRule | NameRule | ProblemRule | RunRule | IgnoreRule | SecretRule | BindingRule;
