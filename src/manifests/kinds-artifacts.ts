// Kinds that name what a controller fetches from a registry and nobody runs. Source: each project's API reference.
import type { KindRow } from "./kinds.ts";

export const artifactKinds: readonly KindRow[] = [
  {
    groups: ["source.toolkit.fluxcd.io"],
    kinds: ["OCIRepository"],
    artifactPairs: [{ at: "spec", name: "url", tag: "ref.tag", digest: "ref.digest", range: "ref.semver" }],
    secrets: ["spec.secretRef.name"],
  },
  {
    groups: ["fluxcd.controlplane.io"],
    kinds: ["FluxInstance"],
    artifacts: ["spec.distribution.artifact"],
    artifactPairs: [{ at: "spec.sync", name: "url", tag: "ref" }],
    secrets: ["spec.sync.pullSecret", "spec.distribution.artifactPullSecret"],
  },
  {
    groups: ["stacks.crossplane.io"],
    kinds: ["StackInstall", "ClusterStackInstall"],
    hasOwnRegistry: true,
    artifacts: ["spec.package"],
  },
  {
    groups: ["pkg.crossplane.io"],
    kinds: ["Provider", "Configuration", "Function"],
    hasOwnRegistry: true,
    artifacts: ["spec.package"],
    secrets: ["spec.packagePullSecrets[].name"],
  },
  {
    groups: ["pkg.crossplane.io"],
    kinds: ["ProviderRevision", "ConfigurationRevision", "FunctionRevision"],
    hasOwnRegistry: true,
    artifacts: ["spec.image"],
    secrets: ["spec.packagePullSecrets[].name"],
  },
  {
    groups: ["meta.pkg.crossplane.io", "meta.dev.upbound.io"],
    kinds: ["Provider", "Configuration", "Function", "Project"],
    hasOwnRegistry: true,
    images: ["spec.controller.image", "spec.image"],
    artifactPairs: ["provider", "configuration", "function", "package"].map((name) => ({
      at: "spec.dependsOn[]",
      name,
      range: "version",
    })),
  },
  {
    groups: ["kappctrl.k14s.io", "packaging.carvel.dev", "data.packaging.carvel.dev"],
    kinds: ["App", "PackageRepository", "Package"],
    artifacts: ["**.imgpkgBundle.image", "**.fetch[].image.url"],
    secrets: ["**.imgpkgBundle.secretRef.name"],
  },
  {
    groups: ["extensions.istio.io"],
    kinds: ["WasmPlugin"],
    artifacts: ["spec.url"],
    secrets: ["spec.imagePullSecret"],
  },
  {
    groups: ["cdi.kubevirt.io"],
    kinds: ["DataVolume", "DataImportCron", "VolumeImportSource"],
    images: ["**.vddk.initImageURL"],
    artifacts: ["**.source.registry.url"],
  },
  {
    groups: ["policies.kubewarden.io"],
    kinds: ["AdmissionPolicy", "ClusterAdmissionPolicy", "AdmissionPolicyGroup", "ClusterAdmissionPolicyGroup"],
    artifacts: ["spec.module", "spec.policies.*.module"],
  },
];
