// Kinds that make Secrets, and how the Secret's name and namespace are found in them. Data: a kind more is a line more.
// Sources: the custom resource definitions of the projects named.

/** A row of the table; ways are written as in the tables of images (`paths.ts`). */
export interface ProducerRow {
  /** API groups, in any version. */
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  /** To what names one Secret each; all of the object where it is left out. The ways below begin there. */
  readonly at?: string;
  /** Only where a text says so. */
  readonly where?: { readonly way: string; readonly is: string };
  /** To its name: the first that leads to a text counts. */
  readonly names: readonly string[];
  /** To annotations that the Secret will have: one that is copied is in every namespace, as far as anybody knows. */
  readonly annotations?: readonly string[];
  /** What the controller puts behind it. */
  readonly suffix?: string;
  /** To the namespaces that it lands in; the object's own where nothing is there. */
  readonly namespaces?: readonly string[];
  /** Where one of them leads somewhere, there are more namespaces than are named. */
  readonly selectors?: readonly string[];
  /** In every namespace where none is named. */
  readonly isEverywhere?: true;
}

const ownName = ["metadata.name"] as const;

export const producerRows: readonly ProducerRow[] = [
  // Sealed Secrets: the template's name has to be the object's, unless the scope is wider.
  {
    groups: ["bitnami.com"],
    kinds: ["SealedSecret"],
    names: ["spec.template.metadata.name", ...ownName],
    annotations: ["spec.template.metadata.annotations"],
  },
  // External Secrets Operator, and the older one that GoDaddy wrote.
  {
    groups: ["external-secrets.io"],
    kinds: ["ExternalSecret"],
    names: ["spec.target.name", ...ownName],
    annotations: ["spec.target.template.metadata.annotations"],
  },
  {
    groups: ["external-secrets.io"],
    kinds: ["ClusterExternalSecret"],
    names: ["spec.externalSecretSpec.target.name", "spec.externalSecretName", ...ownName],
    annotations: ["spec.externalSecretSpec.target.template.metadata.annotations"],
    namespaces: ["spec.namespaces[]"],
    selectors: ["spec.namespaceSelector", "spec.namespaceSelectors[]"],
    isEverywhere: true,
  },
  { groups: ["kubernetes-client.io"], kinds: ["ExternalSecret"], names: ownName },
  // HashiCorp's Vault Secrets Operator.
  {
    groups: ["secrets.hashicorp.com"],
    kinds: ["VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret", "HCPVaultSecretsApp"],
    names: ["spec.destination.name"],
    annotations: ["spec.destination.annotations"],
  },
  // Others for Vault: ricoberger/vault-secrets-operator, redhat-cop/vault-config-operator.
  { groups: ["ricoberger.de"], kinds: ["VaultSecret"], names: ownName },
  { groups: ["redhatcop.redhat.io"], kinds: ["VaultSecret"], names: ["spec.output.name"] },
  // isindir/sops-secrets-operator.
  {
    groups: ["isindir.github.com"],
    kinds: ["SopsSecret"],
    at: "spec.secretTemplates[]",
    names: ["name"],
    annotations: ["annotations"],
  },
  // The Secrets Store CSI driver, once a pod mounts the class; and its sync controller.
  {
    groups: ["secrets-store.csi.x-k8s.io"],
    kinds: ["SecretProviderClass"],
    at: "spec.secretObjects[]",
    names: ["secretName"],
  },
  { groups: ["secret-sync.x-k8s.io"], kinds: ["SecretSync"], names: ownName },
  // Kyverno: rules that generate; a namespace that is a variable is each one that triggers the rule.
  ...["spec.rules[].generate", "spec.rules[].generate.foreach[]"].map((at): ProducerRow => ({
    groups: ["kyverno.io"],
    kinds: ["ClusterPolicy", "Policy"],
    at,
    where: { way: "kind", is: "Secret" },
    names: ["name"],
    namespaces: ["namespace"],
    isEverywhere: true,
  })),
  { groups: ["onepassword.com"], kinds: ["OnePasswordItem"], names: ownName },
  { groups: ["k8s.bitwarden.com"], kinds: ["BitwardenSecret"], names: ["spec.secretName"] },
  {
    groups: ["secrets.doppler.com"],
    kinds: ["DopplerSecret"],
    at: "spec.managedSecret",
    names: ["name"],
    namespaces: ["namespace"],
  },
  {
    groups: ["secrets.infisical.com"],
    kinds: ["InfisicalSecret", "InfisicalDynamicSecret"],
    at: "spec.managedSecretReference",
    names: ["secretName"],
    namespaces: ["secretNamespace"],
  },
  {
    groups: ["secrets.infisical.com"],
    kinds: ["InfisicalSecret"],
    at: "spec.managedKubeSecretReferences[]",
    names: ["secretName"],
    namespaces: ["secretNamespace"],
  },
  { groups: ["spv.no"], kinds: ["AzureKeyVaultSecret"], names: ["spec.output.secret.name"] },
  // Carvel's secretgen-controller.
  { groups: ["secretgen.carvel.dev"], kinds: ["SecretImport", "SecretTemplate"], names: ownName },
  // What copies one Secret into many namespaces: zakkg3/ClusterSecret, alexellis/registry-creds.
  { groups: ["clustersecret.io"], kinds: ["ClusterSecret"], names: ownName, isEverywhere: true },
  {
    groups: ["ops.alexellis.io"],
    kinds: ["ClusterPullSecret"],
    names: ownName,
    suffix: "-registrycreds",
    isEverywhere: true,
  },
  // kustomize's own generator, as a file that a kustomization names under `generators`.
  { groups: [""], kinds: ["SecretGenerator"], names: ownName },
];
