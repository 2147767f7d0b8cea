// Reports built by hand, out of manifests as text: every span is found by the token that it covers.
import { credentialsOf } from "./credentials.ts";
import type {
  Digest,
  EgressHost,
  Exchange,
  Finding,
  ImageUse,
  JudgedUse,
  Listing,
  Outcome,
  Reference,
  Report,
  RouteHop,
  SourceFile,
  Span,
} from "../../src/model.ts";
import { useOf } from "./uses.ts";

const nginxImage = "docker.io/library/nginx:1.27.33";

export const linux = { os: "linux", architecture: "amd64", variant: "", osVersion: "" };

/** The `nth` place (from 0) of `token` in `file`. */
export function spanOf(file: SourceFile, token: string, nth = 0): Span {
  let start = -1;
  for (let index = 0; index <= nth; index++) {
    start = file.text.indexOf(token, start + 1);
    if (start === -1) throw new Error(`${file.path} does not hold ${JSON.stringify(token)} ${nth + 1} times`);
  }
  return { file, start, end: start + token.length };
}

/** `sha256:` and 64 times the same hex digit. */
export function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}`;
}

export function reference(repository: string, tag: string | null, registry = "docker.io"): Reference {
  return { registry, repository, tag, digest: null };
}

export function exchange(given: Partial<Exchange> = {}): Exchange {
  return {
    method: "HEAD",
    url: "https://registry-1.docker.io/v2/library/nginx/manifests/1.27.33",
    status: 404,
    ms: 31,
    credential: "anonymous",
    message: "manifest unknown",
    requestId: null,
    date: "Sat, 22 Nov 2025 10:00:00 GMT",
    ...given,
  };
}

/** A container's use in `Deployment shop/web`, unless told otherwise. */
export function imageUse(span: Span, given: Partial<ImageUse> = {}): ImageUse {
  return useOf(span.file.text.slice(span.start, span.end), {
    span,
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "shop",
    path: "spec.template.spec.containers[0].image",
    ...given,
  });
}

export const found = {
  kind: "found",
  manifests: 1,
  depth: "manifest",
  digest: digestOf("a"),
  platforms: [linux],
  content: { compressedBytes: 71_234_567, layers: 7 },
  evidence: [exchange({ status: 200, message: "" })],
} satisfies Outcome;

export const absent = {
  kind: "absent",
  what: "tag",
  anonymous: true,
  nearestTags: ["1.27.3"],
  evidence: [exchange()],
} satisfies Outcome;

/** A pullable use, unless told otherwise. */
export function judgedUse(use: ImageUse, named: Reference, given: Partial<JudgedUse> = {}): JudgedUse {
  return {
    use,
    parsed: { kind: "reference", reference: named },
    credentials: credentialsOf(),
    platforms: [linux],
    containerd: "2.1",
    outcome: found,
    tried: [],
    verdict: "pullable",
    rules: [],
    ignored: [],
    ...given,
  };
}

/** The error `tag-missing` at a span, unless told otherwise. */
export function finding(span: Span, given: Partial<Finding> = {}): Finding {
  return {
    rule: "tag-missing",
    severity: "error",
    span,
    image: span.file.text.slice(span.start, span.end),
    reference: reference("library/nginx", "1.27.33"),
    slot: "container",
    message: 'tag "1.27.33" is not in docker.io/library/nginx',
    kubelet: 'Failed to pull image "nginx:1.27.33": rpc error: code = NotFound desc = failed to pull and unpack image',
    fix: 'did you mean "1.27.3"?',
    suggestion: { replacement: "nginx:1.27.3" },
    related: [],
    evidence: [exchange()],
    fingerprint: "8d5f1c0e",
    workloads: ["Deployment shop/web"],
    ...given,
  };
}

/** An empty run that passed, unless told otherwise. */
export function reportOf(given: Partial<Report> = {}): Report {
  return {
    version: "0.1.0",
    scope: { kind: "everything", because: null },
    outcome: "pass",
    uses: [],
    findings: [],
    egress: [],
    registries: [],
    files: 1,
    documents: 1,
    cost: { requests: 0, countedPulls: 0, hosts: [] },
    planned: [],
    limits: [],
    waited: [],
    troubles: [],
    durationMs: 1234,
    ...given,
  };
}

/** GHCR, reached, unless told otherwise. */
export function egressHost(given: Partial<EgressHost> = {}): EgressHost {
  return {
    host: "ghcr.io",
    port: 443,
    why: ["registry", "token"],
    registries: ["ghcr.io"],
    images: ["ghcr.io/acme/proxy:2.4"],
    reached: true,
    detail: "",
    ...given,
  };
}

/** A hop at GHCR that went well, unless told otherwise. */
export function hop(stage: RouteHop["stage"], given: Partial<RouteHop> = {}): RouteHop {
  return { stage, host: "ghcr.io", ok: true, ms: 3, detail: "", ...given };
}

/** The hosts of two registries, by host and port: GHCR's content is blocked, Docker Hub's was not asked for. */
export const egress: readonly EgressHost[] = [
  egressHost({ host: "auth.docker.io", why: ["token"], registries: ["docker.io"], images: [nginxImage] }),
  egressHost(),
  egressHost({
    host: "pkg-containers.githubusercontent.com",
    why: ["blob"],
    reached: false,
    detail: "pkg-containers.githubusercontent.com: refused the connection",
  }),
  egressHost({
    host: "production.cloudfront.docker.com",
    why: ["blob"],
    registries: ["docker.io"],
    images: [nginxImage],
    reached: null,
    detail: "depth reference asks for no content",
  }),
  egressHost({ host: "registry-1.docker.io", why: ["registry"], registries: ["docker.io"], images: [nginxImage] }),
];

export function listingOf(given: Partial<Listing> = {}): Listing {
  return {
    version: "0.1.0",
    scope: { kind: "everything", because: null },
    uses: [],
    files: 1,
    documents: 1,
    durationMs: 12,
    ...given,
  };
}

export const manifest: SourceFile = {
  path: "k8s/web.yaml",
  text: [
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata: { name: web, namespace: shop }",
    "spec:",
    "  template:",
    "    spec:",
    "      containers:",
    "        - name: web",
    "          image: nginx:1.27.33",
    "          ports: [{ containerPort: 80 }]",
    "        - name: proxy",
    '          image: "ghcr.io/acme/proxy:2.4"',
    "        - name: sidecar",
    "          image: ghcr.io/acme/sidecar:${TAG}",
    "",
  ].join("\n"),
};

/** Three uses of one Deployment: a missing tag, a pullable image, a placeholder. */
export function smallReport(given: Partial<Report> = {}): Report {
  const nginx = spanOf(manifest, "nginx:1.27.33");
  const proxy = spanOf(manifest, "ghcr.io/acme/proxy:2.4");
  const sidecar = spanOf(manifest, "ghcr.io/acme/sidecar:${TAG}");
  return reportOf({
    outcome: "fail",
    uses: [
      judgedUse(imageUse(nginx), reference("library/nginx", "1.27.33"), {
        outcome: absent,
        verdict: "missing",
        rules: ["tag-missing"],
      }),
      judgedUse(
        imageUse(proxy, { container: "proxy", path: "spec.template.spec.containers[1].image" }),
        reference("acme/proxy", "2.4", "ghcr.io"),
      ),
      {
        ...judgedUse(
          imageUse(sidecar, { container: "sidecar", path: "spec.template.spec.containers[2].image" }),
          reference("acme/sidecar", "x"),
        ),
        parsed: { kind: "placeholder", token: "${TAG}" },
        outcome: { kind: "not-asked", why: "placeholder", evidence: [] },
        verdict: "unverified",
        rules: ["reference-placeholder"],
      },
    ],
    findings: [
      finding(nginx),
      finding(sidecar, {
        rule: "reference-placeholder",
        severity: "warning",
        reference: null,
        message: 'placeholder "${TAG}" is not an image name yet',
        kubelet: null,
        fix: "check what this file is rendered to",
        suggestion: null,
        evidence: [],
        fingerprint: "31ab77f0",
      }),
    ],
    registries: [
      {
        host: "registry-1.docker.io",
        asked: true,
        route: [{ stage: "ping", host: "registry-1.docker.io", ok: true, ms: 12.4, detail: "" }],
      },
      { host: "ghcr.io", asked: false, route: [] },
    ],
    cost: { requests: 7, countedPulls: 1, hosts: [] },
    ...given,
  });
}
