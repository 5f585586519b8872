package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.DeploymentReporter.Served;
import dev.argand.inference.DeploymentReporter.Standing;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class DeploymentReporterTest {
  private static final Standing WAITING = new Standing(0, Optional.empty(), "", "");
  private static final Standing SERVING =
      new Standing(4, Optional.of(new Served("digest", 2, 3)), "no bundle", "shadow left out");

  private final ManualClock clock = new ManualClock(Instant.ofEpochSecond(1_000));
  private final ManualClock steady = new ManualClock(Instant.ofEpochSecond(1_000));
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private Optional<Standing> standing = Optional.empty();
  private final DeploymentReporter reporter =
      new DeploymentReporter("cellar", "it.", producer, () -> standing, clock, steady);

  @Test
  void nothing_isSaidBeforeTheLogIsRead() {
    reporter.look();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void change_isSaidAtOnce_andTheRestEveryThreeSeconds() throws WireFormatException {
    standing = Optional.of(WAITING);
    reporter.look();
    reporter.look();
    assertThat(said()).hasSize(1);
    assertThat(said().get(0))
        .isEqualTo(new ModelDeployment("cellar", 0L, null, 0, 0L, "", 1_000_000_000L, ""));

    standing = Optional.of(SERVING);
    reporter.look();
    clock.advance(Duration.ofMillis(2_999));
    steady.advance(Duration.ofMillis(2_999));
    reporter.look();
    assertThat(said()).hasSize(2);
    clock.advance(Duration.ofMillis(1));
    steady.advance(Duration.ofMillis(1));
    reporter.look();
    assertThat(said()).hasSize(3);
    assertThat(said().get(2))
        .isEqualTo(
            new ModelDeployment(
                "cellar", 4L, "digest", 2, 3L, "no bundle", 1_003_000_000L, "shadow left out"));
    assertThat(producer.history()).extracting(ProducerRecord::key).containsOnly("cellar");
    assertThat(producer.history())
        .extracting(ProducerRecord::topic)
        .containsOnly("it.model.deployments");
  }

  /** Else the console would call it stale, for as long as the clock was set back. */
  @Test
  void clockThatIsSetBack_keepsNothingFromBeingSaid() throws WireFormatException {
    standing = Optional.of(SERVING);
    reporter.look();
    clock.advance(Duration.ofMinutes(-10));
    steady.advance(Duration.ofSeconds(3));
    reporter.look();

    assertThat(said())
        .extracting(ModelDeployment::getAtMicros)
        .containsExactly(1_000_000_000L, 400_000_000L);
  }

  @Test
  void leaving_takesTheRecordAway() throws InterruptedException {
    standing = Optional.of(SERVING);
    reporter.look();
    reporter.close();

    List<ProducerRecord<String, byte[]>> sent = producer.history();
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1).key()).isEqualTo("cellar");
    assertThat(sent.get(1).value()).isNull();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void freshNames_differ() {
    assertThat(DeploymentReporter.freshInstanceId())
        .isNotEqualTo(DeploymentReporter.freshInstanceId())
        .contains("-" + ProcessHandle.current().pid() + "-");
  }

  private List<ModelDeployment> said() throws WireFormatException {
    List<ModelDeployment> said = new ArrayList<>();
    for (ProducerRecord<String, byte[]> record : producer.history()) {
      said.add(AvroCodec.of(ModelDeployment.class).decode(record.value()));
    }
    return said;
  }
}
