package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.inference.state.EventSerdes;
import dev.argand.inference.state.StateSerdes;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.ChannelSelection;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/**
 * A task that becomes a standby and then works again keeps its processor and its stores, as
 * Streams' recycling does: the processor is closed and begun again.
 */
class StandbyTest {
  private final ManualClock clock = new ManualClock(Rig.NOW);
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private final AvroCodec<AudioFrame> frames = AvroCodec.of(AudioFrame.class);
  private final TestAudio audio = TestAudio.noise("porch", "0001", 16_000, 2.0, 51);
  private long emptyAtMillis = Backlog.NEVER;
  private final RecogniseProcessor processor =
      new RecogniseProcessor(
          Rig.seated(new FakeModel("model-1", Rig.SMALL)),
          ChannelSelection.MIX,
          DetectionRule.USUAL,
          HearingRule.USUAL,
          partition -> emptyAtMillis,
          new InferenceMetrics(new SimpleMeterRegistry()),
          clock,
          clock,
          () -> 0);

  StandbyTest() {
    store(RecognitionTopology.headStore().withCachingDisabled());
    store(builder(RecognitionTopology.CHUNK_STORE, StateSerdes.chunkKey(), StateSerdes.chunk()));
    store(builder(RecognitionTopology.EVENT_STORE, Serdes.String(), EventSerdes.events()));
    processor.init(context);
  }

  @Test
  void sourceThatSpokeElsewhere_wasNotSilentMeanwhile() {
    hear(audio.frames(0, 16_000, 1_600));
    hear(audio.frames(17_600, 24_000, 1_600));
    look();
    processor.close();
    // Another instance hears the source, the last time a second ago.
    clock.advance(Duration.ofSeconds(30));
    emptyAtMillis = clock.millis();
    processor.init(context);
    context.resetForwards();
    clock.advance(Duration.ofSeconds(1));
    look();
    assertThat(context.forwarded()).as("a frame is still waited for").isEmpty();

    clock.advance(DetectionRule.USUAL.idle());
    emptyAtMillis = clock.millis();
    look();
    assertThat(context.forwarded()).as("nobody waits for ever").isNotEmpty();
  }

  private void hear(List<AudioFrame> heard) {
    for (AudioFrame frame : heard) {
      processor.process(
          new Record<>(
              frame.getSourceId().getBytes(StandardCharsets.UTF_8),
              frames.encode(frame),
              clock.millis()));
    }
  }

  /** The look for sources that fell silent. */
  private void look() {
    List<CapturedPunctuator> looks = context.scheduledPunctuators();
    looks.get(looks.size() - 1).getPunctuator().punctuate(clock.millis());
  }

  private static <K, V> StoreBuilder<KeyValueStore<K, V>> builder(
      String name, Serde<K> keys, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values);
  }

  private void store(StoreBuilder<?> builder) {
    StateStore store = builder.withLoggingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
  }
}
