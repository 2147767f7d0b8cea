// Registries and catalogues that were given up: what became of each, since when, what replaces it, and who says so.
// A row is here because of its source; dates are the source's, and months where it names no day.

/** Where a repository is to be had now; what stands below the old place stands below this one, too. */
export interface Successor {
  /** `REGISTRY[/PATH]` */
  readonly at: string;
  /** What of the old is there: tags and digests · tags, whose digests may be others · later releases, and older ones by chance. */
  readonly has: "everything" | "tags" | "releases";
}

type Fate =
  /** It serves what it has, and gets nothing new. */
  | { readonly what: "frozen"; readonly since: string; readonly to: Successor | null }
  /** What it had was taken elsewhere. */
  | { readonly what: "moved"; readonly since: string; readonly to: Successor }
  /** It serves what it has until the month that its owners named; `since`: the announcement. */
  | { readonly what: "closing"; readonly since: string; readonly until: string; readonly to: Successor }
  /** It serves nothing any more; `to` is `null` where no one place took it over. */
  | { readonly what: "gone"; readonly since: string; readonly to: Successor | null };

export type Retired = Fate & {
  /** `REGISTRY[/PATH]`, with all that is below; `*.` stands for every host of a zone. */
  readonly at: readonly string[];
  /** What goes on being published there: repositories, with all that is below, and tags. */
  readonly stays?: { readonly repositories: readonly string[]; readonly tags: readonly string[] };
  /** An announcement, or where it was seen. */
  readonly source: string;
};

/** Repositories that went the same way, and whose neighbours did not. */
function each(names: readonly string[], row: (name: string) => Retired): readonly Retired[] {
  return names.map(row);
}

export const retiredRegistries: readonly Retired[] = [
  {
    at: ["k8s.gcr.io"],
    what: "frozen",
    since: "2023-04-03",
    to: { at: "registry.k8s.io", has: "everything" },
    source: "https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/",
  },
  {
    // All that it had was copied to what is behind registry.k8s.io before the name k8s.gcr.io was turned there.
    at: ["gcr.io/google-containers", "gcr.io/google_containers"],
    what: "frozen",
    since: "2020-07",
    to: { at: "registry.k8s.io", has: "everything" },
    source: "https://github.com/kubernetes/k8s.io/pull/1014",
  },
  {
    // The copy is kubernetes/k8s.io#6690; later releases are at quay.io/brancz. Seen gone: kubealex/k8s-mediaserver-operator#115.
    at: ["gcr.io/kubebuilder/kube-rbac-proxy"],
    what: "gone",
    since: "2026-03-06",
    to: { at: "registry.k8s.io/kubebuilder/kube-rbac-proxy", has: "everything" },
    source: "https://github.com/kubernetes-sigs/kubebuilder/discussions/3907",
  },
  {
    at: ["gcr.io/cloud-provider-vsphere/csi/release"],
    what: "gone",
    since: "2024-09-17",
    to: { at: "registry.k8s.io/csi-vsphere", has: "releases" },
    source: "https://github.com/kubernetes-sigs/vsphere-csi-driver/issues/3053",
  },
  {
    at: ["gcr.io/cloud-provider-vsphere/cpi/release/manager"],
    what: "gone",
    since: "2024-09-17",
    to: { at: "registry.k8s.io/cloud-pv-vsphere/cloud-provider-vsphere", has: "releases" },
    source: "https://github.com/kubernetes/cloud-provider-vsphere/issues/1251",
  },
  {
    // Closed with the words of tektoncd/pipeline#8870.
    at: ["gcr.io/tekton-releases"],
    what: "gone",
    since: "2025-07-10",
    to: { at: "ghcr.io/tektoncd", has: "everything" },
    source: "https://tekton.dev/blog/2025/04/03/migration-to-github-container-registry",
  },
  {
    at: ["gcr.io/istio-release", "registry.istio.io/release"],
    what: "closing",
    since: "2026-08-26",
    until: "2026-12",
    to: { at: "docker.io/istio", has: "tags" },
    source: "https://github.com/istio/istio/issues/61467",
  },
  {
    at: ["gcr.io/istio-release/charts", "registry.istio.io/release/charts"],
    what: "closing",
    since: "2026-08-26",
    until: "2026-12",
    to: { at: "ghcr.io/istio/release/charts", has: "tags" },
    source: "https://github.com/istio/istio/issues/61467",
  },
  {
    at: ["gcr.io/kubernetes-helm/tiller"],
    what: "gone",
    since: "2021-08-06",
    to: { at: "ghcr.io/helm/tiller", has: "tags" },
    source: "https://github.com/helm/helm/issues/10004",
  },
  {
    at: ["gcr.io/kaniko-project"],
    what: "frozen",
    since: "2025-06-03",
    to: null,
    source: "https://github.com/GoogleContainerTools/kaniko",
  },
  {
    at: ["gcr.io/cadvisor/cadvisor"],
    what: "frozen",
    since: "2025-08-06",
    to: { at: "ghcr.io/google/cadvisor", has: "releases" },
    source: "https://github.com/google/cadvisor/issues/3712",
  },
  {
    at: ["gcr.io/spark-operator/spark", "gcr.io/spark-operator/spark-py"],
    what: "gone",
    since: "2023-10-19",
    to: null,
    source: "https://github.com/kubeflow/spark-operator/issues/1860",
  },
  {
    // What is left is a choice of hardened images, under "latest" alone. Sealed Secrets and minideb go on as they were.
    at: ["docker.io/bitnami"],
    what: "moved",
    since: "2025-08-28",
    to: { at: "docker.io/bitnamilegacy", has: "everything" },
    stays: {
      repositories: [
        "docker.io/bitnami/minideb",
        "docker.io/bitnami/sealed-secrets-controller",
        "docker.io/bitnami/sealed-secrets-kubeseal",
      ],
      tags: ["latest"],
    },
    source: "https://github.com/bitnami/containers/issues/83267",
  },
  {
    at: ["docker.io/bitnamicharts"],
    what: "frozen",
    since: "2025-08-28",
    to: null,
    source: "https://github.com/bitnami/charts/issues/35164",
  },
  ...each(["minio", "mc"], (name) => ({
    at: [`docker.io/minio/${name}`],
    what: "gone",
    since: "2026-09-12",
    to: { at: `quay.io/minio/${name}`, has: "everything" },
    source: "https://github.com/makeplane/plane/pull/9829",
  })),
  {
    at: ["quay.io/minio/minio", "quay.io/minio/mc"],
    what: "frozen",
    since: "2025-10",
    to: null,
    source: "https://github.com/minio/minio/issues/21647",
  },
  {
    at: ["docker.io/library/vault"],
    what: "frozen",
    since: "2023-06",
    to: { at: "docker.io/hashicorp/vault", has: "releases" },
    source: "https://github.com/docker-library/docs/pull/2291",
  },
  {
    at: ["docker.io/library/consul"],
    what: "frozen",
    since: "2023-06",
    to: { at: "docker.io/hashicorp/consul", has: "releases" },
    source: "https://github.com/docker-library/docs/pull/2283",
  },
  {
    at: ["docker.io/argoproj"],
    what: "frozen",
    since: "2025-05",
    to: { at: "quay.io/argoproj", has: "releases" },
    source: "https://github.com/argoproj/argo-workflows/pull/14457",
  },
  ...each(["ceph", "daemon", "daemon-base"], (name) => ({
    at: [`docker.io/ceph/${name}`],
    what: "frozen",
    since: "2021-08",
    to: { at: `quay.io/ceph/${name}`, has: "releases" },
    source: "https://github.com/ceph/ceph-container/commit/2ab75a227876fc0d1984111631b18fc2c1bff2e7",
  })),
  {
    at: ["docker.io/strimzi"],
    what: "frozen",
    since: "2020-11",
    to: { at: "quay.io/strimzi", has: "releases" },
    source: "https://github.com/strimzi/proposals/pull/16",
  },
  {
    at: ["docker.io/metallb"],
    what: "moved",
    since: "2023-03-16",
    to: { at: "quay.io/metallb", has: "tags" },
    source: "https://github.com/canonical/microk8s/issues/3854",
  },
  {
    at: ["quay.io/coreos/kube-state-metrics"],
    what: "frozen",
    since: "2021-04-13",
    to: { at: "registry.k8s.io/kube-state-metrics/kube-state-metrics", has: "releases" },
    source:
      "https://github.com/kubernetes/website/blob/main/content/en/blog/_posts/2021-04-13-kube-state-metrics-goes-v-2-0.md",
  },
  ...each(["prometheus-operator", "prometheus-config-reloader"], (name) => ({
    at: [`quay.io/coreos/${name}`],
    what: "frozen",
    since: "2020-10-26",
    to: { at: `quay.io/prometheus-operator/${name}`, has: "releases" },
    source: "https://github.com/prometheus-operator/prometheus-operator/issues/3672",
  })),
  {
    at: ["docker.io/directxman12/k8s-prometheus-adapter", "quay.io/coreos/k8s-prometheus-adapter-amd64"],
    what: "frozen",
    since: "2021-07",
    to: { at: "registry.k8s.io/prometheus-adapter/prometheus-adapter", has: "releases" },
    source: "https://github.com/kubernetes-sigs/prometheus-adapter/pull/419",
  },
  {
    at: ["quay.io/kubernetes-ingress-controller/nginx-ingress-controller"],
    what: "frozen",
    since: "2020-07",
    to: { at: "registry.k8s.io/ingress-nginx/controller", has: "releases" },
    source: "https://github.com/kubernetes/ingress-nginx/releases/tag/controller-v0.34.0",
  },
  {
    // Seen gone in October 2025: ofek/csi-gcs#186.
    at: ["quay.io/k8scsi"],
    what: "frozen",
    since: "2020-12",
    to: { at: "registry.k8s.io/sig-storage", has: "releases" },
    source: "https://github.com/kubernetes-csi/csi-release-tools/issues/86",
  },
  {
    at: ["docker.pkg.github.com"],
    what: "gone",
    since: "2025-02-24",
    to: { at: "ghcr.io", has: "everything" },
    source: "https://github.blog/changelog/2025-01-23-legacy-docker-registry-closing-down/",
  },
  {
    at: ["*.bintray.io"],
    what: "gone",
    since: "2021-05-01",
    to: null,
    source: "https://jfrog.com/blog/into-the-sunset-bintray-jcenter-gocenter-and-chartcenter/",
  },
  {
    at: ["projects.registry.vmware.com"],
    what: "gone",
    since: "2024-06-28",
    to: { at: "projects.packages.broadcom.com", has: "releases" },
    source: "https://github.com/vmware-archive/vcenter-event-broker-appliance/issues/1234",
  },
  {
    at: ["projects.registry.vmware.com/antrea"],
    what: "gone",
    since: "2024-06-28",
    to: { at: "docker.io/antrea", has: "tags" },
    source: "https://github.com/vmware-archive/vcenter-event-broker-appliance/issues/1234",
  },
];
