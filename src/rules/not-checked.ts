// Nothing was proved of a use, for a reason that no other rule tells.
import { posix } from "node:path";
import { opaqueSecretsOf } from "../credentials/opaque.ts";
import type { ImageUse, NotAsked, OpenPulls, Outcome, Reference, Subject } from "../model.ts";
import { excerpt } from "../references/quote.ts";
import type { Draft, UseRule } from "./rule.ts";
import { listed, quotedWords, resolvedName, shortName } from "./names.ts";
import { verdictOf } from "./verdict.ts";
import { wordingOf } from "./wording.ts";

export const notChecked: UseRule = {
  id: "not-checked",
  title: "the image was not checked",
  over: "use",
  check(subject) {
    const { use, parsed, outcome } = subject;
    if (verdictOf(subject) !== "unverified") return null;
    const said = outcome.kind === "not-asked" ? leftOpen(use, outcome.why) : null;
    if (said !== null || parsed.kind !== "reference") return said;
    const { reference } = parsed;
    if (outcome.kind === "absent" || outcome.kind === "refused") return hiddenBySecrets(subject, reference);
    if (outcome.kind !== "not-asked") return null;
    return outcome.why === "private-registry"
      ? {
          severity: "notice",
          message: `${reference.registry} is in private-registries: ${shortName(reference)} was not checked`,
          kubelet: null,
          fix:
            use.slot === "artifact"
              ? `try it from a network that reaches ${reference.registry}: crane manifest ${resolvedName(reference)}`
              : `try it on a node: crictl pull ${resolvedName(reference)}`,
        }
      : {
          severity: "warning",
          message: `the time for the run was over before ${shortName(reference)} was checked`,
          kubelet: null,
          fix: "raise timeout, or check fewer files in one run",
        };
  },
};

/** Longer names say no more. */
const longest = 300;

/** Somebody else has the last word on what is pulled, and says it later or elsewhere; `null` for every other reason. */
function leftOpen(use: ImageUse, why: NotAsked): Draft | null {
  const image = excerpt(use.image, longest);
  switch (why) {
    case "tag-elsewhere":
      if (use.source === "helm-values") return leftToChart(image);
      return {
        severity: "warning",
        message: `the tag of "${image}" stays with the base of the kustomization, which is not among these files, so it was not checked`,
        kubelet: null,
        fix: `check what it builds: kustomize build ${buildFolder(use)} | pullgate check -`,
      };
    case "version-range":
      return {
        severity: "notice",
        message: `"${image}" is a range of versions, of which one is picked later, so it was not checked`,
        kubelet: null,
        fix: "name one version where it has to be checked before it is fetched",
      };
    case "budget":
      return {
        severity: "warning",
        message: `"${image}" was not checked: its registry tells its name only to a GET, which counts as a pull, and pull-budget lets no more of them be spent`,
        kubelet: null,
        fix: "raise pull-budget",
      };
    case "invalid":
    case "placeholder":
    case "never-pulled":
    case "secret-unreadable":
    case "private-registry":
    case "deadline":
    case "filled-in-later":
    case "parameter":
    case "ignored":
      return null;
  }
}

function leftToChart(image: string): Draft {
  return {
    severity: "warning",
    message: `the tag of "${image}" is its chart's to choose, and charts are not rendered here, so it was not checked`,
    kubelet: null,
    fix: "write the tag beside the repository, or check what the chart renders: helm template CHART | pullgate check -",
  };
}

/** Where kustomize finds the entry: a kustomization names none of itself, and what could mean something to a shell is left out. */
function buildFolder({ apiVersion, span }: ImageUse): string {
  const folder = posix.dirname(span.file.path);
  const isOwn = (apiVersion === "" || apiVersion.startsWith("kustomize.config.k8s.io/")) && span.file.path !== "-";
  return isOwn && /^[\w./][\w./-]*$/.test(folder) ? folder : "DIR";
}

/** The registry said no to what the runner has; a secret that is named may say more, and its content is not known here. */
function hiddenBySecrets({ use, credentials, outcome }: Subject, reference: Reference): Draft {
  const { registry, repository } = reference;
  const opaqueSecrets = opaqueSecretsOf(credentials);
  if (credentials.isWithheld && opaqueSecrets.length === 0) return withheld(reference, outcome);
  if (opaqueSecrets.length === 0 && credentials.open !== null)
    return leftOpenTo(credentials.open, use, reference, outcome);
  const { owner } = wordingOf(use);
  const several = opaqueSecrets.length > 1;
  const said =
    outcome.kind === "refused"
      ? `refuses ${repository} here${quotedWords(outcome.words)}`
      : `shows no ${missing(outcome, reference)} to anonymous clients`;
  const names = `pull ${several ? "secrets" : "secret"} ${listed(opaqueSecrets, 3)}`;
  // In one of its namespaces it is, and in another it isn't, or has another content; or only some of its pods list it.
  const isPartial = credentials.secrets.some((one) => one.isPartial);
  const partly =
    use.namespaces.length > 1
      ? `the pod lands in several namespaces, and ${names} ${several ? "are" : "is"} not the same in all of them`
      : `not all of its pods, or of the accounts that are meant, list ${names}`;
  const unknown = isPartial ? partly : `${names}, which may open it, ${several ? "are" : "is"} not known here`;
  return {
    severity: "warning",
    message: `${registry} ${said}; ${unknown}`,
    kubelet: null,
    fix: isPartial
      ? "check what each overlay builds: kustomize build DIR | pullgate check -"
      : `log the runner in to ${registry} with what the ${owner}'s pull ${several ? "secrets hold" : "secret holds"}`,
  };
}

/** What the cluster has is put together from several files, and nobody did that here; or a login was kept back. */
function leftOpenTo(open: OpenPulls, use: ImageUse, { registry, repository }: Reference, outcome: Outcome): Draft {
  const words = outcome.kind === "refused" ? quotedWords(outcome.words) : "";
  const { owner } = wordingOf(use);
  const why: Readonly<Record<OpenPulls, string>> = {
    patch: `what pull secrets the ${owner} has, a patch or a template decides that is not applied here`,
    accounts: `what pull secrets the ${owner} has, several ServiceAccounts of one name decide`,
    "too-many": `more logins of the ${owner}'s pull secrets are for it than are tried`,
    "kept-back": "Docker Hub's login, which the kubelet shows to hosts without a dot, too, is not sent there",
  };
  const built = `check what is built: kustomize build DIR | pullgate check -, or log the runner in to ${registry}`;
  const fixes: Readonly<Record<OpenPulls, string>> = {
    patch: built,
    accounts: built,
    "too-many": `keep one login for ${registry} in the pull secrets of the ${owner}`,
    "kept-back": `give ${registry} a key of its own in the pull secret`,
  };
  return {
    severity: "warning",
    message: `${registry} refuses ${repository} here${words}; ${why[open]}`,
    kubelet: null,
    fix: fixes[open],
  };
}

/** Whoever opens a pull request from a fork must not have the runner's login used for an image of theirs. */
function withheld({ registry, repository }: Reference, outcome: Outcome): Draft {
  const words = outcome.kind === "refused" ? quotedWords(outcome.words) : "";
  return {
    severity: "warning",
    message: `${registry} shows ${repository} to nobody without a login, and the runner's is not sent for a pull request from a fork${words}`,
    kubelet: null,
    fix: "check it again once it is merged, or let the base's settings say node-credentials: runner",
  };
}

/** The registry goes before: what is missing is named without it. */
function missing(outcome: Outcome, reference: Reference): string {
  const whole = outcome.kind === "absent" && outcome.what === "repository";
  return whole ? reference.repository : shortName(reference).slice(reference.registry.length + 1);
}
