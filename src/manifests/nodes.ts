// What a PodSpec says of the nodes on which its pods can land, as far as it is about their platform.
// Source: kubernetes `component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go` (GetRequiredNodeAffinity).
import type { NodeConstraint, NodeRequirement } from "../model.ts";
import type { ParsedDocument } from "./parse.ts";
import { descend, elements, member, text, type Value } from "./values.ts";

/**
 * Labels that each kubelet puts on its node; the `beta` ones are older names of the same. `windows-build` is on Windows
 * alone, as `10.0.20348` (kubernetes `pkg/kubelet/kubelet_node_status.go`, `kubelet_node_status_windows.go`).
 */
const labels: ReadonlyMap<string, NodeRequirement["of"]> = new Map([
  ["kubernetes.io/os", "os"],
  ["kubernetes.io/arch", "architecture"],
  ["beta.kubernetes.io/os", "os"],
  ["beta.kubernetes.io/arch", "architecture"],
  ["node.kubernetes.io/windows-build", "build"],
]);

/** Terms, expressions of a term and values of an expression that are read; no cluster has so many platforms. */
const most = 16;

/** The affinity's terms, each together with `nodeSelector` and `os.name`: all three have to hold. */
export function nodesOf(document: ParsedDocument, podSpec: Value | null): NodeConstraint {
  const ofAll = [...podsOwn(document, podSpec), ...selected(document, podSpec)];
  const terms = affinityTerms(document, podSpec) ?? [[]];
  const isAnyBuild = runsOnAnyBuild(document, podSpec);
  const nodes = terms.map((term) => [...ofAll, ...term].map((one) => (isAnyBuild ? withoutBuild(one) : one)));
  return nodes.every((term) => term.length === 0) ? [] : nodes;
}

/** A kubelet of another system refuses the pod (kubernetes `pkg/kubelet/lifecycle/predicate.go`, InvalidNodeOS). */
function podsOwn(document: ParsedDocument, podSpec: Value | null): readonly NodeRequirement[] {
  const name = text(document, descend(document, podSpec, ["os", "name"]));
  if (name !== "linux" && name !== "windows") return [];
  return [{ of: "os", operator: "In", values: [name], from: "pod", key: "os.name" }];
}

function selected(document: ParsedDocument, podSpec: Value | null): readonly NodeRequirement[] {
  const selector = member(document, podSpec, "nodeSelector");
  return [...labels].flatMap(([key, of]) => {
    const value = text(document, member(document, selector, key));
    return isLabelValue(value) ? [{ of, operator: "In", values: [value], from: "nodeSelector", key } as const] : [];
  });
}

/** One of these has to hold, but for empty ones, which match nothing; `null` where the affinity has no list of them. */
function affinityTerms(document: ParsedDocument, podSpec: Value | null): NodeConstraint | null {
  const way = ["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"];
  const terms = elements(document, descend(document, podSpec, way));
  if (terms.length === 0) return null;
  return terms
    .slice(0, most)
    .map((term) => requirementsOf(document, term))
    .filter((term) => term !== null);
}

/** `null` for an empty term. A text where an object or a list belongs is a template's, and says nothing yet. */
function requirementsOf(document: ParsedDocument, term: Value | null): readonly NodeRequirement[] | null {
  if (text(document, term) !== null) return [];
  const expressions = member(document, term, "matchExpressions");
  const isEmpty = [expressions, member(document, term, "matchFields")].every(
    (list) => elements(document, list).length === 0 && text(document, list) === null,
  );
  if (isEmpty) return null;
  return elements(document, expressions)
    .slice(0, most)
    .flatMap((expression) => requirementOf(document, expression) ?? []);
}

/** `null` for other labels, for `Gt` and `Lt`, which compare numbers, and for values of which a template holds them all. */
function requirementOf(document: ParsedDocument, expression: Value | null): NodeRequirement | null {
  const key = text(document, member(document, expression, "key")) ?? "";
  const of = labels.get(key);
  if (of === undefined) return null;
  const operator = text(document, member(document, expression, "operator"));
  switch (operator) {
    case "Exists":
    case "DoesNotExist":
      return { of, operator, values: [], from: "affinity", key };
    case "In":
    case "NotIn": {
      const written = elements(document, member(document, expression, "values")).slice(0, most);
      const values = written.map((value) => text(document, value)).filter(isLabelValue);
      return values.length === 0 ? null : { of, operator, values, from: "affinity", key };
    }
    case null:
    default:
      return null;
  }
}

/** Nothing else can stand at a node (apimachinery `pkg/util/validation`, IsValidLabelValue): a template does, or a mistake. */
function isLabelValue(value: string | null): value is string {
  return value !== null && /^[a-z0-9](?:[\w.-]{0,61}[a-z0-9])?$/i.test(value);
}

/**
 * HostProcess containers run on any build (containerd#7431), and a runtime class may be Hyper-V's, which brings a Windows
 * of its own (containerd#7856).
 */
function runsOnAnyBuild(document: ParsedDocument, podSpec: Value | null): boolean {
  if (text(document, member(document, podSpec, "runtimeClassName")) !== null) return true;
  const containers = elements(document, member(document, podSpec, "containers"));
  return [podSpec, ...containers].some(
    (value) =>
      text(document, descend(document, value, ["securityContext", "windowsOptions", "hostProcess"])) === "true",
  );
}

/** What is left is that the node has a build at all. */
function withoutBuild(requirement: NodeRequirement): NodeRequirement {
  const { of, operator } = requirement;
  return of === "build" && operator === "In" ? { ...requirement, operator: "Exists", values: [] } : requirement;
}
