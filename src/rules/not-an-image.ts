// The name leads to an artifact of another kind: a chart, a signature, a bundle.
import type { ContentFault, Exchange, Outcome } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import type { UseRule } from "./rule.ts";
import { noConfig, unpacking } from "./kubelet-content.ts";
import { failedToUnpack, type FailingPull } from "./kubelet-words.ts";
import { shortName } from "./names.ts";

export const notAnImage: UseRule = {
  id: "not-an-image",
  title: "what is there is not a container image",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || outcome.fault.kind !== "not-an-image" || parsed.kind !== "reference") return null;
    const { part, what, mediaType } = outcome.fault;
    const name = shortName(parsed.reference);
    const message = `${name} is ${what === null ? "" : `${what}, `}not a container image (${mediaType === "" ? "no media type" : mediaType})`;
    const pull = { use, reference: parsed.reference, containerd };
    const fix = part === "manifest" ? manifestFix : contentFix;
    return { severity: "error", message, kubelet: kubeletWords(pull, outcome.fault, outcome), fix };
  },
};

const contentFix = "name the image itself: artifacts often live beside it under a similar name or tag";
const manifestFix = "correct the name, or push the image again: what is there has no media type of a manifest";

type Faulty = Extract<Outcome, { kind: "faulty" }>;
type Fault = Extract<ContentFault, { kind: "not-an-image" }>;

function kubeletWords(pull: FailingPull, fault: Fault, { digest, evidence }: Faulty): string {
  if (fault.part === "manifest") return manifestWords(pull, fault, digest, evidence);
  if (fault.unmatched) return noConfig(pull, `no match for platform in manifest ${digest ?? "sha256:…"}`);
  if (pullRules(pull.containerd).puller === "client") {
    const failed = unpackingWords(pull, fault);
    if (failed !== null) return failed;
  }
  // Pulled, and nothing in it to run (`internal/cri/server/container_create.go`).
  return 'Error: failed to generate container "…" spec: failed to generate spec: no command specified';
}

/** What is no manifest is fetched from among the blobs, where it seldom is (`core/remotes/docker/fetcher.go`, Fetch). */
function manifestWords(pull: FailingPull, fault: Fault, digest: string | null, evidence: readonly Exchange[]): string {
  const { mediaType, of } = fault;
  const named = of ?? digest ?? "sha256:…";
  const isHad = mediaType === "text/html" || evidence.at(-1)?.url.includes("/blobs/") === true;
  if (isHad) return noConfig(pull, `unexpected media type ${mediaType} for ${digest ?? "sha256:…"}`);
  // Taken for schema 1, it is looked for by what is left of it without signatures.
  if (mediaType === "text/plain") {
    return failedToUnpack(pull, "NotFound", "httpReadSeeker: failed open: content at … not found: not found");
  }
  const gone = `could not fetch content descriptor ${named} (${mediaType}) from remote: not found`;
  return failedToUnpack(pull, "NotFound", `failed to copy: httpReadSeeker: failed open: ${gone}`);
}

/** The client unpacks in the end what nothing was unpacked of; `null` where it is content with it (`client/image.go`, Unpack). */
function unpackingWords(pull: FailingPull, { part, hasFileSystem }: Fault): string | null {
  const { pullsArtifacts } = pullRules(pull.containerd);
  if (part === "config" && hasFileSystem) {
    const gone = "failed to extract layer …: failed to get reader from content store: content digest …: not found";
    return failedToUnpack(pull, "NotFound", `${unpacking}${gone}`);
  }
  if (part === "config" && pullsArtifacts) return null;
  const mismatched = part === "config" || pullsArtifacts;
  const words = mismatched
    ? "mismatched image rootfs and manifest layers"
    : "failed to extract layer …: failed to get stream processor for …: no processor for media-type: unknown";
  return failedToUnpack(pull, "Unknown", `${unpacking}${words}`);
}
