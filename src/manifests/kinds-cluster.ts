// Kinds that run batches, virtual machines, sidecars and what the cluster itself needs. Source: each project's API reference.
import type { KindRow } from "./kinds.ts";

export const clusterKinds: readonly KindRow[] = [
  // Workloads by other controllers
  {
    groups: ["apps.kruise.io"],
    kinds: ["CloneSet", "StatefulSet", "DaemonSet", "BroadcastJob"],
    pods: ["spec.template.spec"],
  },
  {
    groups: ["apps.kruise.io"],
    kinds: ["SidecarSet"],
    pods: ["spec"],
    images: ["spec.containers[].upgradeStrategy.hotUpgradeEmptyImage"],
  },
  {
    groups: ["apps.kruise.io"],
    kinds: ["AdvancedCronJob"],
    pods: ["spec.template.jobTemplate.spec.template.spec", "spec.template.broadcastJobTemplate.spec.template.spec"],
  },
  { groups: ["apps.kruise.io"], kinds: ["UnitedDeployment"], pods: ["spec.template.*.spec.template.spec"] },
  { groups: ["apps.kruise.io"], kinds: ["ImagePullJob"], images: ["spec.image"] },
  { groups: ["apps.kruise.io"], kinds: ["ImageListPullJob"], images: ["spec.images[]"] },
  { groups: ["keda.sh"], kinds: ["ScaledJob"], pods: ["spec.jobTargetRef.template.spec"] },
  { groups: ["jobset.x-k8s.io"], kinds: ["JobSet"], pods: ["spec.replicatedJobs[].template.spec.template.spec"] },
  {
    groups: ["leaderworkerset.x-k8s.io"],
    kinds: ["LeaderWorkerSet"],
    pods: ["spec.leaderWorkerTemplate.*.spec"],
  },
  { groups: ["batch.volcano.sh"], kinds: ["Job"], pods: ["spec.tasks[].template.spec"] },
  { groups: ["batch.volcano.sh"], kinds: ["CronJob"], pods: ["spec.jobTemplate.spec.tasks[].template.spec"] },
  { groups: ["flow.volcano.sh"], kinds: ["JobTemplate"], pods: ["spec.tasks[].template.spec"] },
  { groups: ["kueue.x-k8s.io"], kinds: ["Workload"], pods: ["spec.podSets[].template.spec"] },
  {
    groups: ["agones.dev"],
    kinds: ["Fleet", "GameServerSet", "GameServer"],
    pods: ["spec.template.spec.template.spec", "spec.template.spec"],
  },
  {
    groups: ["agents.x-k8s.io", "extensions.agents.x-k8s.io"],
    kinds: ["Sandbox", "SandboxTemplate"],
    pods: ["spec.podTemplate.spec"],
  },
  { groups: ["prow.k8s.io"], kinds: ["ProwJob"], pods: ["spec.pod_spec"] },
  {
    groups: ["core.oam.dev"],
    kinds: ["Application", "Component", "ComponentDefinition"],
    images: ["spec.components[].properties.image", "spec.components[].traits[].properties.**.image"],
  },
  // Data and machine learning
  {
    groups: ["ray.io"],
    kinds: ["RayCluster", "RayJob", "RayService", "RayCronJob"],
    pods: ["**.headGroupSpec.template.spec", "**.workerGroupSpecs[].template.spec", "**.submitterPodTemplate.spec"],
    images: ["**.autoscalerOptions.image", "**.historyServerOptions.collectorOptions.image"],
  },
  {
    groups: ["sparkoperator.k8s.io"],
    kinds: ["SparkApplication", "ScheduledSparkApplication", "SparkConnect"],
    images: ["**.image", "**.initContainerImage"],
  },
  {
    groups: ["radanalytics.io"],
    kinds: ["SparkCluster", "SparkApplication", "SparkHistoryServer"],
    images: ["spec.image", "spec.customImage"],
  },
  { groups: ["flink.apache.org"], kinds: ["FlinkDeployment"], pods: ["**.podTemplate.spec"], images: ["spec.image"] },
  {
    groups: ["kubernetes.dask.org"],
    kinds: ["DaskCluster", "DaskWorkerGroup", "DaskJob"],
    pods: ["**.spec"],
  },
  {
    groups: ["kubeflow.org"],
    kinds: ["PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "PaddleJob", "MXJob", "JAXJob"],
    pods: ["spec.*.*.template.spec"],
  },
  {
    groups: ["kubeflow.org"],
    kinds: ["Notebook", "Viewer"],
    pods: ["spec.template.spec", "spec.podTemplateSpec.spec"],
  },
  {
    groups: ["trainer.kubeflow.org"],
    kinds: ["TrainingRuntime", "ClusterTrainingRuntime", "TrainJob"],
    pods: ["spec.template.spec.replicatedJobs[].template.spec.template.spec"],
    images: ["spec.trainer.image"],
  },
  {
    groups: ["config.kubeflow.org"],
    kinds: ["KatibConfig"],
    images: ["runtime.suggestions[].image", "runtime.metricsCollectors[].image", "runtime.earlyStoppings[].image"],
  },
  {
    groups: ["kubeflow.org"],
    kinds: ["Experiment", "Trial"],
    images: [
      "spec.metricsCollectorSpec.collector.customCollector.image",
      "spec.metricsCollector.collector.customCollector.image",
    ],
  },
  { groups: ["tensorboard.kubeflow.org"], kinds: ["Tensorboard"], images: ["spec.image"] },
  {
    groups: ["data.fluid.io", "k8s-operator.alluxio.com"],
    kinds: ["*"],
    pairs: [
      { at: "spec", name: "image", tag: "imageTag" },
      { at: "spec.*", name: "image", tag: "imageTag" },
    ],
  },
  // Virtual machines
  {
    groups: ["kubevirt.io", "pool.kubevirt.io"],
    kinds: [
      "VirtualMachine",
      "VirtualMachineInstance",
      "VirtualMachineInstanceReplicaSet",
      "VirtualMachineInstancePreset",
      "VirtualMachinePool",
    ],
    images: ["**.containerDisk.image", "**.kernelBoot.container.image", "**.vddk.initImageURL"],
    artifacts: ["**.source.registry.url"],
  },
  {
    groups: ["kubevirt.io"],
    kinds: ["KubeVirt"],
    images: ["spec.configuration.network.binding.*.sidecarImage"],
  },
  // The cluster's own
  {
    groups: ["operators.coreos.com"],
    kinds: ["ClusterServiceVersion"],
    pods: ["spec.install.spec.deployments[].spec.template.spec"],
    images: ["spec.relatedImages[].image"],
  },
  { groups: ["operators.coreos.com"], kinds: ["CatalogSource"], images: ["spec.image"], secrets: ["spec.secrets[]"] },
  {
    groups: ["olm.operatorframework.io"],
    kinds: ["ClusterCatalog", "CatalogSource"],
    images: ["spec.source.image.ref"],
  },
  {
    groups: ["upgrade.cattle.io"],
    kinds: ["Plan"],
    pairs: [
      { at: "spec", name: "upgrade.image", tag: "version", range: "channel", plus: "-" },
      { at: "spec", name: "prepare.image", tag: "version", range: "channel", plus: "-" },
    ],
  },
  {
    groups: ["actions.summerwind.dev"],
    kinds: ["Runner", "RunnerSet", "RunnerReplicaSet", "RunnerDeployment"],
    images: ["**.image", "**.dockerImage"],
  },
  {
    groups: ["actions.github.com"],
    kinds: ["AutoscalingRunnerSet", "AutoscalingListener", "EphemeralRunnerSet", "EphemeralRunner"],
    pods: ["spec.template.spec", "spec.ephemeralRunnerSpec.spec", "spec.spec"],
    images: ["spec.image"],
  },
  {
    groups: ["apps.gitlab.com"],
    kinds: ["Runner"],
    images: ["spec.runnerImage", "spec.helperImage", "spec.buildImage"],
  },
  {
    groups: ["gateway.envoyproxy.io"],
    kinds: ["EnvoyProxy", "EnvoyGateway"],
    images: ["**.container.image", "**.shutdownManager.image"],
  },
  {
    groups: ["gateway-operator.konghq.com"],
    kinds: ["DataPlane", "ControlPlane", "GatewayConfiguration"],
    pods: ["**.podTemplateSpec.spec"],
  },
  {
    groups: ["trident.netapp.io"],
    kinds: ["TridentOrchestrator"],
    images: ["spec.tridentImage", "spec.autosupportImage"],
  },
  {
    groups: ["workspace.devfile.io", "controller.devfile.io"],
    kinds: ["DevWorkspace", "DevWorkspaceTemplate"],
    images: ["**.container.image"],
  },
  {
    groups: ["org.eclipse.che"],
    kinds: ["CheCluster"],
    images: ["**.container.image"],
  },
  {
    groups: ["hive.openshift.io"],
    kinds: ["ClusterImageSet"],
    images: ["spec.releaseImage"],
  },
  {
    groups: ["updateservice.operator.openshift.io", "cincinnati.openshift.io"],
    kinds: ["UpdateService", "Cincinnati"],
    images: ["spec.graphDataImage"],
  },
  { groups: ["longhorn.io"], kinds: ["EngineImage"], images: ["spec.image"] },
  { groups: ["policies.kubewarden.io"], kinds: ["PolicyServer"], images: ["spec.image"] },
  { groups: ["pkg.crossplane.io"], kinds: ["ControllerConfig"], images: ["spec.image"] },
  {
    groups: ["pkg.crossplane.io"],
    kinds: ["DeploymentRuntimeConfig"],
    pods: ["spec.deploymentTemplate.spec.template.spec"],
  },
  {
    groups: ["nvidia.com", "mellanox.com"],
    kinds: ["ClusterPolicy", "GPUCluster", "NVIDIADriver", "NicClusterPolicy"],
    // A driver's tag is its version, and what the node's system is called.
    pairs: [
      { at: "spec.driver", registry: "repository", name: "image", range: "version" },
      { at: "spec.ofedDriver", registry: "repository", name: "image", range: "version" },
      { at: "spec", registry: "repository", name: "image", tag: "version" },
      { at: "spec.*", registry: "repository", name: "image", tag: "version" },
      { at: "spec.*.*", registry: "repository", name: "image", tag: "version" },
    ],
  },
  // Tests
  { groups: ["k6.io"], kinds: ["TestRun", "K6", "PrivateLoadZone"], images: ["**.image"] },
  {
    groups: ["tests.testkube.io", "executor.testkube.io", "testworkflows.testkube.io"],
    kinds: ["Test", "Executor", "TestWorkflow", "TestWorkflowTemplate"],
    images: ["**.image", "**.initImage"],
  },
  { groups: ["litmuschaos.io"], kinds: ["ChaosExperiment", "ChaosEngine"], images: ["**.image"] },
  { groups: ["comcast.github.io"], kinds: ["KuberhealthyCheck"], pods: ["spec.podSpec"] },
  { groups: ["lifecycle.keptn.sh"], kinds: ["KeptnTaskDefinition"], images: ["spec.container.image"] },
];
