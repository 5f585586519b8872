package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.ingest.SourceState.Phase;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class PlayingSourceTest {
  private final IngestCounters counters = new IngestCounters(new SimpleMeterRegistry());

  @Test
  void error_endsTheSourceAsFailed_withOneLine() {
    PlayingSource source =
        source(
            () -> {
              throw new OutOfMemoryError("Java heap space");
            });

    source.run();

    assertThat(source.state())
        .isEqualTo(new SourceState(Phase.FAILED, "java.lang.OutOfMemoryError: Java heap space"));
  }

  @Test
  void errorAmidTheAudio_endsTheSourceAsFailed() {
    PlayingSource source =
        source(
            () ->
                () -> {
                  throw new StackOverflowError();
                });

    source.run();

    assertThat(source.state().phase()).isEqualTo(Phase.FAILED);
  }

  private PlayingSource source(PlayingSource.Opening opening) {
    FramePublisher publisher =
        new FramePublisher(
            new MockProducer<>(
                true, null, new StringSerializer(), AvroCodec.of(AudioFrame.class).serializer()),
            "audio.frames",
            new SessionIds(Clock.systemUTC(), () -> 1),
            sourceId -> Optional.empty(),
            Clock.systemUTC(),
            counters);
    return new PlayingSource("hall", opening, 0, false, publisher, counters);
  }
}
