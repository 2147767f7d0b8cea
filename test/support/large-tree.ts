// A tree of manifests as large repositories have them: four fifths are CustomResourceDefinitions, the rest is what teams write.
// The same on every machine: what it is made of is counted, not drawn.
import { customResources } from "./large-tree-custom.ts";

export interface LargeTree {
  /** By path. */
  readonly files: Readonly<Record<string, string>>;
  /** Images that a reader has to find. */
  readonly uses: number;
}

/** So many CustomResourceDefinitions of some 140 kB, and so many applications of some 10 kB in seven files each. */
export function largeTree(definitions: number, applications: number): LargeTree {
  const files: Record<string, string> = {};
  for (let index = 0; index < definitions; index += 1) {
    files[`crds/group-${index % 9}/kind-${index}.yaml`] = definition(index);
  }
  let uses = 0;
  for (let index = 0; index < applications; index += 1) {
    for (const [name, text] of Object.entries(application(index))) {
      files[`apps/team-${index % 17}/app-${index}/${name}.yaml`] = text;
      uses += text.split("registry.example/").length - 1;
    }
  }
  return { files, uses };
}

const words =
  "the name of a field that tells how long replicas wait until traffic is sent to them once probes pass".split(" ");

function sentence(seed: number, length: number): string {
  return Array.from({ length }, (_, index) => words[(seed * 7 + index * 5 + (seed % 3)) % words.length]).join(" ");
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}

function definition(index: number): string {
  const plural = `kind${index}s`;
  return `# Made for the bench.
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.16.5
  name: ${plural}.group${index % 9}.example
spec:
  group: group${index % 9}.example
  names:
    kind: Kind${index}
    listKind: Kind${index}List
    plural: ${plural}
    singular: kind${index}
  scope: Namespaced
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        description: ${sentence(index, 12)}
        properties:
          spec:
            properties:
${indented(properties(index, 3), 14)}            type: object
        type: object
    served: true
    storage: true
    subresources:
      status: {}
`;
}

/** Six to a level, with the sentences of `kubectl explain`, and some that are called image. */
function properties(seed: number, depth: number): string {
  return Array.from({ length: 6 }, (_, index) => {
    const name = index === 3 ? "image" : `field${index}`;
    const about = `description: |-\n${indented(`${sentence(seed + index, 11)}\n${sentence(seed + depth, 9)}.`, 2)}`;
    const isLeaf = depth === 0 || index % 3 === 2;
    const rest = isLeaf
      ? "type: string"
      : `properties:\n${indented(properties(seed + index, depth - 1), 2)}type: object`;
    return `${name}:\n${indented(`${about}\n${rest}`, 2)}\n`;
  }).join("");
}

/** The files of one application, by name. */
function application(index: number): Readonly<Record<string, string>> {
  const name = `app-${index}`;
  const head = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-${index % 17}\n  labels:\n    app.kubernetes.io/name: ${name}\n    app.kubernetes.io/part-of: shop\n`;
  const settings = Array.from({ length: 60 }, (_, key) => `    option.${key} = ${sentence(index + key, 6)}\n`).join("");
  return {
    deployment: `---\n${head("apps/v1", "Deployment")}${workload(name, index)}`,
    network: `${head("v1", "Service")}spec:\n  selector:\n    app.kubernetes.io/name: ${name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n---\n${head("networking.k8s.io/v1", "NetworkPolicy")}spec:\n  podSelector: {}\n  policyTypes: ["Ingress", "Egress"]\n`,
    config: `${head("v1", "ConfigMap")}data:\n  application.properties: |\n${settings}  LOG_LEVEL: "info"\n---\n${head("v1", "ConfigMap")}data:\n  dashboard.json: |\n${indented(dashboard(index), 4)}`,
    roles: `${head("rbac.authorization.k8s.io/v1", "Role")}rules:\n${rules}---\n${head("rbac.authorization.k8s.io/v1", "RoleBinding")}roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ${name}\nsubjects:\n  - kind: User\n    name: ${name}\n`,
    alerts: `${head("monitoring.coreos.com/v1", "PrometheusRule")}spec:\n  groups:\n    - name: ${name}\n      rules:\n${alerts(name)}`,
    ...customResources(head, name, index),
  };
}

const rules = ["pods", "services", "configmaps", "events"]
  .map((resource) => `  - apiGroups: [""]\n    resources: ["${resource}"]\n    verbs: ["get", "list", "watch"]\n`)
  .join("");

function alerts(name: string): string {
  return Array.from(
    { length: 6 },
    (_, index) =>
      `        - alert: ${name}Slow${index}\n          expr: histogram_quantile(0.99, rate(http_request_seconds_bucket{app="${name}"}[5m])) > ${index}\n          for: 10m\n          labels:\n            severity: warning\n          annotations:\n            summary: ${sentence(index, 8)}\n`,
  ).join("");
}

function dashboard(index: number): string {
  const panels = Array.from({ length: 12 }, (_, id) => ({
    id,
    title: sentence(index + id, 5),
    type: "image",
    span: 6,
  }));
  return `${JSON.stringify({ title: sentence(index, 4), panels }, null, 2)}\n`;
}

function workload(name: string, index: number): string {
  const env = Array.from(
    { length: 8 },
    (_, key) => `            - name: OPTION_${key}\n              value: "${key * index}"\n`,
  );
  return `spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      serviceAccountName: ${name}
      nodeSelector:
        kubernetes.io/arch: amd64
      containers:
        - name: app
          image: registry.example/shop/${name}:1.${index}
          args: ["--listen", ":8080", "--verbose"]
          env:
${env.join("")}          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 10
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: { drop: ["ALL"] }
          volumeMounts:
            - name: config
              mountPath: /etc/app
      volumes:
        - name: config
          configMap:
            name: ${name}
`;
}
