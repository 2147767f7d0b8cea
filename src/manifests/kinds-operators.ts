// Kinds of operators: databases, queues, observability, servers. Source: each project's API reference.
import type { KindRow } from "./kinds.ts";

export const operatorKinds: readonly KindRow[] = [
  // Observability
  {
    groups: ["monitoring.coreos.com"],
    kinds: ["Prometheus", "PrometheusAgent", "Alertmanager", "ThanosRuler"],
    pods: ["spec"],
    images: ["spec.image", "spec.thanos.image"],
    pairs: [
      { at: "spec", name: "baseImage", tag: "tag", digest: "sha" },
      { at: "spec", name: "baseImage", tag: "version" },
      { at: "spec.thanos", name: "baseImage", tag: "tag", digest: "sha" },
      { at: "spec.thanos", name: "baseImage", tag: "version" },
    ],
  },
  {
    groups: ["opentelemetry.io"],
    kinds: ["OpenTelemetryCollector", "Instrumentation", "OpAMPBridge", "TargetAllocator", "Sidecar"],
    images: ["**.image"],
  },
  {
    groups: ["grafana.integreatly.org", "integreatly.org", "grafana.org"],
    kinds: ["Grafana"],
    pods: ["spec.deployment.spec.template.spec"],
    images: ["spec.baseImage", "spec.initImage", "spec.deployment.image"],
  },
  { groups: ["tempo.grafana.com"], kinds: ["TempoStack", "TempoMonolithic"], images: ["spec.images.*"] },
  {
    groups: ["monitoring.grafana.com"],
    kinds: ["GrafanaAgent"],
    images: ["spec.image", "spec.configReloaderImage"],
  },
  { groups: ["jaegertracing.io"], kinds: ["Jaeger"], images: ["**.image"] },
  {
    groups: ["kiali.io"],
    kinds: ["Kiali"],
    pairs: [{ at: "spec.deployment", name: "image_name", tag: "image_version" }],
  },
  { groups: ["fluentbit.fluent.io", "fluentd.fluent.io"], kinds: ["*"], images: ["spec.image"] },
  {
    groups: ["logging.banzaicloud.io"],
    kinds: ["Logging", "FluentbitAgent", "NodeAgent", "SyslogNGConfig", "FluentdConfig"],
    pairs: ["image", "bufferVolumeImage", "volumeModImage", "configReloaderImage"].map((key) => ({
      at: `**.${key}`,
      name: "repository",
      tag: "tag",
    })),
  },
  {
    groups: ["core.humio.com"],
    kinds: ["HumioCluster", "HumioPdfRenderService"],
    images: ["**.image", "**.helperImage"],
  },
  // Search
  { groups: ["*.k8s.elastic.co"], kinds: ["*"], pods: ["**.podTemplate.spec"], images: ["spec.image"] },
  {
    groups: ["opensearch.opster.io"],
    kinds: ["OpenSearchCluster"],
    images: ["spec.*.image", "spec.initHelper.image"],
  },
  {
    groups: ["solr.apache.org"],
    kinds: ["SolrCloud", "SolrPrometheusExporter"],
    pairs: [
      { at: "**.solrImage", name: "repository", tag: "tag" },
      { at: "**.image", name: "repository", tag: "tag" },
      { at: "**.busyBoxImage", name: "repository", tag: "tag" },
    ],
  },
  // PostgreSQL
  {
    groups: ["postgresql.cnpg.io"],
    kinds: ["Cluster"],
    images: ["spec.imageName", "spec.postgresql.extensions[].image.reference"],
  },
  {
    groups: ["postgresql.cnpg.io"],
    kinds: ["Pooler"],
    pods: ["spec.template.spec"],
    images: ["spec.pgbouncer.image"],
  },
  {
    groups: ["postgresql.cnpg.io"],
    kinds: ["ImageCatalog", "ClusterImageCatalog"],
    images: ["spec.images[].image", "spec.componentImages[].image", "spec.images[].extensions[].image.reference"],
  },
  {
    groups: ["acid.zalan.do"],
    kinds: ["postgresql"],
    images: [
      "spec.dockerImage",
      "**.sidecars[].image",
      "**.initContainers[].image",
      "spec.connectionPooler.dockerImage",
    ],
  },
  {
    groups: ["acid.zalan.do"],
    kinds: ["OperatorConfiguration"],
    images: [
      "configuration.docker_image",
      "configuration.sidecars[].image",
      "configuration.logical_backup.logical_backup_docker_image",
      "configuration.connection_pooler.connection_pooler_image",
    ],
  },
  { groups: ["postgres-operator.crunchydata.com"], kinds: ["*"], images: ["**.image"] },
  // Other databases
  { groups: ["*.percona.com"], kinds: ["*"], images: ["**.image", "**.initImage"] },
  {
    groups: ["pgv2.percona.com"],
    kinds: ["PerconaPGUpgrade"],
    images: ["spec.toPostgresImage", "spec.toPgBouncerImage", "spec.toPgBackRestImage"],
  },
  {
    groups: ["k8s.mariadb.com", "mariadb.mmontes.io"],
    kinds: ["*"],
    images: ["**.image"],
    pairs: [{ at: "**.image", name: "repository", tag: "tag" }],
  },
  { groups: ["planetscale.com"], kinds: ["VitessCluster"], images: ["spec.images.*", "spec.images.*.*"] },
  { groups: ["crdb.cockroachlabs.com"], kinds: ["CrdbCluster"], images: ["spec.image.name"] },
  {
    groups: ["cassandra.datastax.com", "k8ssandra.io"],
    kinds: ["*"],
    images: ["**.serverImage", "**.configBuilderImage", "**.systemLoggerImage", "**.perNodeConfigInitContainerImage"],
  },
  {
    groups: ["redis.redis.opstreelabs.in"],
    kinds: ["*"],
    images: ["**.image"],
  },
  {
    groups: ["databases.spotahome.com"],
    kinds: ["RedisFailover"],
    images: ["**.image"],
  },
  {
    groups: ["app.redislabs.com"],
    kinds: ["RedisEnterpriseCluster"],
    pairs: [{ at: "**", name: "repository", tag: "versionTag" }],
  },
  { groups: ["dragonflydb.io"], kinds: ["Dragonfly"], images: ["spec.image"] },
  { groups: ["couchbase.com"], kinds: ["CouchbaseCluster"], images: ["**.image"] },
  { groups: ["database.arangodb.com"], kinds: ["ArangoDeployment"], images: ["**.image"] },
  {
    groups: ["pingcap.com"],
    kinds: ["TidbCluster", "TidbMonitor", "TidbInitializer", "Backup", "Restore"],
    images: ["**.image"],
    pairs: [
      { at: "spec.*", name: "baseImage", tag: "version" },
      ...["pd", "tikv", "tidb", "tiflash", "ticdc", "pump"].map((component) => ({
        at: "spec",
        name: `${component}.baseImage`,
        tag: "version",
      })),
    ],
  },
  { groups: ["vertica.com"], kinds: ["VerticaDB"], images: ["spec.image"] },
  {
    groups: ["scylla.scylladb.com"],
    kinds: ["ScyllaCluster"],
    pairs: [
      { at: "spec", name: "repository", tag: "version" },
      { at: "spec", name: "agentRepository", tag: "agentVersion" },
    ],
  },
  {
    groups: ["scylla.scylladb.com"],
    kinds: ["ScyllaDBCluster", "ScyllaDBDatacenter"],
    images: ["spec.scyllaDB.image", "spec.scyllaDBManagerAgent.image"],
  },
  { groups: ["catalog.kubedb.com"], kinds: ["*"], images: ["**.image"] },
  // Queues
  {
    groups: ["kafka.strimzi.io"],
    kinds: ["Kafka", "KafkaConnect", "KafkaConnectS2I", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaBridge"],
    // Not `spec.build.output.image`, which is what the operator will push.
    images: [
      "spec.image",
      "spec.clientRackInitImage",
      "spec.*.image",
      "spec.*.brokerRackInitImage",
      "spec.*.tlsSidecar.image",
      "spec.entityOperator.*.image",
      // Plugins that are mounted (KEP-4639).
      "spec.plugins[].artifacts[].reference",
    ],
  },
  {
    groups: ["kafka.banzaicloud.io"],
    kinds: ["KafkaCluster"],
    images: ["spec.clusterImage", "**.image", "**.jmxImage"],
  },
  {
    groups: ["redpanda.vectorized.io"],
    kinds: ["Cluster", "Console"],
    pairs: [{ at: "spec", name: "image", tag: "version" }],
  },
  { groups: ["cluster.redpanda.com"], kinds: ["Redpanda", "Console"], values: ["spec.clusterSpec", "spec"] },
  {
    groups: ["rabbitmq.com"],
    kinds: ["RabbitmqCluster"],
    pods: ["spec.override.statefulSet.spec.template.spec"],
    images: ["spec.image", "spec.secretBackend.vault.defaultUserUpdaterImage"],
  },
  { groups: ["broker.amq.io"], kinds: ["ActiveMQArtemis"], images: ["**.image", "**.initImage"] },
  {
    groups: ["zookeeper.pravega.io"],
    kinds: ["ZookeeperCluster"],
    pairs: [{ at: "spec.image", name: "repository", tag: "tag" }],
  },
  // Storage
  { groups: ["ceph.rook.io"], kinds: ["CephCluster"], images: ["spec.cephVersion.image"] },
  { groups: ["ceph.rook.io"], kinds: ["CephNFS"], images: ["spec.server.image"] },
  {
    groups: ["minio.min.io"],
    kinds: ["Tenant"],
    images: ["**.image", "**.sidecarimage", "**.initimage", "**.sideCarImage"],
  },
  { groups: ["seaweed.seaweedfs.com"], kinds: ["Seaweed"], images: ["**.image"] },
  // Servers
  { groups: ["k8s.keycloak.org"], kinds: ["Keycloak"], images: ["spec.image"] },
  { groups: ["infinispan.org"], kinds: ["Infinispan"], images: ["spec.image"] },
  { groups: ["wildfly.org"], kinds: ["WildFlyServer"], images: ["spec.applicationImage"] },
  {
    groups: ["apps.openliberty.io", "liberty.websphere.ibm.com", "rc.app.stacks"],
    kinds: ["*"],
    images: ["spec.applicationImage"],
  },
  {
    groups: ["repo-manager.pulpproject.org"],
    kinds: ["Pulp"],
    pairs: [
      { at: "spec", name: "image", tag: "image_version" },
      { at: "spec", name: "image_web", tag: "image_web_version" },
    ],
  },
  { groups: ["debezium.io"], kinds: ["DebeziumServer"], images: ["spec.image"] },
  { groups: ["camel.apache.org"], kinds: ["IntegrationKit", "Integration"], images: ["spec.image"] },
  { groups: ["jenkins.io"], kinds: ["Jenkins"], pods: ["spec.master"], images: ["spec.seedJobAgentImage"] },
];
