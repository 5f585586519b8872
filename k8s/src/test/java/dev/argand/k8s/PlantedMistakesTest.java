package dev.argand.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks find what is planted in a copy of a valid manifest. */
final class PlantedMistakesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // kind and name | pointer of the field to misspell, by one letter more
        "Deployment argand-ingest      | /spec/replicas",
        "Deployment argand-ingest      | /spec/template/spec/containers/0/image",
        "Deployment argand-ingest      | /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem",
        "Deployment argand-ingest      | /spec/template/spec/containers/0/readinessProbe/httpGet/path",
        "Deployment argand-ingest      | /spec/template/spec/containers/0/env/3/valueFrom/secretKeyRef/key",
        "StatefulSet argand-inference  | /spec/volumeClaimTemplates/0/spec/accessModes",
        "StatefulSet argand-inference  | /metadata/labels",
        "Service argand-inference      | /spec/ports/0/targetPort",
        "NetworkPolicy argand-pods     | /spec/egress",
        "NetworkPolicy argand-pods     | /spec/ingress/0/from",
        "PodDisruptionBudget argand-inference | /spec/maxUnavailable",
        "PersistentVolumeClaim argand-bundles | /spec/resources/requests",
        "Namespace argand              | /metadata/labels",
        "Kafka argand                  | /spec/kafka/listeners/0/tls",
        "Kafka argand                  | /spec/kafka/listeners/0/networkPolicyPeers",
        "Kafka argand                  | /spec/entityOperator",
        "Kafka argand                  | /spec/kafka/config",
        "KafkaNodePool dual            | /spec/storage/volumes/0/deleteClaim",
        "KafkaNodePool dual            | /metadata/labels",
        "KafkaTopic labels             | /spec/partitions",
        "PodMonitor argand             | /spec/podMetricsEndpoints/0/interval",
        "PodMonitor argand             | /spec/podMetricsEndpoints/0/authorization/credentials/key",
        "PodMonitor argand             | /spec/podTargetLabels",
      })
  void misspeltField_isFound(String id, String pointer) {
    Resource resource = valid(id);
    JsonNode value = resource.at(pointer);
    String field = pointer.substring(pointer.lastIndexOf('/') + 1);
    patch(resource, "remove", pointer, null);
    patch(resource, "add", pointer + "x", value);

    assertThat(Schemas.mistakes(resource))
        .isNotEmpty()
        .anyMatch(line -> line.contains(field + "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Deployment argand-ingest     | /spec/selector",
        "Deployment argand-ingest     | /spec/template/spec/containers/0/name",
        "Deployment argand-ingest     | /spec/template/spec/containers/0/ports/0/containerPort",
        "Deployment argand-ingest     | /spec/template/spec/containers/0/volumeMounts/0/mountPath",
        "StatefulSet argand-inference | /spec/template",
        "Service argand-inference     | /spec/ports/0/port",
        "Kafka argand                 | /spec/kafka",
        "Kafka argand                 | /spec/kafka/listeners/0/type",
        "KafkaNodePool dual           | /spec/roles",
        "KafkaNodePool dual           | /spec/storage/volumes/0/type",
        "PodMonitor argand            | /spec/selector",
        "PodMonitor argand            | /metadata/name",
      })
  void missingRequiredField_isFound(String id, String pointer) {
    Resource resource = valid(id);
    patch(resource, "remove", pointer, null);

    assertThat(Schemas.mistakes(resource)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // | a value as YAML, of a type that the API server refuses
        "Deployment argand-ingest     | /spec/template/spec/containers/0/env/0/value     | 9101",
        "Deployment argand-ingest     | /spec/template/spec/containers/0/env/0/value     | true",
        "Deployment argand-ingest     | /spec/replicas                                   | two",
        "Deployment argand-ingest     | /spec/replicas                                   | \"2\"",
        "Deployment argand-ingest     | /spec/template/spec/containers/0/ports           | {}",
        "Deployment argand-ingest     | /spec/template/spec/containers/0/volumeMounts/0/readOnly | \"yes\"",
        "Deployment argand-ingest     | /metadata/labels/app.kubernetes.io~1name         | 1",
        "StatefulSet argand-inference | /spec/template/spec/containers                   | {}",
        "KafkaTopic labels            | /spec/partitions                                 | 0",
        "KafkaTopic labels            | /spec/partitions                                 | four",
        "KafkaNodePool dual           | /spec/roles/0                                    | boss",
        "Kafka argand                 | /spec/kafka/listeners/0/port                     | 80",
        "Kafka argand                 | /spec/kafka/listeners/0/name                     | UPPER",
        "Kafka argand                 | /spec/kafka/listeners/0/tls                      | 1",
        "PodMonitor argand            | /spec/podMetricsEndpoints/0/port                 | 9101",
      })
  void wrongType_isFound(String id, String pointer, String yaml) throws IOException {
    Resource resource = valid(id);
    patch(resource, "replace", pointer, Manifests.YAML.readTree(yaml));

    assertThat(Schemas.mistakes(resource)).isNotEmpty();
  }

  @Test
  void unknownKind_isFound() {
    Resource resource = valid("Deployment argand-ingest");
    resource.tree().put("kind", "Deploiment");
    assertThat(Schemas.mistakes(resource)).anyMatch(line -> line.contains("no schema is known"));

    resource.tree().put("kind", "Deployment").put("apiVersion", "apps/v1beta1");
    assertThat(Schemas.mistakes(resource)).anyMatch(line -> line.contains("no schema is known"));
  }

  @Test
  void keyGivenTwice_isRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("twice.yaml"), "kind: A\nkind: B\n");

    assertThatThrownBy(() -> Manifests.read(file)).hasMessageContaining("Duplicate field 'kind'");
  }

  @Test
  void unknownFieldOfAKustomization_isRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("kustomization.yaml"), "resorces: [a.yaml]\n");

    assertThatThrownBy(() -> Kustomization.build(folder))
        .hasMessageContaining("resorces was given");
  }

  @Test
  void patchOfNothing_isRefused(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        "patches: [{target: {kind: Pod, name: x}, patch: '[]'}]\n");

    assertThatThrownBy(() -> Kustomization.build(folder)).hasMessageContaining("no resource");
  }

  private static Resource valid(String id) {
    Resource resource =
        Manifests.built("base").stream()
            .filter(candidate -> candidate.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new AssertionError("base has no " + id))
            .copy();
    assertThat(Schemas.mistakes(resource)).isEmpty();
    return resource;
  }

  private static void patch(
      Resource resource, String operation, String pointer, @Nullable JsonNode value) {
    ArrayNode operations = Manifests.YAML.createArrayNode();
    operations.addObject().put("op", operation).put("path", pointer).set("value", value);
    JsonPatch.apply(resource.tree(), operations);
  }
}
