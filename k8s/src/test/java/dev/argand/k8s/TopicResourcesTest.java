package dev.argand.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The declared topics are those of the code, in partitions and settings. */
final class TopicResourcesTest {
  private record Declared(int partitions, Map<String, String> configs) {}

  @Test
  void declaredTopics_equalTheCodes() {
    Map<String, Declared> expected = new HashMap<>();
    Arrays.stream(Topic.values())
        .forEach(
            topic ->
                expected.put(
                    topic.topicName(""), new Declared(topic.partitions(), topic.configs())));

    assertThat(declared("base")).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void overlays_changeNeitherPartitionsNorSettings() {
    for (String overlay : List.of("overlays/dev", "overlays/gpu")) {
      assertThat(declared(overlay)).as(overlay).isEqualTo(declared("base"));
    }
  }

  @Test
  void replicas_fitTheNodes() {
    for (String kustomization : List.of("base", "overlays/dev", "overlays/gpu")) {
      List<Resource> built = Manifests.built(kustomization);
      int nodes = of(built, "KafkaNodePool").get(0).at("/spec/replicas").asInt();
      Resource kafka = of(built, "Kafka").get(0);
      assertThat(of(built, "KafkaTopic"))
          .allSatisfy(
              topic ->
                  assertThat(topic.at("/spec/replicas").asInt())
                      .as(topic.toString())
                      .isBetween(config(kafka, "min.insync.replicas"), nodes));
      for (String replication :
          List.of(
              "default.replication.factor",
              "offsets.topic.replication.factor",
              "transaction.state.log.replication.factor")) {
        assertThat(config(kafka, replication))
            .as(kustomization + " " + replication)
            .isBetween(config(kafka, "transaction.state.log.min.isr"), nodes);
      }
    }
  }

  private static int config(Resource kafka, String name) {
    return kafka.at("/spec/kafka/config").path(name).asInt(-1);
  }

  private static Map<String, Declared> declared(String kustomization) {
    Map<String, Declared> declared = new HashMap<>();
    for (Resource topic : of(Manifests.built(kustomization), "KafkaTopic")) {
      Map<String, String> configs = new HashMap<>();
      topic
          .at("/spec/config")
          .properties()
          .forEach(config -> configs.put(config.getKey(), config.getValue().asText()));
      declared.put(topic.name(), new Declared(topic.at("/spec/partitions").asInt(), configs));
    }
    return declared;
  }

  private static List<Resource> of(List<Resource> resources, String kind) {
    return resources.stream().filter(resource -> resource.kind().equals(kind)).toList();
  }
}
