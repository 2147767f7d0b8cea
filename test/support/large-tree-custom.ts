// Custom resources of the large tree: of each application one or another, as its number has it.

type Head = (apiVersion: string, kind: string) => string;

/** Two files, by name. */
export function customResources(head: Head, name: string, index: number): Readonly<Record<string, string>> {
  const image = `registry.example/shop/${name}`;
  const kinds: readonly (() => string)[] = [
    () => `${head("helm.toolkit.fluxcd.io/v2", "HelmRelease")}${release(image, index)}`,
    () => `${head("argoproj.io/v1alpha1", "Rollout")}${rollout(name, image)}`,
    () => `${head("tekton.dev/v1", "Task")}${task(image)}`,
    () =>
      `${head("postgresql.cnpg.io/v1", "Cluster")}spec:\n  instances: 3\n  imageName: ${image}-db:16.${index}\n  storage:\n    size: 10Gi\n`,
    () =>
      `${head("example.org/v1", "Widget")}spec:\n  worker:\n    image: ${image}-worker:${index}.0\n    replicas: 2\n`,
  ];
  const make = kinds[index % kinds.length];
  return {
    custom: make === undefined ? "" : make(),
    kustomization: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - deployment.yaml\n  - network.yaml\n  - custom.yaml\n`,
  };
}

function release(image: string, index: number): string {
  return `spec:
  interval: 30m
  chart:
    spec:
      chart: app
      version: 3.${index}.0
      sourceRef:
        kind: HelmRepository
        name: charts
  values:
    controllers:
      main:
        replicas: 2
        containers:
          main:
            image:
              repository: ${image}
              tag: 2.${index}.1
            env:
              TZ: Europe/Berlin
            probes:
              liveness: &probes
                enabled: true
                spec:
                  periodSeconds: 10
              readiness: *probes
            resources:
              requests:
                cpu: 10m
              limits:
                memory: 512Mi
    service:
      main:
        ports:
          http:
            port: 8080
    persistence:
      data:
        existingClaim: data
`;
}

function rollout(name: string, image: string): string {
  return `spec:
  replicas: 4
  strategy:
    canary:
      steps:
        - setWeight: 20
        - pause: { duration: 10m }
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      containers:
        - name: app
          image: ${image}-canary:1.0
          ports:
            - containerPort: 8080
`;
}

function task(image: string): string {
  return `spec:
  params:
    - name: revision
      type: string
      default: main
  workspaces:
    - name: source
  steps:
    - name: build
      image: ${image}-build:5.1
      workingDir: $(workspaces.source.path)
      script: |
        #!/bin/sh
        set -eu
        make build
    - name: test
      image: ${image}-test:5.1
      command: ["make"]
      args: [
        "test",
        "REVISION=$(params.revision)",
      ]
`;
}
