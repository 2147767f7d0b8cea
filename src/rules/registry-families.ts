// The registries whose logins differ: what each is called, and what a runner and a pod need to get in.

/** Registries that are logged in to in the same way. */
export interface RegistryFamily {
  /** What people call it; `null`: a host is its own name. */
  readonly name: string | null;
  /** A cloud whose nodes bring an identity of their own that no runner sees: refusing anonymous proves little there. */
  readonly nodesHaveTheirOwnLogin: boolean;
  /** How the registry asks who is there; `null` where it differs from one to the next. */
  readonly challenge: "bearer" | "basic" | null;
  /** How to let runner and nodes in: the end of a sentence that begins with "if it is private, ". */
  readonly advice: string;
}

type Row = readonly [pattern: RegExp, family: RegistryFamily];

/** Sources: the providers' own domains; for ECR the host pattern of amazon-ecr-credential-helper. */
const rows: readonly Row[] = [
  [
    /^docker\.io$/,
    {
      name: "Docker Hub",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      advice: "log in with docker/login-action, and name a pull secret for https://index.docker.io/v1/ in the pod",
    },
  ],
  [
    /^ghcr\.io$/,
    {
      name: "GHCR",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      advice:
        "log in with docker/login-action and a token with packages: read, and name a pull secret for ghcr.io in the pod",
    },
  ],
  [
    /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[\w-]+\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.com\.cn)$/,
    {
      name: "ECR",
      nodesHaveTheirOwnLogin: true,
      challenge: "basic",
      advice: "log in with aws-actions/amazon-ecr-login; nodes need ecr:BatchGetImage on the repository",
    },
  ],
  [
    /(?:^|\.)(?:pkg\.dev|gcr\.io)$/,
    {
      name: "Artifact Registry",
      nodesHaveTheirOwnLogin: true,
      challenge: "bearer",
      // `gcloud auth configure-docker` writes credHelpers alone, which are not read yet.
      advice:
        "log in with docker/login-action as oauth2accesstoken, with an access token of google-github-actions/auth for its password; nodes need roles/artifactregistry.reader",
    },
  ],
  [
    /\.azurecr\.(?:io|cn|us)$/,
    {
      name: "ACR",
      nodesHaveTheirOwnLogin: true,
      challenge: "bearer",
      advice: "log in with az acr login; nodes need the role AcrPull",
    },
  ],
  [
    /^quay\.io$/,
    {
      name: "Quay",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      advice: "log in with a robot account that may read it, and name its pull secret in the pod",
    },
  ],
  [
    /^registry\.gitlab\.com$/,
    {
      name: "GitLab",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      advice: "log in with a deploy token that has read_registry, and name its pull secret in the pod",
    },
  ],
];

/** Which of the well-known services a registry is, by its name; nameless for every other one. */
export function familyOf(registry: string): RegistryFamily {
  const known = rows.find(([pattern]) => pattern.test(registry));
  if (known !== undefined) return known[1];
  const advice = `log in with docker login ${registry} before the check, and name a pull secret for it in the pod`;
  return { name: null, nodesHaveTheirOwnLogin: false, challenge: null, advice };
}
