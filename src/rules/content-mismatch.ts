// The registry has the content, and it disagrees with what names it: digest, size, layers or shape.
import type { ContentFault } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import type { UseRule } from "./rule.ts";
import { notStored, shortRead, unpacking } from "./kubelet-content.ts";
import { failedToUnpack, type FailingPull, resolving } from "./kubelet-words.ts";
import { resolvedName, shortDigest, shortName } from "./names.ts";

export const contentMismatch: UseRule = {
  id: "content-mismatch",
  title: "the image's content disagrees with itself",
  over: "use",
  check({ use, parsed, outcome, containerd }) {
    if (outcome.kind !== "faulty" || parsed.kind !== "reference") return null;
    const { reference } = parsed;
    const pull = { use, reference, containerd };
    const clash = clashOf(outcome.fault, pull);
    if (clash === null) return null;
    return {
      severity: "error",
      message: `${shortName(reference)} is there, but ${clash.what}`,
      kubelet: clash.kubelet ?? failedToUnpack(pull, clash.code, clash.words),
      fix: clash.fix ?? "push the image again; where the registry is a proxy or a mirror, clear what it has cached",
    };
  },
};

interface Clash {
  /** For a reader, to follow "is there, but". */
  readonly what: string;
  readonly code: "FailedPrecondition" | "InvalidArgument" | "NotFound" | "Unknown";
  readonly words: string;
  /** The whole line, where it isn't of the usual shape. */
  readonly kubelet?: string;
  readonly fix?: string;
}

/**
 * `null` for faults that have a rule of their own. The node's words are containerd's: `plugins/content/local/writer.go`,
 * `core/content/helpers.go`, `core/unpack/unpacker.go`, `core/remotes/docker/resolver.go`.
 */
function clashOf(fault: ContentFault, pull: FailingPull): Clash | null {
  switch (fault.kind) {
    case "not-an-image":
    case "schema1":
    case "blob-missing":
      return null;
    case "digest-mismatch": {
      const { what, actual, expected } = fault;
      const words = `failed commit on ref "…-${expected}": unexpected commit digest ${actual}, expected ${expected}: failed precondition`;
      return {
        what: `its ${what} is ${shortDigest(actual)} instead of ${shortDigest(expected)}`,
        code: "FailedPrecondition",
        words,
      };
    }
    case "digest-algorithm": {
      const { what, digest } = fault;
      const words = `failed commit on ref "${what}-${digest}": unexpected commit digest sha256:…, expected ${digest}: failed precondition`;
      const [algorithm = ""] = digest.split(":");
      return {
        what: `its ${what} is named by ${algorithm.toUpperCase().replace("SHA", "SHA-")}, and containerd stores content by SHA-256 alone`,
        code: "FailedPrecondition",
        words,
        fix: "name it by tag or by a digest of SHA-256, and push it with a tool that makes such digests",
      };
    }
    case "size-mismatch": {
      const { what, actual, expected } = fault;
      const ref = `${what}-…`;
      const words = `failed commit on ref "${ref}": "${ref}" failed size validation: ${actual ?? "…"} != ${expected}: failed precondition`;
      const size =
        actual === null ? `goes on behind its ${expected} bytes` : `has ${actual} bytes instead of ${expected}`;
      const kubelet = actual !== null && actual < expected ? shortRead(pull, expected, actual) : undefined;
      return {
        what: `its ${what} ${size}`,
        code: "FailedPrecondition",
        words,
        ...(kubelet === undefined ? {} : { kubelet }),
      };
    }
    case "layers-mismatch": {
      const { layers, diffIds } = fault;
      // Where nothing can be unpacked on the way, the client tries in the end (`client/image.go`, getLayers).
      const isLate = layers === 0 && pullRules(pull.containerd).puller === "client";
      const words = isLate ? `${unpacking}…` : `number of layers and diffIDs don't match: ${layers} != ${diffIds}`;
      return {
        what: `its manifest has ${layers} ${layers === 1 ? "layer" : "layers"}, and its config speaks of ${diffIds}`,
        code: "Unknown",
        words,
      };
    }
    case "manifest-too-large": {
      const { bytes } = fault;
      const words = `${resolving(pull)}rejecting ${bytes ?? "…"} byte manifest for ${resolvedName(pull.reference)}: not found`;
      const size = bytes === null ? "goes on and on" : `has ${bytes} bytes`;
      return { what: `its manifest ${size}, and containerd takes 4393216 at most`, code: "NotFound", words };
    }
    case "content-coding": {
      const { what, coding } = fault;
      // One that it knows fails in that one's own words.
      const isKnown = /gzip|zstd|deflate/i.test(coding);
      const words = `failed to copy: ${isKnown ? "…" : `httpReadSeeker: failed open: unsupported Content-Encoding algorithm: ${coding}`}`;
      const fix = "let the registry, or the store behind it, send its content without a Content-Encoding";
      return {
        what: `its ${what} comes in the coding "${coding}", which nodes can't undo`,
        code: "Unknown",
        words,
        fix,
      };
    }
    case "malformed":
      return { what: `its ${fault.what} can't be read: ${fault.detail}`, ...complaint(fault, pull) };
  }
}

/** Sources: `core/remotes/handlers.go` (Fetch), `internal/cri/store/image/image.go` (getImage). */
function complaint(
  { what, node }: Extract<ContentFault, { kind: "malformed" }>,
  pull: FailingPull,
): Pick<Clash, "code" | "words" | "kubelet"> {
  switch (node.kind) {
    case "sizeless": {
      const words = `unable to fetch descriptor (${node.digest}) which reports content size of zero: invalid argument`;
      return { code: "InvalidArgument", words };
    }
    case "nameless": {
      const gone = `could not fetch content descriptor  (${node.mediaType}) from remote: not found`;
      return { code: "NotFound", words: `failed to copy: httpReadSeeker: failed open: ${gone}` };
    }
    case "mistyped":
      // Unpacked by then: the runtime reads it once more, to keep it in its own list.
      return what === "config" && pullRules(pull.containerd).puller === "transfer service"
        ? { code: "Unknown", words: "…", kubelet: notStored(pull) }
        : { code: "Unknown", words: what === "config" ? "unmarshal image config: …" : "…" };
    case "other":
      return { code: "Unknown", words: what === "config" ? "unmarshal image config: …" : "…" };
  }
}
