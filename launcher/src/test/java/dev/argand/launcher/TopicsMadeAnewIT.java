package dev.argand.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.inference.InferenceService;
import dev.argand.runtime.KafkaConfigs;
import dev.argand.runtime.TopicAdmin;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.search.model.ModelDesk;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry's topics are deleted and made again while an instance runs. Its fold is of
 * generation 3: under that every event of the new log would be void, for ever.
 */
final class TopicsMadeAnewIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration IN_TIME = Duration.ofSeconds(10);
  private static final String NAME = "left";
  private static final String FIRST = "a".repeat(64);
  private static final String SECOND = "b".repeat(64);

  @TempDir Path folder;
  private CircleBench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new CircleBench(folder);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  @Test
  void instance_followsTheNewLog() throws Exception {
    try (InferenceService instance = bench.recognition(folder, NAME, EnergyModel::new)) {
      announceBoth();
      try (ModelDesk desk = desk()) {
        desk.promote("1", "ann", "first");
        desk.promote("2", "ann", "second");
        desk.rollback("ann", "back");
      }
      awaitWord(PATIENCE, said -> said.getServedGeneration() == 3);

      makeAnew();
      announceBoth();
      try (ModelDesk desk = desk()) {
        desk.promote("2", "ann", "as before");
      }
      awaitWord(
          IN_TIME,
          said ->
              said.getGeneration() == 1
                  && said.getServedGeneration() == 1
                  && SECOND.equals(said.getChampionDigest()));
      assertThat(instance).isNotNull();
    }
  }

  private void makeAnew() throws Exception {
    List<String> names = List.of(Topic.MODELS.topicName(""), Topic.MODEL_ALIASES.topicName(""));
    try (Admin admin = Admin.create(KafkaConfigs.admin(bench.bootstrapServers(), "it"))) {
      admin.deleteTopics(names).all().get();
      await()
          .atMost(PATIENCE)
          .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
      TopicAdmin.ensure(admin, "", Topic.MODELS, Topic.MODEL_ALIASES);
    }
  }

  private void announceBoth() {
    bench.announce(FIRST, 1);
    bench.announce(SECOND, 2);
  }

  private ModelDesk desk() {
    return new ModelDesk(bench.bootstrapServers(), "", Clock.systemUTC());
  }

  private void awaitWord(Duration within, Predicate<ModelDeployment> expected) {
    await()
        .atMost(within)
        .untilAsserted(
            () ->
                assertThat(Objects.requireNonNull(bench.deployments().get(NAME), NAME))
                    .matches(expected));
  }
}
