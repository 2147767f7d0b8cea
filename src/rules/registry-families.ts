// The registries whose logins differ: what each is called, and what a runner and a pod need to get in.
import type { Wording } from "./wording.ts";

/** Registries that are logged in to in the same way. */
export interface RegistryFamily {
  /** What people call it; `null`: a host is its own name. */
  readonly name: string | null;
  /** A cloud whose nodes bring an identity of their own that no runner sees: refusing anonymous proves little there. */
  readonly nodesHaveTheirOwnLogin: boolean;
  /** How the registry asks who is there; `null` where it differs from one to the next. */
  readonly challenge: "bearer" | "basic" | null;
  /** How to let the runner in: it goes on behind "if it is private, ". */
  readonly login: string;
  /** How to let in whoever pulls: by a right of their own, or by a secret that is named for them. */
  readonly pullers: { readonly right: string } | { readonly secret: string };
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
      login: "log in with docker/login-action",
      pullers: { secret: "a pull secret for https://index.docker.io/v1/" },
    },
  ],
  [
    /^ghcr\.io$/,
    {
      name: "GHCR",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      login: "log in with docker/login-action and a token with packages: read",
      pullers: { secret: "a pull secret for ghcr.io" },
    },
  ],
  [
    /^\d{12}\.dkr[.-]ecr(?:-fips)?\.[\w-]+\.(?:amazonaws\.(?:com|com\.cn|eu)|on\.aws|on\.amazonwebservices\.com\.cn)$/,
    {
      name: "ECR",
      nodesHaveTheirOwnLogin: true,
      challenge: "basic",
      login: "log in with aws-actions/amazon-ecr-login",
      pullers: { right: "ecr:BatchGetImage on the repository" },
    },
  ],
  [
    /(?:^|\.)(?:pkg\.dev|gcr\.io)$/,
    {
      name: "Artifact Registry",
      nodesHaveTheirOwnLogin: true,
      challenge: "bearer",
      login: "log in with google-github-actions/auth, then gcloud auth configure-docker for that host",
      pullers: { right: "roles/artifactregistry.reader" },
    },
  ],
  [
    /\.azurecr\.(?:io|cn|us)$/,
    {
      name: "ACR",
      nodesHaveTheirOwnLogin: true,
      challenge: "bearer",
      login: "log in with az acr login",
      pullers: { right: "the role AcrPull" },
    },
  ],
  [
    /^quay\.io$/,
    {
      name: "Quay",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      login: "log in with a robot account that may read it",
      pullers: { secret: "its pull secret" },
    },
  ],
  [
    /^registry\.gitlab\.com$/,
    {
      name: "GitLab",
      nodesHaveTheirOwnLogin: false,
      challenge: "bearer",
      login: "log in with a deploy token that has read_registry",
      pullers: { secret: "its pull secret" },
    },
  ],
];

/** Which of the well-known services a registry is, by its name; nameless for every other one. */
export function familyOf(registry: string): RegistryFamily {
  const known = rows.find(([pattern]) => pattern.test(registry));
  if (known !== undefined) return known[1];
  const login = `log in with docker login ${registry} before the check`;
  const pullers = { secret: "a pull secret for it" };
  return { name: null, nodesHaveTheirOwnLogin: false, challenge: null, login, pullers };
}

/** How to let in the runner and whoever pulls: the end of a sentence that begins with "if it is private, ". */
export function adviceFor(registry: string, { puller, owner }: Wording): string {
  const { login, pullers } = familyOf(registry);
  return "right" in pullers
    ? `${login}; ${puller}s need ${pullers.right}`
    : `${login}, and name ${pullers.secret} in the ${owner}`;
}
