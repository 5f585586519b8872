package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.ingest.SourceState.Phase;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.AudioClip;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class PlayingSourceTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final IngestCounters counters = new IngestCounters(registry);
  private final MockProducer<String, AudioFrame> kafka =
      new MockProducer<>(
          true, null, new StringSerializer(), AvroCodec.of(AudioFrame.class).serializer());

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

  @Test
  void loop_thatFindsNothing_looksAgain_andPlaysWhatIsThereThen() {
    List<SourceState> seen = new ArrayList<>();
    Iterator<PlayingSource.Opening> rounds =
        List.<PlayingSource.Opening>of(
                () -> {
                  throw new FileNotFoundException("hall: there is no such folder");
                },
                () -> Optional::empty,
                PlayingSourceTest::oneSession,
                PlayingSourceTest::oneSession)
            .iterator();
    AtomicReference<PlayingSource> self = new AtomicReference<>();
    PlayingSource source =
        source(
            () -> {
              PlayingSource now = Objects.requireNonNull(self.get());
              seen.add(now.state());
              if (!rounds.hasNext()) {
                now.stop();
                return Optional::empty;
              }
              return rounds.next().open();
            },
            true);
    self.set(source);

    source.run();

    assertThat(seen)
        .containsExactly(
            new SourceState(Phase.STARTING, ""),
            new SourceState(Phase.WAITING, "hall: there is no such folder"),
            new SourceState(Phase.WAITING, "there is no audio to play"),
            new SourceState(Phase.RUNNING, ""),
            new SourceState(Phase.RUNNING, ""));
    assertThat(source.state()).isEqualTo(new SourceState(Phase.REMOVED, ""));
    assertThat(kafka.history()).hasSize(4);
    assertThat(errors(IngestError.NOTHING_TO_PLAY)).isEqualTo(2);
    assertThat(errors(IngestError.SOURCE_FAILED)).isZero();
  }

  @Test
  void onceOnly_thatFindsNothing_fails() {
    PlayingSource source =
        source(
            () -> {
              throw new FileNotFoundException("hall: there is no such folder");
            });

    source.run();

    assertThat(source.state())
        .isEqualTo(new SourceState(Phase.FAILED, "hall: there is no such folder"));
    assertThat(errors(IngestError.SOURCE_FAILED)).isEqualTo(1);
  }

  @Test
  void loop_whoseFramesKafkaRefuses_fails() {
    kafka.sendException = new RecordTooLargeException("too large");
    PlayingSource source = source(PlayingSourceTest::oneSession, true);

    source.run();

    assertThat(source.state().phase()).isEqualTo(Phase.FAILED);
    assertThat(source.state().detail()).contains("too large");
  }

  private static Programme oneSession() {
    Iterator<AudioSource> one =
        List.<AudioSource>of(PcmSource.of(new AudioClip(new float[80], 8_000))).iterator();
    return () -> one.hasNext() ? Optional.of(one.next()) : Optional.empty();
  }

  private double errors(IngestError error) {
    return registry.get("ingest.errors").tag("reason", error.tag()).counter().count();
  }

  private PlayingSource source(PlayingSource.Opening opening) {
    return source(opening, false);
  }

  private PlayingSource source(PlayingSource.Opening opening, boolean loop) {
    FramePublisher publisher =
        new FramePublisher(
            kafka,
            "audio.frames",
            new SessionIds(Clock.systemUTC(), () -> 1),
            sourceId -> Optional.empty(),
            Clock.systemUTC(),
            counters);
    return new PlayingSource("hall", opening, 0, loop, Duration.ofMillis(1), publisher, counters);
  }
}
