package dev.argand.search.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.network.bundle.FolderBundleStore;
import dev.argand.network.store.StoreLocation;
import dev.argand.runtime.Health;
import dev.argand.runtime.Producers;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.Decision;
import dev.argand.schemas.avro.RunState;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.schemas.avro.Trigger;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.dataset.DatasetStore;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.publish.Publisher;
import dev.argand.search.run.Compute;
import dev.argand.search.trigger.Policy;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a run when the JVM fails under it; no broker is asked. */
final class CircleTest {
  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir Path folder;

  private final Clock clock = new ManualClock(Instant.parse("2026-03-04T12:00:00Z"));
  private final Health health = new Health();
  private boolean kafkaFails;
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer()) {
        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
          if (kafkaFails) {
            throw new StackOverflowError("on purpose");
          }
          return super.send(record);
        }
      };

  /** A start whose run meets an error in whoever conducts it. */
  private static final class FailingStart extends SearchDecision {
    private static final long serialVersionUID = 1;

    FailingStart(SearchDecision start) {
      for (int field = 0; field < getClassSchema().getFields().size(); field++) {
        put(field, start.get(field));
      }
    }

    @Override
    public String getRunId() {
      boolean isConducted =
          StackWalker.getInstance()
              .walk(
                  frames ->
                      frames.anyMatch(
                          frame -> frame.getClassName().equals(RunConduct.class.getName())));
      if (isConducted) {
        throw new NoClassDefFoundError("on purpose");
      }
      return super.getRunId();
    }
  }

  @Test
  void errorInARun_endsItAsFailed() throws Exception {
    circle().run(start(), 1);

    assertThat(producer.history()).hasSize(1);
    SearchProgress end =
        AvroCodec.of(SearchProgress.class).decode(producer.history().get(0).value());
    assertThat(end.getState()).isEqualTo(RunState.FAILED);
    assertThat(end.getMessage()).contains("NoClassDefFoundError").contains("on purpose");
    assertThat(health.isLive()).isTrue();
  }

  @Test
  void errorWhileItsEndIsTold_endsLiveness() throws Exception {
    kafkaFails = true;

    circle().run(start(), 1);

    assertThat(health.isLive()).isFalse();
    assertThat(health.liveness().toString())
        .contains("search")
        .contains("run-1")
        .contains("on purpose");
  }

  private Circle circle() throws Exception {
    Producers producers = clientId -> producer;
    Policy policy = Policy.read(null);
    SearchMetrics metrics = new SearchMetrics(new SimpleMeterRegistry());
    FolderBundleStore bundles = FolderBundleStore.create(folder.resolve("bundles"));
    DatasetStore datasets = new DatasetStore(folder.resolve("datasets"));
    ClipStore clips = new ClipStore(folder.resolve("clips"));
    ModelDesk models = new ModelDesk(NOWHERE, "", producers, clock);
    Publisher publisher =
        new Publisher(NOWHERE, "", bundles, datasets.leakCheck(), producers, clock);
    return new Circle(
        new SearchConfig(
            NOWHERE,
            "",
            folder.resolve("runs"),
            StoreLocation.of(folder.resolve("bundles")),
            folder.resolve("clips"),
            folder.resolve("datasets"),
            null,
            null),
        policy,
        new Starter(datasets, clips, policy.data(), policy),
        new RunConduct(folder.resolve("runs"), Compute.PLAIN, bundles, publisher, models, metrics),
        new CircleWriter(producers, ""),
        metrics,
        health,
        clock);
  }

  private static SearchDecision start() {
    return new FailingStart(
        SearchDecision.newBuilder()
            .setRequestId("q")
            .setTrigger(Trigger.PERSON)
            .setDecision(Decision.START)
            .setReason("test")
            .setWho("test")
            .setRunId("run-1")
            .setAtMicros(1)
            .build());
  }
}
