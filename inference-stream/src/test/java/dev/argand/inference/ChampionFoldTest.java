package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.runtime.Health;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ChampionFoldTest {
  private final ModelSlot slot = new ModelSlot();
  private final ChampionSeat seat =
      new ChampionSeat(
          digest -> new FakeModel(digest, Rig.SMALL),
          slot,
          new InferenceMetrics(new SimpleMeterRegistry()),
          new Health(),
          ModelRule.USUAL.watch(),
          new ManualClock(Instant.EPOCH));
  private final ChampionFold fold = new ChampionFold("", seat, () -> {});

  /** A new log begins at generation 0; under the old fold its events would be void for ever. */
  @Test
  void logThatWasMadeAnew_isFollowed() {
    champion("a", 0);
    champion("b", 1);
    fold.upToDate();
    assertThat(slot.peek().orElseThrow().generation()).isEqualTo(2);

    fold.restarted();
    fold.upToDate();
    assertThat(slot.peek().orElseThrow().model().digest()).as("meanwhile").isEqualTo("b");
    champion("c", 0);
    fold.upToDate();

    Champion now = slot.peek().orElseThrow();
    assertThat(now.model().digest()).isEqualTo("c");
    assertThat(now.generation()).isEqualTo(1);
    assertThat(seat.standing().orElseThrow().generation()).isEqualTo(1);
  }

  private void champion(String digest, long expectedGeneration) {
    AliasEvent event = new AliasEvent("champion", digest, expectedGeneration, "ann", "test", 0L);
    fold.accept(
        new ConsumerRecord<>(
            Topic.MODEL_ALIASES.topicName(""),
            0,
            expectedGeneration,
            null,
            AvroCodec.of(AliasEvent.class).encode(event)));
  }
}
