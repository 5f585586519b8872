package dev.argand.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.console.board.Boards;
import dev.argand.console.board.SourceBoard;
import dev.argand.console.board.SourceState;
import dev.argand.console.spectrum.SpectrumDesk;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.testkit.ManualClock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class AudioFeedTest {
  private static final AvroCodec<AudioFrame> CODEC = AvroCodec.of(AudioFrame.class);
  private static final Instant START = Instant.ofEpochMilli(1_772_000_000_000L);
  private static final String SESSION = "1772000000000-0000000a";
  private static final int RATE = 16_000;
  private static final int FRAME = 1_600;

  private final ManualClock clock = new ManualClock(START);
  private final Boards boards = new Boards();
  private final SpectrumDesk spectra = new SpectrumDesk();
  private final FeedStatus feeds = new FeedStatus();
  private final List<SpectrumDesk.Columns> columns = new ArrayList<>();
  private final AudioFeed feed = new AudioFeed(boards, spectra, feeds, clock, columns::add);
  private long next;

  @Test
  void recordsThatRecognitionSetsAside_areCounted_andTheirSourceStaysLive() {
    spectra.watch("porch");
    play(10);
    send("porch", frame("porch", "9999999999999-0000000a", 0));
    send("porch", frame("hall", "1772000000001-0000000a", 0));
    send("porch", frame("porch", SESSION, 1L << 60));
    send("porch", frame("porch", SESSION, 1L << 40));
    clock.advance(Duration.ofSeconds(10));
    int before = columns.size();
    play(10);

    assertThat(sources()).hasSize(1);
    SourceBoard.Source porch = sources().get(0);
    assertThat(porch.state()).isEqualTo(SourceState.LIVE);
    assertThat(porch.session()).isEqualTo(SESSION);
    assertThat(porch.heardSeconds()).isEqualTo(2);
    assertThat(porch.gaps()).isZero();
    assertThat(columns).hasSizeGreaterThan(before);
    assertThat(feeds.view().unreadable()).isEqualTo(3);
  }

  private void play(int frames) {
    for (int i = 0; i < frames; i++) {
      send("porch", frame("porch", SESSION, next));
      next += FRAME;
      clock.advance(Duration.ofMillis(100));
    }
  }

  private List<SourceBoard.Source> sources() {
    Object view = Objects.requireNonNull(boards.views(clock.instant()).get("sources"));
    return ((SourceBoard.View) view).sources();
  }

  private void send(String key, AudioFrame frame) {
    feed.accept(
        Topic.AUDIO_FRAMES,
        new ConsumerRecord<>(
            "audio.frames",
            0,
            0,
            clock.millis(),
            TimestampType.LOG_APPEND_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            key.getBytes(StandardCharsets.UTF_8),
            CODEC.encode(frame),
            new RecordHeaders(),
            Optional.empty()),
        true);
  }

  private AudioFrame frame(String source, String session, long first) {
    ByteBuffer pcm = ByteBuffer.allocate(2 * FRAME);
    for (int i = 0; i < FRAME; i++) {
      pcm.putShort((short) 0x1010);
    }
    return new AudioFrame(
        source,
        session,
        first,
        RATE,
        1,
        FrameEncoding.S16LE,
        1_000 * clock.millis(),
        pcm.flip(),
        false);
  }
}
