package dev.argand.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every pod of Argand has, in every overlay. */
final class PodSafetyTest {
  static Stream<Container> containers() {
    return Manifests.KUSTOMIZATIONS.stream().flatMap(Container::ofKustomization);
  }

  static Stream<Container> servers() {
    return containers().filter(container -> !container.workload().kind().equals("Job"));
  }

  static Stream<String> kustomizations() {
    return Manifests.KUSTOMIZATIONS.stream();
  }

  @ParameterizedTest
  @MethodSource("containers")
  void pod_isRestricted(Container container) {
    JsonNode pod = container.pod();
    assertThat(pod.at("/automountServiceAccountToken").toString()).isEqualTo("false");
    // A Service's variables would look like settings.
    assertThat(pod.at("/enableServiceLinks").toString()).isEqualTo("false");
    assertThat(pod.at("/securityContext/runAsNonRoot").toString()).isEqualTo("true");
    assertThat(pod.at("/securityContext/runAsUser").asInt()).isGreaterThanOrEqualTo(10_000);
    assertThat(pod.at("/securityContext/fsGroup").asInt()).isGreaterThanOrEqualTo(10_000);
    assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(pod.has("hostNetwork") || pod.has("hostPID") || pod.has("hostIPC")).isFalse();
    JsonNode own = container.tree().path("securityContext");
    assertThat(own.path("allowPrivilegeEscalation").toString()).isEqualTo("false");
    assertThat(own.path("readOnlyRootFilesystem").toString()).isEqualTo("true");
    assertThat(own.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(own.path("capabilities").has("add")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("containers")
  void container_hasBoundsAndAPinnedImage(Container container) {
    JsonNode resources = container.tree().path("resources");
    for (String kind : List.of("cpu", "memory", "ephemeral-storage")) {
      assertThat(resources.path("requests").has(kind)).as("request of " + kind).isTrue();
    }
    for (String kind : List.of("memory", "ephemeral-storage")) {
      assertThat(resources.path("limits").has(kind)).as("limit of " + kind).isTrue();
    }
    assertThat(container.image()).matches(".+:[^:/]+").doesNotEndWith(":latest");
  }

  @ParameterizedTest
  @MethodSource("servers")
  void server_isProbed(Container container) {
    assertThat(container.tree().at("/startupProbe/httpGet/path").asText()).isEqualTo("/healthy");
    assertThat(container.tree().at("/livenessProbe/httpGet/path").asText()).isEqualTo("/healthy");
    assertThat(container.tree().at("/readinessProbe/httpGet/path").asText()).isEqualTo("/ready");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.tree().path(probe).at("/httpGet/port").asText()).isEqualTo("http");
    }
    assertThat(container.pod().path("terminationGracePeriodSeconds").asInt())
        .isGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @MethodSource("containers")
  void everyMount_hasItsVolume_andEveryVolumeItsClaim(Container container) {
    List<String> volumes = new ArrayList<>();
    container.pod().path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
    container
        .workload()
        .at("/spec/volumeClaimTemplates")
        .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
    List<String> mounts = new ArrayList<>();
    container.tree().path("volumeMounts").forEach(mount -> mounts.add(mount.path("name").asText()));

    assertThat(mounts).containsExactlyInAnyOrderElementsOf(volumes);
    for (JsonNode volume : container.pod().path("volumes")) {
      String claim = volume.at("/persistentVolumeClaim/claimName").asText();
      if (!claim.isEmpty()) {
        assertThat(Manifests.built("base"))
            .extracting(Resource::id)
            .contains("PersistentVolumeClaim " + claim);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void everySelector_findsAPod(String kustomization) {
    List<Resource> built = Manifests.built(kustomization);
    List<Map<String, String>> pods =
        built.stream()
            .map(resource -> labels(resource.at("/spec/template/metadata/labels")))
            .toList();
    for (Resource resource : built) {
      for (JsonNode selector : selectors(resource)) {
        assertThat(pods)
            .as(resource.toString())
            .anyMatch(pod -> pod.entrySet().containsAll(labels(selector).entrySet()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void server_hasADisruptionBudget_andIsUnderANetworkPolicy(Container container) {
    Map<String, String> pod = labels(container.workload().at("/spec/template/metadata/labels"));
    for (String kind : List.of("PodDisruptionBudget", "NetworkPolicy", "PodMonitor")) {
      assertThat(Manifests.built("base").stream().filter(one -> one.kind().equals(kind)))
          .as(kind)
          .anyMatch(
              one ->
                  selectors(one).stream()
                      .anyMatch(labels -> pod.entrySet().containsAll(labels(labels).entrySet())));
    }
  }

  private static List<JsonNode> selectors(Resource resource) {
    return switch (resource.kind()) {
      case "Deployment", "StatefulSet", "PodDisruptionBudget", "PodMonitor" ->
          List.of(resource.at("/spec/selector/matchLabels"));
      case "NetworkPolicy" -> List.of(resource.at("/spec/podSelector/matchLabels"));
      case "Service" -> List.of(resource.at("/spec/selector"));
      default -> List.of();
    };
  }

  private static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new TreeMap<>();
    node.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }
}
