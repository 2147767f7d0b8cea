// Groups whose objects speak of images and start no pull, whatever stands in them.

/** Patterns of policies, and what tools read on somebody's machine. */
export const notPulled: readonly string[] = [
  "apiextensions.k8s.io",
  "admissionregistration.k8s.io",
  "kyverno.io",
  "*.kyverno.io",
  "*.gatekeeper.sh",
  "policy.sigstore.dev",
  "kind.x-k8s.io",
  "kind.sigs.k8s.io",
  "k3d.io",
  // Machines' disks, and forms that people fill in; and what tools scan for tags, write into files, or make.
  "kops.k8s.io",
  "infrastructure.cluster.x-k8s.io",
  "backstage.io",
  "image.toolkit.fluxcd.io",
  "argocd-image-updater.argoproj.io",
  "kctrl.carvel.dev",
  "skaffold",
  "kbld.k14s.io",
  "kbld.carvel.dev",
  "vendir.k14s.io",
  "imgpkg.carvel.dev",
  "kpt.dev",
  "config.kubernetes.io",
  "kuttl.dev",
  "scorecard.operatorframework.io",
  "audit.k8s.io",
];
