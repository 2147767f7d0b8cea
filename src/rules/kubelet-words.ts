// What `kubectl describe pod` would show, in the words of the kubelet and of containerd: of its client, and from 2.1 on of its transfer service.
// `…` stands for what only the node knows: an address, a media type, the container's id. Each station of a pull has a file of its own.
import type { ContainerdSeries, ImageUse, Reference } from "../model.ts";
import { pullRules } from "../registries/containerd.ts";
import { resolvedName } from "./names.ts";
import { pulledName } from "./wording.ts";

/** The pull that fails. */
export interface FailingPull {
  readonly use: ImageUse;
  readonly reference: Reference;
  readonly containerd: ContainerdSeries;
}

/** gRPC's name for the class of an error; the kubelet cuts `Unknown` off (cri-client `remote_image.go`, pullImageV1). */
type Code = "NotFound" | "Unimplemented" | "InvalidArgument" | "FailedPrecondition" | "DeadlineExceeded" | "Unknown";

/** `Failed to pull image "nginx:1.27": rpc error: code = NotFound desc = …`; the image is quoted as the pod has it. */
export function failedToPull({ use }: FailingPull, code: Code, words: string): string {
  return `Failed to pull image "${pulledName(use)}": ${code === "Unknown" ? "" : `rpc error: code = ${code} desc = `}${words}`;
}

/** containerd `internal/cri/server/images/image_pull.go`, pullImageWithTransferService. */
export function failedToUnpack(pull: FailingPull, code: Code, words: string): string {
  return failedToPull(pull, code, `failed to pull and unpack image "${resolvedName(pull.reference)}": ${words}`);
}

/** How the words of the first step begin (`client/pull.go`, fetch; `core/transfer/local/pull.go`). */
export function resolving({ reference, containerd }: FailingPull): string {
  return pullRules(containerd).puller === "client"
    ? `failed to resolve reference "${resolvedName(reference)}": `
    : "failed to resolve image: ";
}

/** Repository, tag or digest: containerd says the same of all three (`core/remotes/docker/resolver.go`). */
export function notFound(pull: FailingPull): string {
  return failedToUnpack(pull, "NotFound", `${resolving(pull)}${resolvedName(pull.reference)}: not found`);
}
