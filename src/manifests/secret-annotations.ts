// Annotations of Secrets that tools in the cluster act upon: one that is copied elsewhere, one that is filled in.

/**
 * What copies a Secret into other namespaces, by its annotations: Reflector (emberstack/kubernetes-reflector, README), Replicator
 * (mittwald/kubernetes-replicator, README), Config Syncer (appscode, `kubed.appscode.com/sync`).
 */
export const copying: readonly string[] = [
  "reflector.v1.k8s.emberstack.com/reflection-",
  "replicator.v1.mittwald.de/replicate-to",
  "replicator.v1.mittwald.de/replication-allowed",
  "kubed.appscode.com/sync",
];

/**
 * What writes its content in the cluster: the same two at the other end, the Argo CD Vault plugin, the webhook of Bank-Vaults
 * under both of its names, and secretgen-controller, whose placeholder is a docker config without a host.
 */
export const filling: readonly string[] = [
  "reflector.v1.k8s.emberstack.com/reflects",
  "replicator.v1.mittwald.de/replicate-from",
  "avp.kubernetes.io/",
  "vault.security.banzaicloud.io/",
  "secrets-webhook.security.bank-vaults.io/",
  "secretgen.carvel.dev/image-pull-secret",
];
