// Kinds of continuous delivery, pipelines and serving: what rolls out, runs steps, and serves. Source: each project's API reference.
import type { KindRow } from "./kinds.ts";

/** A task's steps, wherever Tekton lets one stand: in tasks, runs, pipelines, and pipelines within those. */
const steps = ["**.steps[].image", "**.sidecars[].image", "**.stepTemplate.image"];

export const deliveryKinds: readonly KindRow[] = [
  // Argo
  { groups: ["argoproj.io"], kinds: ["Rollout"], pods: ["spec.template.spec"] },
  { groups: ["argoproj.io"], kinds: ["Experiment"], pods: ["spec.templates[].template.spec"] },
  {
    groups: ["argoproj.io"],
    kinds: ["AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun"],
    pods: ["spec.metrics[].provider.job.spec.template.spec"],
    parameters: ["spec.args"],
  },
  {
    groups: ["argoproj.io"],
    kinds: ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"],
    images: ["**.container.image", "**.script.image", "**.initContainers[].image", "**.sidecars[].image"],
    manifests: ["**.resource.manifest"],
    parameters: ["**.parameters"],
  },
  {
    groups: ["kubeflow.org"],
    kinds: ["ScheduledWorkflow"],
    images: ["**.container.image", "**.script.image"],
  },
  {
    groups: ["argoproj.io"],
    kinds: ["Application", "ApplicationSet"],
    values: ["**.helm.values", "**.helm.valuesObject"],
    helmParameters: ["**.helm.parameters"],
  },
  {
    groups: ["argoproj.io"],
    kinds: ["Sensor", "EventSource", "EventBus"],
    images: ["**.container.image"],
  },
  { groups: ["argoproj.io"], kinds: ["ExecutorPlugin"], images: ["spec.sidecar.container.image"] },
  {
    groups: ["argoproj.io"],
    kinds: ["ArgoCD"],
    pairs: [
      { at: "spec", name: "image", tag: "version" },
      { at: "spec.*", name: "image", tag: "version" },
      { at: "spec.sso.*", name: "image", tag: "version" },
      { at: "spec.ha", name: "redisProxyImage", tag: "redisProxyVersion" },
    ],
  },
  {
    groups: ["numaflow.numaproj.io", "numaplane.numaproj.io"],
    kinds: [
      "MonoVertex",
      "Pipeline",
      "Vertex",
      "ServingPipeline",
      "InterStepBufferService",
      "MonoVertexRollout",
      "PipelineRollout",
      "ISBServiceRollout",
      "NumaflowControllerRollout",
    ],
    images: ["**.container.image"],
  },
  // Tekton
  {
    groups: ["tekton.dev"],
    kinds: ["Task", "ClusterTask", "TaskRun", "Pipeline", "PipelineRun", "CustomRun", "Run"],
    images: steps,
    artifacts: ["**.taskRef.bundle", "**.pipelineRef.bundle"],
    parameters: ["**.params"],
  },
  { groups: ["tekton.dev"], kinds: ["StepAction"], images: ["spec.image"], parameters: ["spec.params"] },
  { groups: ["tekton.dev"], kinds: ["Condition"], images: ["spec.check.image"] },
  {
    groups: ["triggers.tekton.dev"],
    kinds: ["TriggerTemplate"],
    parameters: ["spec.params"],
  },
  {
    groups: ["shipwright.io"],
    kinds: ["BuildStrategy", "ClusterBuildStrategy"],
    images: ["spec.steps[].image", "spec.buildSteps[].image"],
    parameters: ["spec.parameters"],
  },
  // Not `output.image`, which is what the build will push.
  {
    groups: ["shipwright.io"],
    kinds: ["Build", "BuildRun"],
    images: ["**.builder.image", "**.runtime.base.image"],
    artifacts: ["**.source.ociArtifact.image", "**.sources[].bundleContainer.image", "**.source.bundleContainer.image"],
  },
  { groups: ["kpack.io"], kinds: ["ClusterStack"], images: ["spec.buildImage.image", "spec.runImage.image"] },
  {
    groups: ["kpack.io"],
    kinds: ["ClusterStore", "ClusterBuildpack", "Buildpack", "ClusterLifecycle"],
    images: ["spec.sources[].image", "spec.image"],
  },
  // Knative
  {
    groups: ["serving.knative.dev"],
    kinds: ["Service", "Configuration"],
    pods: ["spec.template.spec"],
    images: ["**.container.image"],
  },
  { groups: ["serving.knative.dev"], kinds: ["Revision"], pods: ["spec"], images: ["spec.container.image"] },
  { groups: ["caching.internal.knative.dev"], kinds: ["Image"], images: ["spec.image"] },
  { groups: ["sources.knative.dev"], kinds: ["ContainerSource"], pods: ["spec.template.spec"] },
  { groups: ["sinks.knative.dev"], kinds: ["JobSink"], pods: ["spec.job.spec.template.spec"] },
  // KServe, Seldon and their like
  {
    groups: ["serving.kserve.io"],
    kinds: ["ServingRuntime", "ClusterServingRuntime"],
    pods: ["spec", "spec.workerSpec"],
    images: ["spec.builtInAdapter.image"],
  },
  {
    groups: ["serving.kserve.io", "serving.kubeflow.org"],
    kinds: ["InferenceService", "TrainedModel", "InferenceGraph"],
    pods: ["spec.predictor", "spec.transformer", "spec.explainer"],
    images: [
      "spec.*.*.image",
      "spec.default.*.*.image",
      "spec.canary.*.*.image",
      "spec.*.workerSpec.*.image",
      "**.custom.container.image",
    ],
  },
  {
    groups: ["serving.kserve.io"],
    kinds: ["LLMInferenceService", "LLMInferenceServiceConfig"],
    pods: ["**.template", "**.worker"],
  },
  {
    groups: ["serving.kserve.io"],
    kinds: ["ClusterStorageContainer"],
    images: ["spec.container.image"],
  },
  {
    groups: ["machinelearning.seldon.io"],
    kinds: ["SeldonDeployment"],
    pods: ["spec.predictors[].componentSpecs[].spec"],
    images: ["**.containerSpec.image", "**.explainer.containerSpec.image"],
  },
  {
    groups: ["mlops.seldon.io"],
    kinds: ["ServerConfig", "SeldonConfig", "SeldonRuntime", "Server"],
    pods: ["**.podSpec"],
  },
  { groups: ["openfaas.com"], kinds: ["Function"], images: ["spec.image"] },
  { groups: ["core.spinkube.dev", "core.spinoperator.dev"], kinds: ["SpinApp"], images: ["spec.image"] },
  { groups: ["serverless.kyma-project.io"], kinds: ["Function"], images: ["spec.runtimeImageOverride"] },
  {
    groups: ["fission.io"],
    kinds: ["Environment"],
    images: ["spec.runtime.image", "spec.builder.image"],
  },
  // OpenShift
  { groups: ["apps.openshift.io", ""], kinds: ["DeploymentConfig"], pods: ["spec.template.spec"] },
  {
    groups: ["image.openshift.io", ""],
    kinds: ["ImageStream"],
    dockerImages: ["spec.tags[].from.name"],
  },
  { groups: ["image.openshift.io", ""], kinds: ["ImageStreamTag"], dockerImages: ["tag.from.name"] },
  { groups: ["image.openshift.io", ""], kinds: ["ImageStreamImport"], dockerImages: ["spec.images[].from.name"] },
  {
    groups: ["build.openshift.io", ""],
    kinds: ["BuildConfig", "Build"],
    dockerImages: ["spec.strategy.*.from.name", "spec.source.images[].from.name"],
  },
  { groups: ["template.openshift.io", ""], kinds: ["Template"], parameters: ["parameters"] },
  { groups: ["config.openshift.io"], kinds: ["ClusterVersion"], images: ["spec.desiredUpdate.image"] },
  { groups: ["machineconfiguration.openshift.io"], kinds: ["MachineConfig"], images: ["spec.osImageURL"] },
  // Helm's values, as controllers take them
  { groups: ["helm.toolkit.fluxcd.io"], kinds: ["HelmRelease"], values: ["spec.values"] },
  {
    groups: ["helm.cattle.io"],
    kinds: ["HelmChart", "HelmChartConfig"],
    values: ["spec.valuesContent", "spec.values"],
    images: ["spec.jobImage"],
  },
  { groups: ["helm.crossplane.io"], kinds: ["Release"], values: ["spec.forProvider.values"] },
  { groups: ["operator.external-secrets.io"], kinds: ["OperatorConfig"], values: ["spec"] },
  { groups: ["helm.fluxcd.io", "flux.weave.works"], kinds: ["HelmRelease"], values: ["spec.values"] },
];
